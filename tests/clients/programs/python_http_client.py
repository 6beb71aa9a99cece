"""The connections of the standard library."""

import base64
import json
import os
from http.client import HTTPSConnection

pair = f"{os.environ['TWILIO_ACCOUNT_SID']}:{os.environ['TWILIO_AUTH_TOKEN']}"
headers = {
    "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
    "Content-Type": "application/x-www-form-urlencoded",
}
connection = HTTPSConnection("conversations.twilio.com", timeout=20)
connection.request("POST", "/v1/Conversations", "FriendlyName=Ada", headers)
created = connection.getresponse()
print(created.status, json.load(created)["sid"])
