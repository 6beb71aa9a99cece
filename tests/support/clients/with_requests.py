"""Creates a conversation with requests."""

# ruff: noqa: T201  (what a program prints is its answer)

import json
import os
import sys

import requests

URL = "https://conversations.twilio.com/v1/Conversations"
FORM = [(name, value) for name, _, value in (pair.partition("=") for pair in sys.argv[1:])]

response = requests.post(
    URL,
    data=FORM,
    auth=(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]),
    timeout=20,
)
print(json.dumps({"status": response.status_code, "body": response.json()}))
