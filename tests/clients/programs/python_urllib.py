"""The standard library."""

import base64
import json
import os
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

URL = "https://conversations.twilio.com/v1/Conversations"

pair = f"{os.environ['TWILIO_ACCOUNT_SID']}:{os.environ['TWILIO_AUTH_TOKEN']}"
request = Request(URL, data=b"FriendlyName=Ada")
request.add_header("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")
with urlopen(request, timeout=20) as created:
    sid = json.load(created)["sid"]
try:
    other = urlopen(sys.argv[1], timeout=20)
except HTTPError as error:
    other = error
with other:
    print(created.status, sid, other.status)
