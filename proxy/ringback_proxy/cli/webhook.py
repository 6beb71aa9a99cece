"""`ringback webhook`: send an event, list the deliveries of a running proxy, and send one again."""

import time
from collections.abc import Mapping
from typing import Any

import click

from ringback.columns import align_columns
from ringback.errors import RingbackError, UsageError
from ringback_proxy.cli.proxy_options import find_proxy, proxy_options
from ringback_proxy.cli.running_proxy import RunningProxy

_HELP = """Send webhooks from a running proxy, and look at those that it has sent.

\b
Examples:
  ringback webhook send onMessageAdded --to http://127.0.0.1:5000/hook --set Body=hi
  ringback webhook list
  ringback webhook resend 7
"""
_SEND_HELP = """Send an event with made-up values, complete and signed, to a receiver.

EVENT is one of Twilio's, such as onMessageAdded. The status is 0 if the receiver answers 200 to
299, else 1.

\b
Examples:
  ringback webhook send onMessageAdded --to http://127.0.0.1:5000/hook --set Body=hi
"""

# How long a command waits for what becomes of a webhook, in seconds; five is the limit of one call.
_PATIENCE = 60.0


@click.group("webhook", help=_HELP)
def webhook() -> None:
    """Send webhooks, and look at them."""


@webhook.command("send", help=_SEND_HELP)
@click.argument("event")
@click.option("--to", "url", required=True, metavar="URL", help="The receiver's URL.")
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="A parameter; repeatable."
)
@click.option("--method", default="POST", show_default=True, help="GET or POST.")
@click.option(
    "--auth-token",
    envvar="TWILIO_AUTH_TOKEN",
    metavar="TOKEN",
    help="What signs it: the one that the receiver validates with.",
)
@proxy_options
def send(
    event: str, url: str, given: tuple[str, ...], method: str, auth_token: str | None, **proxy: Any
) -> None:
    """Send one event."""
    document = {
        "event": event,
        "to": url,
        "method": method,
        "parameters": parse_parameters(given),
        "auth_token": auth_token or "",
    }
    running = find_proxy("webhook send", **proxy)
    _follow(running, running.call("POST", "/deliveries", document))


@webhook.command("list")
@proxy_options
def list_(**proxy: Any) -> None:
    """List the webhooks that a proxy has sent, and what became of them."""
    found = find_proxy("webhook list", **proxy).call("GET", "/deliveries")["deliveries"]
    if not found:
        click.echo("no webhook was sent", err=True)
        return
    rows = [["#", "event", "target", "state", "attempts"], *map(_make_row, found)]
    for line in align_columns(rows):
        click.echo(line)


@webhook.command("resend")
@click.argument("number", type=click.IntRange(1), metavar="ID")
@proxy_options
def resend(number: int, **proxy: Any) -> None:
    """Send one of the listed webhooks once more, with the same idempotency token."""
    running = find_proxy("webhook resend", **proxy)
    _follow(running, running.call("POST", f"/deliveries/{number}/redeliver"))


def parse_parameters(given: tuple[str, ...]) -> dict[str, str | list[str]]:
    """Parse values such as `Body=hi`; a name that is repeated has a list of them."""
    parsed: dict[str, list[str]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise UsageError(f"--set is {text!r}; give NAME=VALUE, such as Body=hi")
        parsed.setdefault(name, []).append(value)
    return {name: one[0] if len(one) == 1 else one for name, one in parsed.items()}


def _follow(running: RunningProxy, sent: Mapping[str, Any]) -> None:
    """Wait for what becomes of a delivery and print it; raise RingbackError if it failed."""
    number, revision = sent["number"], 0
    deadline = time.monotonic() + _PATIENCE
    while sent["state"] == "waiting" and time.monotonic() < deadline:
        page = running.call("GET", f"/deliveries?after={number - 1}&revision={revision}&wait=10")
        revision = page["revision"]
        sent = next((one for one in page["deliveries"] if one["number"] == number), sent)
    line = format_delivery(sent)
    if sent["state"] != "delivered":
        raise RingbackError(line)
    click.echo(line)


def format_delivery(delivery: Mapping[str, Any]) -> str:
    """Return what became of a delivery, with the beginning of the answer."""
    target, attempts = delivery["target"], delivery["attempts"]
    words = [f"webhook {delivery['number']}: {delivery['event']} to {target['url']}"]
    words.append(f"{delivery['state']}: {_describe_outcome(delivery)}")
    if not delivery["signed"]:
        words.append("unsigned: give --auth-token, or set TWILIO_AUTH_TOKEN")
    body = (attempts[-1]["body"] or "").strip() if attempts else ""
    return "\n".join([", ".join(words), *([body[:2000]] if body else [])])


def _describe_outcome(delivery: Mapping[str, Any]) -> str:
    status = delivery["attempts"][-1]["status"] if delivery["attempts"] else None
    return str(delivery["reason"] or status or "")


def _make_row(delivery: Mapping[str, Any]) -> list[str]:
    return [
        str(delivery["number"]),
        delivery["event"],
        f"{delivery['target']['method']} {delivery['target']['url']}",
        f"{delivery['state']}: {_describe_outcome(delivery)}".removesuffix(": "),
        str(len(delivery["attempts"])),
    ]
