"""Twilio's Conversations API, played: a request in, the response out, and a world in between."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from ringback.http.messages import Request, Response, replace_surrogates
from ringback.twilio.operations.authentication import Authenticator
from ringback.twilio.operations.responses import respond
from ringback.twilio.resources.registry import RESOURCES
from ringback.twilio.routing.accounts import open_account
from ringback.twilio.routing.dispatch import perform
from ringback.twilio.routing.routes import Match, RouteTable
from ringback.twilio.schema.parameters import Validation
from ringback.twilio.schema.request_context import VERSION, RequestContext
from ringback.twilio.schema.resource import Success
from ringback.twilio.seeding.from_exchanges import Seeder, learn
from ringback.twilio.seeding.preexisting import learn_earlier
from ringback.twilio.store.account import AccountStore
from ringback.twilio.values.faults import REQUEST_TOO_LARGE, Fault, not_found
from ringback.twilio.values.sid_sources import SidSource

__all__ = ["Reply", "TwilioApi", "Unfaked", "Validation"]

LARGEST_BODY = 1_048_576
ROUTE_TABLE = RouteTable(RESOURCES)


@dataclass(frozen=True, slots=True)
class Reply:
    """The response, and remarks for the log: what Twilio would have said, say."""

    response: Response
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unfaked:
    """The API has this and the fake has not; `message` says what is nearest, and what to do."""

    message: str


class TwilioApi:
    """The API as one value: every account has its own world in it, made when it first asks.

    `clock` gives aware UTC times; `max_body` is in bytes. Without `account_sid` and `auth_token`
    any Basic credentials are good; API keys are `key_account_sid`'s, where that is given.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        sids: SidSource,
        account_sid: str | None = None,
        auth_token: str | None = None,
        key_account_sid: str | None = None,
        validation: Validation = Validation.STRICT,
        max_body: int = LARGEST_BODY,
    ) -> None:
        self._clock = clock
        self._sids = sids
        self._gate = Authenticator(sids, account_sid, auth_token, key_account_sid)
        self._validation = validation
        self._max_body = max_body
        self._worlds: dict[str, AccountStore] = {}

    def answer(self, request: Request) -> Reply | Unfaked:
        """Answer a request as Twilio would; never raises, whatever the request holds."""
        started = self._clock()
        path = replace_surrogates(request.path)
        match = ROUTE_TABLE.match(path)
        unfaked = _unfaked(request, path, match)
        if unfaked is not None:
            return unfaked
        notes: list[str] = []
        outcome = self._outcome(request, path, match, started, notes)
        response = respond(
            request,
            outcome.status,
            outcome.body,
            now=started,
            took=(self._clock() - started).total_seconds(),
            request_sid=self._sids.next("RQ"),
        )
        return Reply(response, tuple(notes))

    def learn(self, request: Request, response: Response) -> None:
        """Take a recorded exchange into the world of its account; never raises.

        What it shows becomes known, what it deletes is forgotten, and the rest is passed over.
        """
        lesson = self._lesson(request, response)
        if lesson is not None:
            learn(lesson)

    def learn_earlier(self, exchanges: Iterable[tuple[Request, Response]]) -> None:
        """Take into the world of an account what was there before its recorded exchanges.

        All of them are of one account; never raises.
        """
        lessons = [self._lesson(request, response) for request, response in exchanges]
        learn_earlier([lesson for lesson in lessons if lesson is not None])

    def _lesson(self, request: Request, response: Response) -> Seeder | None:
        path, now = replace_surrogates(request.path), self._clock()
        match = ROUTE_TABLE.match(path)
        account = self._gate.account(request.headers)
        if match is None or match.template not in ROUTE_TABLE.faked or isinstance(account, Fault):
            return None
        context = self._scene(request, path, match, self._world(account, now), now)
        return Seeder(ROUTE_TABLE.faked[match.template], match.names, context, request, response)

    def _outcome(
        self, request: Request, path: str, match: Match | None, now: datetime, notes: list[str]
    ) -> Success | Fault:
        if len(request.body) > self._max_body:
            return REQUEST_TOO_LARGE
        if match is not None and request.method == "OPTIONS":
            return Success(204)  # INFERRED: browsers send no credentials with a preflight
        account = self._gate.account(request.headers)
        if isinstance(account, Fault):
            return account
        if match is None:
            return not_found(path.removeprefix(VERSION) or "/")
        context = self._scene(request, path, match, self._world(account, now), now)
        outcome = perform(ROUTE_TABLE.faked[match.template], match.names, context, request)
        notes += context.notes
        return outcome

    def _scene(
        self, request: Request, path: str, match: Match, store: AccountStore, now: datetime
    ) -> RequestContext:
        in_service = ROUTE_TABLE.faked[match.template].in_service
        return RequestContext(
            store,
            now=now.replace(microsecond=0),
            origin=request.origin,
            path=path.removeprefix(VERSION).removesuffix("/"),
            service=f"/Services/{match.names[0]}" if in_service else "",
            validation=self._validation,
        )

    def _world(self, account_sid: str, now: datetime) -> AccountStore:
        store = self._worlds.get(account_sid)
        if store is None:
            store = open_account(account_sid, self._sids, now.replace(microsecond=0))
            self._worlds[account_sid] = store
        return store


def _unfaked(request: Request, path: str, match: Match | None) -> Unfaked | None:
    if (request.headers.get("Upgrade") or "").lower() == "websocket":
        return Unfaked("A WebSocket is asked for, and the Conversations API has none.")
    if path == "/v2" or path.startswith("/v2/"):
        return Unfaked(
            f"{request.method} {path} is of version 2, another API on the same host, and only "
            "version 1 is faked. Record the real reply with `ringback record`."
        )
    if match is None or match.template in ROUTE_TABLE.faked:
        return None
    nearest = ROUTE_TABLE.nearest(request.method, match.template)
    return Unfaked(
        f"{request.method} {match.template} is not faked; the nearest route that is: {nearest}. "
        "Record the real reply with `ringback record`, and play it with `ringback replay`."
    )
