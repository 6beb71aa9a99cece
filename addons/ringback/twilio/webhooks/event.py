"""A webhook that is to be sent: one event, for one target."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

TargetKind = Literal["account", "service", "conversation", "address"]


@dataclass(frozen=True, slots=True)
class WebhookTarget:
    """Where a webhook goes.

    - `method` is "GET" or "POST";
    - `kind` is whose configuration names the URL;
    - `sid` is that of a conversation's webhook (WH...), else "";
    - `called`: whether it is an URL at all; for a Studio flow or Flex, `why_not` explains it.
    """

    url: str
    method: str
    kind: TargetKind
    sid: str = ""
    called: bool = True
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """One event for one target.

    - `event` is its name, such as "onMessageAdded";
    - `parameters` are complete but for RetryCount, which the sender adds;
    - `conversation_sid` is the key of the order; "" for the events of users, in order by account;
    - `occurred` is an aware UTC time of the model's clock;
    - `auth_token` is the one that signs, as the account's caller has shown it; None: unsigned;
    - `retries` is how often it may be sent again after a failure;
    - `number` is that of the delivery in a state that lasts, `token` its idempotency token; 0 and
      "" elsewhere.
    """

    event: str
    target: WebhookTarget
    parameters: tuple[tuple[str, str], ...]
    account_sid: str
    conversation_sid: str
    occurred: datetime
    auth_token: str | None = field(default=None, repr=False)
    retries: int = 0
    number: int = 0
    token: str = ""
