"""requests with a prepared request, as twilio-python up to 7.9 sends it."""

import os
import sys

import requests

URL = "https://conversations.twilio.com/v1/Conversations"

auth = (os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
session = requests.Session()
request = requests.Request("POST", URL, data={"FriendlyName": "Ada"}, auth=auth)
created = session.send(session.prepare_request(request), timeout=20)
other = session.send(requests.Request("GET", sys.argv[1]).prepare(), timeout=20)
print(created.status_code, created.json()["sid"], other.status_code)
