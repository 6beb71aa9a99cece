"""requests."""

import os
import sys

import requests

URL = "https://conversations.twilio.com/v1/Conversations"

auth = (os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
created = requests.post(URL, data={"FriendlyName": "Ada"}, auth=auth, timeout=20)
other = requests.get(sys.argv[1], timeout=20)
print(created.status_code, created.json()["sid"], other.status_code)
