"""What has become of one webhook, as a test sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """One webhook of a test.

    - `number`: its own, from 1 on.
    - `state`: "waiting", "delivered", "failed", "not called" or "dropped"; `reason` says why.
    - `url`: of the target.
    - `parameters`: by name; one that is sent more than once has a list of values.
    - `status`: of the last answer; None if there is none.
    - `attempts`: how often it was called.
    - `before_action`: whether an action waited for the reply.
    """

    number: int
    event: str
    url: str
    state: str
    reason: str = ""
    parameters: Mapping[str, str | list[str]] = field(default_factory=dict)
    status: int | None = None
    attempts: int = 0
    signed: bool = True
    before_action: bool = False

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "WebhookDelivery":
        """Return the delivery of the control API's JSON."""
        attempts = document["attempts"]
        return cls(
            document["number"],
            document["event"],
            document["target"]["url"],
            document["state"],
            document["reason"],
            document["parameters"],
            attempts[-1]["status"] if attempts else None,
            len(attempts),
            document["signed"],
            document["before_action"],
        )

    @property
    def was_called(self) -> bool:
        """Whether the target was called and nothing more is done."""
        return self.state in ("delivered", "failed")
