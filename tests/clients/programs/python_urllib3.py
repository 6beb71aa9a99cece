"""urllib3."""

import os

import urllib3

URL = "https://conversations.twilio.com/v1/Conversations"

pair = f"{os.environ['TWILIO_ACCOUNT_SID']}:{os.environ['TWILIO_AUTH_TOKEN']}"
headers = urllib3.make_headers(basic_auth=pair)
pool = urllib3.PoolManager(timeout=20)
created = pool.request_encode_body(
    "POST", URL, {"FriendlyName": "Ada"}, headers, encode_multipart=False
)
print(created.status, created.json()["sid"])
