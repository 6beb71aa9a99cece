"""`ringback message`: play the other side of a conversation of the fake."""

import base64
import mimetypes
from pathlib import Path
from typing import Any

import click

from ringback.errors import RingbackError, UsageError
from ringback_proxy.cli.proxy_options import find_proxy, proxy_options

_HELP = """Write to an application as its other side, and say what becomes of its messages.

\b
Examples:
  ringback message send --from +15550001111 --to +15550002222 "It burns"
  ringback message deliver IM0123456789abcdef0123456789abcdef read
"""
_SEND_HELP = """Write a message to the account, as by SMS, WhatsApp, Messenger or in the chat.

A message by phone comes to the conversation whose participant has the two addresses, if there is
one. In the chat, --from is an identity and --to a conversation. The status is 1 if the message
belongs to no conversation.

\b
Examples:
  ringback message send --from +15550001111 --to +15550002222 "It burns"
  ringback message send --from whatsapp:+15550001111 --to whatsapp:+15550002222 hello
  ringback message send --from ada --to ticket-1 hello
"""
_DELIVER_HELP = """Change the status of a message's delivery receipts.

STATUS is one of Twilio's: sent, delivered, read, failed or undelivered.

\b
Examples:
  ringback message deliver IM0123456789abcdef0123456789abcdef read
  ringback message deliver IM0123456789abcdef0123456789abcdef failed --error-code 30003
"""


@click.group("message", help=_HELP)
def message() -> None:
    """Play the other side of a conversation."""


@message.command("send", help=_SEND_HELP)
@click.argument("body", default="")
@click.option("--from", "sender", required=True, metavar="ADDRESS", help="Who writes it.")
@click.option("--to", "recipient", required=True, metavar="ADDRESS", help="Whom it is for.")
@click.option(
    "--media",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file that is sent with it; repeatable.",
)
@click.option(
    "--account-sid",
    metavar="AC...",
    help="The account; by default the one that has the addresses.",
)
@proxy_options
def send(
    sender: str,
    recipient: str,
    body: str,
    media: tuple[Path, ...],
    account_sid: str | None,
    **proxy: Any,
) -> None:
    """Write one message."""
    document = {
        "from": sender,
        "to": recipient,
        "body": body,
        "media": [_encode(path) for path in media],
        "account_sid": account_sid,
    }
    reply = find_proxy("message send", **proxy).call("POST", "/inbound-messages", document)
    for note in reply["notes"]:
        click.echo(f"note: {note}", err=True)
    if not reply["routed"]:
        raise RingbackError(f"the message belongs to no conversation: {reply['reason']}")
    click.echo(f"{reply['message']['sid']} in {reply['conversation']['sid']}")


@message.command("deliver", help=_DELIVER_HELP)
@click.argument("message_sid", metavar="MESSAGE_SID")
@click.argument("status")
@click.option("--error-code", type=int, metavar="CODE", help="Twilio's code, such as 30003.")
@click.option(
    "--participant", metavar="SID", help="Only the receipt of one participant, not of all."
)
@proxy_options
def deliver(
    message_sid: str, status: str, error_code: int | None, participant: str | None, **proxy: Any
) -> None:
    """Change the status of receipts."""
    document = {"message_sid": message_sid, "status": status, "error_code": error_code}
    if participant is not None:
        document["participant_sid"] = participant
    reply = find_proxy("message deliver", **proxy).call("POST", "/receipts", document)
    for receipt in reply["receipts"]:
        click.echo(f"{receipt['sid']} of {receipt['participant_sid']}: {receipt['status']}")


def _encode(path: Path) -> dict[str, str]:
    """Return a file as the control API takes it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"--media {path} cannot be read ({error.strerror})") from None
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    encoded = base64.b64encode(data).decode()
    return {"content_type": content_type, "filename": path.name, "data_base64": encoded}
