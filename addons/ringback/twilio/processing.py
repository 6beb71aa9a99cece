"""From a request to its outcome: credentials, the account's state, webhooks and the operation."""

from dataclasses import dataclass
from datetime import datetime

from ringback.http.messages import Request
from ringback.twilio.accounts import Accounts
from ringback.twilio.operations.authentication import Authenticator, read_credentials
from ringback.twilio.operations.credential_notes import describe_credentials
from ringback.twilio.resources.registry import MEDIA_RESOURCES, RESOURCES
from ringback.twilio.routing.api_routes import MEDIA_ROUTES
from ringback.twilio.routing.dispatch import perform
from ringback.twilio.routing.routes import Match, Route, RouteTable
from ringback.twilio.schema.request_context import VERSION, RequestContext
from ringback.twilio.schema.resource import Success
from ringback.twilio.store.account import AccountStore
from ringback.twilio.values import hosts
from ringback.twilio.values.faults import REQUEST_TOO_LARGE, Fault, not_found
from ringback.twilio.webhooks.drafts import find_pre_action
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.request_header import describe_header, read_cause
from ringback.twilio.webhooks.verdict import Verdict

ROUTE_TABLE = RouteTable(RESOURCES)
MEDIA_ROUTE_TABLE = RouteTable(MEDIA_RESOURCES, MEDIA_ROUTES)


# The outcome of a request, notes for the log, and webhooks.
Processed = tuple[Success | Fault, tuple[str, ...], tuple[WebhookRequest, ...]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The pre-action webhook that a request waits for, and notes for the log."""

    webhook: WebhookRequest
    notes: tuple[str, ...]


def match_request(request: Request, path: str) -> Match | None:
    """Return the template that a path matches, at the host of a request; None for none."""
    table = MEDIA_ROUTE_TABLE if hosts.is_media(request.host) else ROUTE_TABLE
    return table.match(path)


@dataclass(frozen=True, slots=True)
class RequestProcessor:
    """Processes requests in the states of their accounts; `max_body` is in bytes."""

    accounts: Accounts
    authenticator: Authenticator
    max_body: int

    def process(
        self,
        request: Request,
        path: str,
        match: Match | None,
        now: datetime,
        chooses_sid: bool,
        verdict: Verdict | None,
    ) -> Processed | Waiting:
        """Return the outcome of a request with notes for the log, or the webhook it waits for."""
        route = match.route if match is not None else None
        if len(request.body) > self.max_body and (route is None or route.resource.upload is None):
            return REQUEST_TOO_LARGE, (), ()
        if match is not None and request.method == "OPTIONS":
            # INFERRED (fidelity: preflight): browsers send no credentials with it.
            return Success(204), (), ()
        account = self.authenticator.authenticate(request.headers)
        note = describe_credentials(request.headers.get("Authorization") or "")
        notes = () if note is None else (note,)
        if isinstance(account, Fault):
            return account, notes, ()
        if match is None or route is None:
            return not_found(path.removeprefix(VERSION) or "/"), notes, ()
        store = self.accounts.open(account, now)
        if store.initializing or self.accounts.timers.is_due(now):
            self.accounts.catch_up(store, now)
        context = self.make_context(request, path, route, match.names, store, now)
        context.notes.extend(notes)
        context.chooses_sid = chooses_sid
        return self._perform(request, route, match.names, context, verdict)

    def _perform(
        self,
        request: Request,
        route: Route,
        names: tuple[str, ...],
        context: RequestContext,
        verdict: Verdict | None,
    ) -> Processed | Waiting:
        """Process a request for a route, unless it has to wait for a webhook or was rejected."""
        accounts, store = self.accounts, context.store
        if store.has_webhooks and accounts.collects_changes(store):
            self._collect_changes(request, route, context)
            if store.has_pre_webhooks and verdict is None:
                webhook = find_pre_action(route, names, context, request)
                if webhook is not None:
                    return Waiting(webhook, tuple(context.notes))
        note = describe_header(request, route, store, accounts.webhooks.sent)
        if note is not None:
            context.notes.append(note)
        if verdict is not None and verdict.fault is not None:
            return verdict.fault, tuple(context.notes), accounts.take_outbox()
        outcome = perform(route, names, context, request)
        webhooks = accounts.take_outbox() if accounts.outbox else ()
        if store.has_webhooks and store.auth_token is None:  # this request has registered one
            self._remember_token(request, store)
        if context.changes:
            webhooks += accounts.report(store, context.changes, context.removed_webhooks)
        return outcome, tuple(context.notes), webhooks

    def _collect_changes(self, request: Request, route: Route, context: RequestContext) -> None:
        """Note what is needed for the webhooks of what the request changes."""
        self._remember_token(request, context.store)
        context.changes, context.removed_webhooks = [], []
        context.cause = read_cause(request, route, self.accounts.webhooks.sent)

    def _remember_token(self, request: Request, store: AccountStore) -> None:
        """Remember the auth token that a caller has shown: webhooks are signed with it."""
        if self.authenticator.auth_token is not None:
            return
        credentials = read_credentials(request.headers)
        if not isinstance(credentials, Fault) and credentials.user == store.account.sid:
            store.auth_token = credentials.password.decode("utf-8", "replace")

    def make_context(
        self,
        request: Request,
        path: str,
        route: Route,
        names: tuple[str, ...],
        store: AccountStore,
        now: datetime,
    ) -> RequestContext:
        """Return the context of a request for a route; `now` is the exact time."""
        service = f"/Services/{names[0]}" if route.in_service else ""
        path = path.removeprefix(VERSION).removesuffix("/")
        return self.accounts.make_context(store, now, request.origin, path, service)
