"""Creates a conversation with the standard library."""

# ruff: noqa: T201  (what a program prints is its answer)

import base64
import json
import os
import sys
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

URL = "https://conversations.twilio.com/v1/Conversations"
FORM = [(name, value) for name, _, value in (pair.partition("=") for pair in sys.argv[1:])]

request = Request(URL, data=urlencode(FORM).encode())
pair = f"{os.environ['TWILIO_ACCOUNT_SID']}:{os.environ['TWILIO_AUTH_TOKEN']}"
request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
try:
    response = urlopen(request, timeout=20)
except HTTPError as error:
    response = error
with response:
    print(json.dumps({"status": response.status, "body": json.loads(response.read())}))
