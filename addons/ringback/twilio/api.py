"""A model of Twilio's Conversations API: a request in, a response out, and an account's state.

`TwilioApi` keeps one store for each account. A request goes through the route table to a resource
and an operation (`routing`), which reads the parameters and changes the store (`operations`,
`resources`), and the outcome is turned into an HTTP response (`operations.responses`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from ringback.http.messages import Request, Response, replace_surrogates
from ringback.http.reply_summary import summarize
from ringback.settings.table import FakeSettings
from ringback.twilio.operations.authentication import Authenticator
from ringback.twilio.operations.credential_notes import describe_credentials
from ringback.twilio.operations.login import log_in
from ringback.twilio.operations.responses import respond
from ringback.twilio.resources.accounts import open_account
from ringback.twilio.resources.media.temporary_link import follow_link
from ringback.twilio.resources.registry import MEDIA_RESOURCES, RESOURCES
from ringback.twilio.routing.api_routes import MEDIA_ROUTES
from ringback.twilio.routing.dispatch import perform
from ringback.twilio.routing.not_faked import explain_not_faked, explain_other_api
from ringback.twilio.routing.routes import Match, Route, RouteTable
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.parameters import Validation
from ringback.twilio.schema.request_context import VERSION, RequestContext
from ringback.twilio.schema.resource import Success
from ringback.twilio.seeding.backfill import seed_preexisting
from ringback.twilio.seeding.from_exchanges import Seeder, seed
from ringback.twilio.store.account import AccountStore
from ringback.twilio.values import hosts
from ringback.twilio.values.access_tokens import LOGIN_PATH
from ringback.twilio.values.faults import REQUEST_TOO_LARGE, Fault, not_found
from ringback.twilio.values.file_content import FileContent
from ringback.twilio.values.sid_sources import SidSource

__all__ = ["NotFaked", "Reply", "TwilioApi", "Validation"]

ROUTE_TABLE = RouteTable(RESOURCES)
MEDIA_ROUTE_TABLE = RouteTable(MEDIA_RESOURCES, MEDIA_ROUTES)


@dataclass(frozen=True, slots=True)
class Reply:
    """A response, and what the log should show with it.

    `notes` are sentences about the request: a parameter that Twilio would have refused, for
    example. `summary` says what the response is about (see `summarize`); nothing in it is redacted.
    """

    response: Response
    notes: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class NotFaked:
    """Twilio has the requested route and the fake does not; `message` says what to do."""

    message: str


class TwilioApi:
    """A model of the API with the state of every account that has sent a request.

    `clock` returns aware UTC times; `max_body` is in bytes. Without `account_sid` and `auth_token`
    any Basic credentials are accepted; API keys belong to `key_account_sid`, if it is set. With
    `adopts_services` a service or role that requests name exists, unless it was deleted.
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
        max_body: int = FakeSettings.max_body,
        adopts_services: bool = True,
    ) -> None:
        self._clock = clock
        self._sids = sids
        self._authenticator = Authenticator(sids, account_sid, auth_token, key_account_sid)
        self._validation = validation
        self._max_body = max_body
        self._adopts_services = adopts_services
        self._stores: dict[str, AccountStore] = {}

    def answer(self, request: Request, *, chooses_sid: bool = False) -> Reply | NotFaked:
        """Answer a request as Twilio would; never raises, whatever the request holds.

        With `chooses_sid` a create may have a parameter `Sid`, as Twilio's never do.
        """
        started = self._clock()
        path = replace_surrogates(request.path)
        if hosts.is_media_link(request.host):
            return Reply(follow_link(request, self._find_file(path[1:]), started))
        match = _match(request, path)
        not_faked = _explain_not_faked(request, path, match)
        if not_faked is not None:
            return NotFaked(not_faked)
        if path == LOGIN_PATH:
            outcome, notes = log_in(request)
        else:
            outcome, notes = self._process(request, path, match, started, chooses_sid)
        response = respond(
            request,
            outcome,
            now=started,
            request_sid=self._sids.next("RQ"),
            duration=(self._clock() - started).total_seconds(),
        )
        return Reply(response, notes, summarize(outcome.body or {}) if response.body else "")

    def seed(self, request: Request, response: Response) -> None:
        """Apply a recorded exchange to the state of its account; never raises.

        What the response shows is added or updated, what the request deletes is removed, and
        anything else is ignored.
        """
        seeder = self._seeder(request, response)
        if seeder is not None:
            seed(seeder)

    def seed_preexisting(self, exchanges: Iterable[tuple[Request, Response]]) -> None:
        """Add to an account's state what existed before its recorded exchanges; never raises.

        All exchanges belong to one account.
        """
        seeders = [self._seeder(request, response) for request, response in exchanges]
        seed_preexisting([seeder for seeder in seeders if seeder is not None])

    def _seeder(self, request: Request, response: Response) -> Seeder | None:
        path, now = replace_surrogates(request.path), self._clock()
        match = _match(request, path)
        account = self._authenticator.authenticate(request.headers)
        if match is None or match.route is None or isinstance(account, Fault):
            return None
        store = self._store(account, now)
        context = self._context(request, path, match.route, match.names, store, now)
        return Seeder(match.route, match.names, context, request, response)

    def _find_file(self, sid: str) -> FileContent | None:
        """Return the content of a file of any account."""
        found = (store.files.get(sid) for store in self._stores.values())
        return next(filter(None, found), None)

    def _process(
        self,
        request: Request,
        path: str,
        match: Match | None,
        now: datetime,
        chooses_sid: bool,
    ) -> tuple[Success | Fault, tuple[str, ...]]:
        """Return the outcome of a request, and notes for the log."""
        route = match.route if match is not None else None
        if len(request.body) > self._max_body and (route is None or route.resource.upload is None):
            return REQUEST_TOO_LARGE, ()
        if match is not None and request.method == "OPTIONS":
            # INFERRED (fidelity: preflight): browsers send no credentials with it.
            return Success(204), ()
        account = self._authenticator.authenticate(request.headers)
        note = describe_credentials(request.headers.get("Authorization") or "")
        notes = () if note is None else (note,)
        if isinstance(account, Fault):
            return account, notes
        if match is None or route is None:
            return not_found(path.removeprefix(VERSION) or "/"), notes
        store = self._store(account, now)
        if store.initializing:
            conversation_state.finish_initializing(store, now)
        context = self._context(request, path, route, match.names, store, now)
        context.notes.extend(notes)
        context.chooses_sid = chooses_sid
        outcome = perform(route, match.names, context, request)
        return outcome, tuple(context.notes)

    def _context(
        self,
        request: Request,
        path: str,
        route: Route,
        names: tuple[str, ...],
        store: AccountStore,
        now: datetime,
    ) -> RequestContext:
        return RequestContext(
            store,
            now=now.replace(microsecond=0),
            instant=now,
            origin=request.origin,
            path=path.removeprefix(VERSION).removesuffix("/"),
            service=f"/Services/{names[0]}" if route.in_service else "",
            validation=self._validation,
            adopts_services=self._adopts_services,
        )

    def _store(self, account_sid: str, now: datetime) -> AccountStore:
        store = self._stores.get(account_sid)
        if store is None:
            store = open_account(account_sid, self._sids, now.replace(microsecond=0))
            self._stores[account_sid] = store
        return store


def _match(request: Request, path: str) -> Match | None:
    table = MEDIA_ROUTE_TABLE if hosts.is_media(request.host) else ROUTE_TABLE
    return table.match(path)


def _explain_not_faked(request: Request, path: str, match: Match | None) -> str | None:
    """Return what to do about a route that Twilio has and the fake does not; else None."""
    if path.startswith("/v2") or hosts.is_login(request.host):
        return explain_other_api(request, path)
    if match is None or match.route is not None:
        return None
    return explain_not_faked(request.method, match.template)
