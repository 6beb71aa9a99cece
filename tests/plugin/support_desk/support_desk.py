"""A small web service: POST /tickets opens a conversation at Twilio."""

import json
import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer a request (WSGI)."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    form = parse_qs(environ["wsgi.input"].read(length).decode())
    try:
        status, document = "201 Created", open_ticket(form["subject"][0])
    except TwilioRestException as error:
        status, document = "503 Service Unavailable", {"error": error.msg}
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(document).encode()]


def open_ticket(subject: str) -> dict[str, str]:
    """Open a conversation about a subject, with a greeting in it."""
    client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
    conversation = client.conversations.v1.conversations.create(friendly_name=subject)
    return {"sid": conversation.sid, "subject": conversation.friendly_name}
