"""The control API of the proxy, as a test process calls it: over one kept connection."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import quote

from ringback.errors import RingbackError, UsageError
from ringback.settings.fault_spec import FaultSpec, parse_members
from ringback.twilio.values.faults import Fault
from ringback_proxy.sessions.result import History, SessionResult
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.ipc import decoding, spec_encoding
from ringback_proxy.testing.ipc.http_connection import HttpConnection

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True

# The command line's options, as a test run has them.
_OPTION_NAMES = {
    "--confdir": "RINGBACK_CONFDIR, or serve(confdir=...)",
    "--upstream-ca": "--ringback-upstream-ca, or serve(upstream_ca=...)",
}


class ControlClient:
    """Calls the control API at a port of this machine; `explain_loss` says why it is gone.

    Methods raise RingbackError for a mistake of the user's, and if the proxy is gone.
    """

    def __init__(self, port: int, token: str, explain_loss: Callable[[], str]) -> None:
        headers = f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        self._connection = HttpConnection(port, headers)
        self._explain_loss = explain_loss
        self._lock = Lock()
        # Now, before a test forbids sockets.
        self._connection.connect()

    def close(self) -> None:
        """Close the connection, for good."""
        self._connection.close()

    def begin(
        self, name: str, spec: SessionSpec, meanwhile: Callable[[], object] = lambda: None
    ) -> tuple[str, ...]:
        """Begin a session; return the cassettes' warnings.

        `meanwhile` is called while the proxy begins it.
        """
        begun = self._call("PUT", name, "", spec_encoding.encode_spec(spec), meanwhile)
        return tuple(begun["warnings"])

    def end(self, name: str, *, ended_well: bool) -> SessionResult:
        """End a session once its requests are answered; return its outcome.

        `ended_well` moves a pending cassette into place.
        """
        flag = "true" if ended_well else "false"
        return decoding.decode_result(self._call("DELETE", name, f"?ended_well={flag}"))

    def fetch_history(self, name: str, known: int = 0) -> History:
        """Return the exchanges of a session without the first `known` ones, and its warnings."""
        return decoding.decode_history(self._call("GET", name, f"/exchanges?after={known}"))

    def fetch_unplayed(self, name: str) -> tuple[str, ...]:
        """Return which recordings were never played, each with file and line.

        Raises UsageError if the session does not replay.
        """
        unplayed = self._call("GET", name, "")["never_played"]
        if unplayed is None:
            raise UsageError(
                "only a replay can play all recordings, and this test does not replay a cassette; "
                'mark it with @pytest.mark.ringback("NAME"), and record the cassette'
            )
        return tuple(map(decoding.describe_unplayed, unplayed))

    def perform(self, name: str, document: dict[str, Any]) -> tuple[int, Any]:
        """Return the status and the body of the fake's answer to a request of set-up."""
        answered = self._call("POST", name, "/requests", document)
        return answered["status"], answered["body"]

    def fail_next(self, name: str, fault: Fault, times: int) -> None:
        """Answer the next `times` requests with a fault."""
        rule = {"name": f"twilio-{fault.code}", "status": fault.status, "message": fault.message}
        self._call("POST", name, "/faults", {**rule, "times": times})

    def read_faults(self, name: str) -> tuple[FaultSpec, ...]:
        """Return the faults of the next requests."""
        return tuple(map(parse_members, self._call("GET", name, "/faults")))

    def set_faults(self, name: str, faults: Iterable[FaultSpec]) -> None:
        """Replace the faults of the next requests."""
        self._call("PUT", name, "/faults", [fault.describe() for fault in faults])

    def fetch_deliveries(self, name: str, revision: int = 0, wait: float = 0.0) -> Any:
        """Return the deliveries of webhooks; wait so many seconds for a change since a revision."""
        return self._call("GET", name, f"/deliveries?revision={revision}&wait={wait:.3f}")

    def redeliver(self, name: str, number: int) -> None:
        """Send a webhook once more."""
        self._call("POST", name, f"/deliveries/{number}/redeliver")

    def receive_message(self, name: str, document: dict[str, Any]) -> Any:
        """Return what has become of a message that somebody writes."""
        return self._call("POST", name, "/inbound-messages", document)

    def deliver_message(self, name: str, document: dict[str, Any]) -> Any:
        """Change the status of a message's receipts, and return them."""
        return self._call("POST", name, "/receipts", document)["receipts"]

    def read_clock(self, name: str) -> datetime:
        """Return the fake's time."""
        return datetime.fromisoformat(self._call("GET", name, "/clock")["now"])

    def set_clock(self, name: str, now: datetime) -> None:
        """Stop the fake's clock at an instant."""
        self._call("PUT", name, "/clock", {"now": now.isoformat()})

    def advance_clock(self, name: str, by: timedelta) -> None:
        """Advance the fake's clock."""
        duration = f"P{by.days}DT{by.seconds}.{by.microseconds:06d}S"
        self._call("PUT", name, "/clock", {"advance": duration})

    def _call(
        self,
        method: str,
        name: str,
        path: str,
        document: Any = None,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> Any:
        body = b"" if document is None else json.dumps(document).encode()
        target = f"/ringback/sessions/{quote(name)}{path}"
        with self._lock:
            status, content = self._exchange(method, target, body, meanwhile)
        answer = json.loads(content)
        if status < 400:
            return answer
        reason = rename_options(answer["message"].removeprefix("ringback: "))
        if status >= 500:
            raise RingbackError(f"the proxy failed; this is a bug in Ringback:\n{reason}")
        raise UsageError(reason)

    def _exchange(
        self, method: str, target: str, body: bytes, meanwhile: Callable[[], object]
    ) -> tuple[int, bytes]:
        try:
            with self._explained_loss():
                self._connection.send(method, target, body)
            meanwhile()
            with self._explained_loss():
                return self._connection.receive()
        except BaseException:  # Ctrl-C, too: the answer may still be to come
            self._connection.disconnect()
            raise

    @contextmanager
    def _explained_loss(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            raise RingbackError(self._explain_loss()) from None


def rename_options(reason: str) -> str:
    """Replace the command line's options in a message by what a test run has for them."""
    for option, name in _OPTION_NAMES.items():
        reason = reason.replace(f" {option}", f" {name}")
    return reason
