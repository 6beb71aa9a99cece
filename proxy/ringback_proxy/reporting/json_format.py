"""`--log-format json`: one JSON object a line, for programs.

Each has a `type`: `listening`, `exchange`, `delivery`, `message` or `summary`. Fields are only ever
added. An exchange has the fields that it has in the control API; the requests and responses are
whole only where details are wanted. docs/json-log.md describes them all.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from ringback.http.json_values import map_texts
from ringback.http.message_json import describe_request, describe_response, to_text
from ringback.settings.table import Settings
from ringback.webhooks.delivery_json import describe_delivery
from ringback_proxy.reporting.reply_message import read_message
from ringback_proxy.reporting.types import Level, RunSummary, ShownDelivery, ShownExchange
from ringback_proxy.runtime_files.ready_file import Ready

Json = dict[str, Any]


class JsonFormat:
    """Makes lines for programs."""

    def message(self, lines: Iterable[str], level: Level) -> Iterable[str]:
        """Return sentences as one object."""
        text = "\n".join(lines).strip("\n").removeprefix("ringback: ")
        return [_dump("message", datetime.now(UTC), {"level": level, "text": text})]

    def exchange(self, shown: ShownExchange) -> Iterable[str]:
        """Return an exchange as one object."""
        fields = _describe_exchange(shown)
        return [_dump("exchange", shown.time, map_texts(fields, shown.redact))]

    def delivery(self, shown: ShownDelivery) -> Iterable[str]:
        """Return a delivery as one object."""
        fields = describe_delivery(shown.delivery, shown.redact)
        session = shown.session or "default"
        return [_dump("delivery", shown.time, {"session": session, **fields})]

    def listening(self, ready: Ready, settings: Settings, env: str) -> Iterable[str]:  # noqa: ARG002 - the protocol's
        """Return the ready-file's fields, without the password and the token."""
        fields = {
            "mode": ready.mode,
            "pid": ready.pid,
            "host": ready.host,
            "port": ready.port,
            "proxy_url": f"http://{ready.address}",
            "base_url": ready.base_url,
            "ca": ready.ca,
            "bundle": ready.bundle,
            "control_url": ready.control_url,
        }
        return [_dump("listening", datetime.now(UTC), fields)]

    def summary(self, summary: RunSummary) -> Iterable[str]:
        """Return how the run ended, as one object."""
        fields = {
            "exchanges": sum(summary.sources.values()),
            "sources": {str(source): number for source, number in sorted(summary.sources.items())},
            "status": summary.status,
            "strict": summary.violation or None,
            "drift": summary.drift or None,
            "lines": list(summary.lines),
            "cassettes": [str(path) for path in summary.cassettes],
            "never_played": [
                {"cassette": str(path), "index": index} for path, index in summary.never_played
            ],
        }
        return [_dump("summary", datetime.now(UTC), fields)]


def _describe_exchange(shown: ShownExchange) -> Json:
    entry = shown.entry
    if shown.with_details:
        request, response = describe_request(entry.request), describe_response(entry.response)
    else:  # nothing else has been redacted
        request = {"method": entry.request.method, "url": to_text(entry.request.url)}
        response = {"status": entry.response.status}
    explanation = entry.report
    if not explanation and entry.is_failure:
        explanation = read_message(entry.response)
    return {
        "session": shown.session or "default",
        "source": str(entry.source),
        "file": entry.file,
        "index": entry.index,
        "fault": entry.fault,
        "seconds": round(entry.seconds, 6),
        "summary": entry.summary or "",
        "notes": list(entry.notes),
        "explanation": explanation,
        "request": request,
        "response": response,
    }


def _dump(kind: str, time: datetime, fields: Json) -> str:
    """Return one line: ASCII alone, so that nothing in it can drive a terminal."""
    shown = time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": kind, "time": shown, **fields})
