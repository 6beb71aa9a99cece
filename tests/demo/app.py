"""An application that creates a conversation with Twilio's own client."""

# ruff: noqa: T201  (what the application prints is the demonstration)

import os

from twilio.rest import Client

client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
conversation = client.conversations.v1.conversations.create(friendly_name="printer on fire")
assert conversation.account_sid == client.account_sid, conversation.account_sid
print(conversation.sid, conversation.state, conversation.friendly_name)
