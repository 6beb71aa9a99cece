"""The context of one request: its account, its date, and the URLs of its reply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ringback.twilio.schema.parameters import Validation
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.change import BY_REQUEST, Cause, Change, make_change
from ringback.twilio.store.stored_resource import StoredResource

VERSION = "/v1"


@dataclass(slots=True)
class RequestContext:
    """The context of one request.

    - `now`: the date of the request, in whole seconds; `instant`: the same, exactly;
    - `origin`: scheme and host that URLs begin with: those of the request, on regional hosts too:
      INFERRED (fidelity: regional-urls);
    - `path`: the path after the version, without a trailing slash;
    - `service`: "/Services/IS..." if the request came through a service, else "";
    - `adopts_services`: whether a service or role exists that was never created, but is named;
    - `chooses_sid`: whether a create may name the SID of its record;
    - `notes`: the log of the request, to which sentences are appended while it is processed;
    - `changes`: what it has changed, for webhooks; None if no webhook is registered;
    - `removed_webhooks`: the webhooks of conversations that it has removed; None: nobody asks;
    - `cause`: what changes are caused by;
    - `version_url`: the URL that all others begin with.
    """

    store: AccountStore
    now: datetime
    instant: datetime
    origin: str
    path: str
    service: str = ""
    validation: Validation = Validation.STRICT
    adopts_services: bool = False
    chooses_sid: bool = False
    notes: list[str] = field(default_factory=list)
    changes: list[Change] | None = None
    cause: Cause = BY_REQUEST
    removed_webhooks: list[StoredResource] | None = None
    version_url: str = field(init=False)
    _urls: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.version_url = f"{self.origin}{VERSION}"

    @property
    def account_sid(self) -> str:
        """The SID of the account that sent the request."""
        return self.store.account.sid

    @property
    def own_url(self) -> str:
        """The URL of the request without its query."""
        return f"{self.version_url}{self.path}"

    def url(self, record: StoredResource) -> str:
        """Return a record's absolute URL, which names it by SID and never by an alias."""
        # A reply shows it several times: by itself, and in each link.
        url = self._urls.get(record.sid)
        if url is None:
            url = self._urls[record.sid] = self._make_url(record)
        return url

    def _make_url(self, record: StoredResource) -> str:
        parent = record.parent
        if parent is None or parent.segment in ("", "Services"):
            return f"{self.version_url}{self.service}/{record.segment}/{record.sid}"
        return f"{self.url(parent)}/{record.segment}/{record.sid}"

    def add_change(
        self,
        event: str,
        record: StoredResource,
        details: Mapping[str, str] | None = None,
        cause: Cause | None = None,
    ) -> None:
        """Add an event to the changes, unless no webhook is to report it."""
        cause = cause or self.cause
        if self.changes is not None and cause.is_asked:
            self.changes.append(make_change(event, record, self.instant, cause, details))
