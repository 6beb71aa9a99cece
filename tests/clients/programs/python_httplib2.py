"""httplib2."""

import base64
import json
import os

import httplib2

URL = "https://conversations.twilio.com/v1/Conversations"

pair = f"{os.environ['TWILIO_ACCOUNT_SID']}:{os.environ['TWILIO_AUTH_TOKEN']}"
headers = {
    "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
    "Content-Type": "application/x-www-form-urlencoded",
}
created, body = httplib2.Http(timeout=20).request(URL, "POST", "FriendlyName=Ada", headers)
print(created.status, json.loads(body)["sid"])
