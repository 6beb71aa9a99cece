"""A prepared state of the fake: one of everything, in the default service or in a service."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from ringback.http.messages import Headers, Response, request_to
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.openapi.description import Operation
from tests.support.twilio.caller import ACCOUNT, ORIGIN, ApiReply, Caller, Clock
from tests.support.twilio.models import make_model

Form = Mapping[str, str | Sequence[str]]

PROXY = "+15559999999"

# In the order of creation: the path of the collection, and the form of one that is accepted. {} is
# the first of the collection before it.
PARTS: tuple[tuple[str, Form], ...] = (
    ("Roles", {"FriendlyName": "writer", "Type": "conversation", "Permission": "sendMessage"}),
    ("Roles", {"FriendlyName": "joiner", "Type": "service", "Permission": "joinConversation"}),
    ("Users", {"Identity": "alice"}),
    ("Conversations", {"UniqueName": "one", "Timers.Inactive": "PT1H", "Timers.Closed": "PT2H"}),
    ("Conversations/{}/Participants", {"Identity": "alice"}),
    (
        "Conversations/{}/Participants",
        {"MessagingBinding.Address": "+15550000001", "MessagingBinding.ProxyAddress": PROXY},
    ),
    ("Conversations/{}/Messages", {"Body": "Hello", "Author": "alice"}),
    (
        "Conversations/{}/Webhooks",
        {
            "Target": "webhook",
            "Configuration.Url": "https://example.com",
            "Configuration.Filters": "onMessageAdded",
        },
    ),
)
ACCOUNT_PARTS: tuple[tuple[str, Form], ...] = (
    ("Services", {"FriendlyName": "another"}),
    ("Credentials", {"Type": "fcm", "FriendlyName": "pushes", "Secret": "a secret"}),
    ("Configuration/Addresses", {"Type": "sms", "Address": "+15558888888"}),
)
LISTED = ("Conversations/{}/Messages/{}/Receipts",)


class Scene:
    """An account with one of everything that the fake can create; `sids` are by segment.

    Names of parts that are in a service are in `base`: "" or "/Services/IS...".
    """

    def __init__(self, *, in_service: bool) -> None:
        self.clock = Clock()
        self.caller = Caller(make_model(clock=self.clock, sids=SeededSids(1)))
        self.sids: dict[str, str] = {}
        self.service_role = ""
        for path, form in ACCOUNT_PARTS:
            self._create("", path, form)
        self.base = f"/Services/{self.sids['Services']}" if in_service else ""
        for path, form in PARTS:
            self._create(self.base, path, form)
        self._see_binding()
        self.clock.advance(minutes=1)
        for path in LISTED:
            self._find(path)

    def fill(self, template: str) -> str:
        """Return a path of the description with the SIDs of this state in it."""
        segments = template.removeprefix("/v1").split("/")
        return "/".join(
            self.sids[segments[place - 1]] if part.startswith("{") else part
            for place, part in enumerate(segments)
        )

    def know(self, operation: Operation) -> dict[str, str]:
        """Return SIDs that exist by their prefixes, or by the parameter that wants another one."""
        known = {sid[:2]: sid for sid in reversed(self.sids.values())}
        wants_service_role = (
            "RoleSid" if "/Users" in operation.route else "DefaultChatServiceRoleSid"
        )
        return known | {wants_service_role: self.service_role}

    def ask(
        self,
        method: str,
        target: str,
        form: Form | None = None,
        headers: Iterable[tuple[str, str]] = (),
    ) -> ApiReply:
        """Send a request, which the fake must know."""
        body = urlencode(form or {}, doseq=True).encode()
        if method == "GET":
            target, body = target + ("?" + body.decode() if body else ""), b""
        content = (("Content-Type", "application/x-www-form-urlencoded"),)
        self.caller.headers = dict(headers)
        return self.caller.send(method, "/v1" + target, body, *content)

    def add(self, path: str, form: Form) -> None:
        """Create one more of a collection, which `fill` names from now on."""
        self.sids.pop(path.rpartition("/")[2], None)
        self._create(self.base, path, form)

    def _create(self, base: str, path: str, form: Form) -> None:
        reply = self.ask("POST", self._name(base, path), form)
        assert reply.status == 201, (path, reply.body)
        self.sids.setdefault(path.rpartition("/")[2], reply.body["sid"])
        if form.get("Type") == "service":
            self.service_role = reply.body["sid"]

    def _see_binding(self) -> None:
        """Seed a binding, which devices make and no request creates."""
        service, sid = self.sids["Services"], "BS" + "b" * 32
        url = f"{ORIGIN}/v1/Services/{service}/Bindings/{sid}"
        shown = {
            "sid": sid,
            "account_sid": ACCOUNT,
            "chat_service_sid": service,
            "date_created": "2016-10-21T11:37:03Z",
            "date_updated": "2016-10-21T11:37:03Z",
            "endpoint": "TestUser-endpoint",
            "identity": "TestUser",
            "binding_type": "fcm",
            "credential_sid": self.sids["Credentials"],
            "message_types": ["new_message"],
            "url": url,
        }
        headers = Headers([("Authorization", self.caller.authorization)])
        response = Response(200, Headers(), json.dumps(shown).encode())
        self.caller.api.seed(request_to("GET", url, headers, b""), response)
        self.sids["Bindings"] = sid

    def _find(self, path: str) -> None:
        reply = self.ask("GET", self._name(self.base, path))
        listed: list[Any] = reply.body[reply.body["meta"]["key"]]
        self.sids[path.rpartition("/")[2]] = listed[0]["sid"]

    def _name(self, base: str, path: str) -> str:
        segments = path.split("/")
        filled = (
            self.sids[segments[place - 1]] if part == "{}" else part
            for place, part in enumerate(segments)
        )
        return base + "/" + "/".join(filled)
