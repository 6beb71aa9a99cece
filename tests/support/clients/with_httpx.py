"""Creates a conversation with httpx; offers HTTP/2 if HTTPX_HTTP2 is set."""

# ruff: noqa: T201  (what a program prints is its answer)

import json
import os
import sys

import httpx

URL = "https://conversations.twilio.com/v1/Conversations"
FORM = [(name, value) for name, _, value in (pair.partition("=") for pair in sys.argv[1:])]

credentials = (os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
with httpx.Client(http2="HTTPX_HTTP2" in os.environ, auth=credentials, timeout=20) as client:
    response = client.post(URL, data=dict(FORM))
print(json.dumps({"status": response.status_code, "body": response.json()}))
