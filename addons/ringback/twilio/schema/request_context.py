"""Where and when one request takes place: whose world, which moment, which address."""

from dataclasses import dataclass, field
from datetime import datetime

from ringback.twilio.schema.parameters import Validation
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.stored_resource import StoredResource

VERSION = "/v1"


@dataclass(slots=True)
class RequestContext:
    """One request's place and moment.

    `origin` is the scheme and host that URLs begin with: those of the request, on regional hosts
    too (INFERRED). `service` is the path that follows the version where the request came through a
    service ("/Services/IS..."), else "". `path` is the request's own, from behind the version and
    without a trailing slash. `now` has whole seconds. `notes` gather remarks for the log.
    """

    store: AccountStore
    now: datetime
    origin: str
    path: str
    service: str = ""
    validation: Validation = Validation.STRICT
    notes: list[str] = field(default_factory=list)

    @property
    def account_sid(self) -> str:
        """The account that asks."""
        return self.store.account.sid

    @property
    def version_url(self) -> str:
        """The URL that all others begin with."""
        return f"{self.origin}{VERSION}"

    @property
    def own_url(self) -> str:
        """The URL of the request without its query."""
        return f"{self.version_url}{self.path}"

    def url(self, record: StoredResource) -> str:
        """Return a record's absolute URL, by SID and never by another name."""
        parent = record.parent
        if parent is None or parent.segment in ("", "Services"):
            return f"{self.version_url}{self.service}/{record.segment}/{record.sid}"
        return f"{self.url(parent)}/{record.segment}/{record.sid}"
