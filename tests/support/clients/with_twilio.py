"""Creates a conversation with Twilio's own client."""

# ruff: noqa: T201  (what a program prints is its answer)

import json
import os
import sys
from typing import Any

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

# The client's own spelling of the parameters.
ARGUMENTS = {
    "FriendlyName": "friendly_name",
    "UniqueName": "unique_name",
    "Attributes": "attributes",
    "State": "state",
    "Timers.Closed": "timers_closed",
}
SHOWN = ("sid", "account_sid", "friendly_name", "unique_name", "attributes", "state", "url")


def main() -> None:
    client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
    pairs = (pair.partition("=") for pair in sys.argv[1:])
    form: dict[str, Any] = {ARGUMENTS[name]: value for name, _, value in pairs}
    try:
        conversation = client.conversations.v1.conversations.create(**form)
    except TwilioRestException as error:
        body = {"code": error.code, "message": error.msg}
        print(json.dumps({"status": error.status, "body": body}))
    else:
        body = {name: getattr(conversation, name) for name in SHOWN}
        body["date_created"] = conversation.date_created.isoformat()
        print(json.dumps({"status": 201, "body": body}))


main()
