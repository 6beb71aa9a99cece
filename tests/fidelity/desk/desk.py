"""A help desk on Twilio's own library; knows nothing of Ringback.

It registers a webhook, opens a conversation with a phone, checks each signature, and answers
everybody who writes. It prints the SID of the conversation once it serves.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import os

from flask import Flask, abort, request
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.serving import make_server

account, token = os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]
twilio = Client(account, token).conversations.v1
validator = RequestValidator(token)
app = Flask(__name__)


@app.post("/hook")
def take() -> tuple[str, int]:
    """Answer a message that comes from a phone; note what becomes of the conversation."""
    signature = request.headers.get("X-Twilio-Signature", "")
    if not validator.validate(request.url, request.form, signature):
        abort(403)
    conversation = twilio.conversations(request.form["ConversationSid"])
    if request.form["EventType"] == "onMessageAdded" and request.form["Source"] == "SMS":
        body = f"We have read: {request.form['Body']}"
        conversation.messages.create(author="desk", body=body)
    if request.form["EventType"] == "onDeliveryUpdated" and request.form["Status"] == "failed":
        note = f"failed with {request.form['ErrorCode']}"
        conversation.update(friendly_name=note)
    return "", 204


def main() -> None:
    """Serve until the process is ended."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    twilio.configuration.webhooks().update(
        post_webhook_url=f"http://127.0.0.1:{server.server_port}/hook?desk=7",
        filters=["onMessageAdded", "onDeliveryUpdated", "onConversationStateUpdated"],
        method="POST",
    )
    opened = twilio.conversations.create(friendly_name="desk", timers_closed="PT10M")
    twilio.conversations(opened.sid).participants.create(
        messaging_binding_address="+15550001111", messaging_binding_proxy_address="+15550002222"
    )
    print(opened.sid, flush=True)
    server.serve_forever()


main()
