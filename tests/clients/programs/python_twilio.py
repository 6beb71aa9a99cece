"""Twilio's own client, then requests, which it is built on."""

import os
import sys

import requests
from twilio.rest import Client

client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
conversation = client.conversations.v1.conversations.create(friendly_name="Ada")
other = requests.get(sys.argv[1], timeout=20)
print(201, conversation.sid, other.status_code)
