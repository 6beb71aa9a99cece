"""Bring the states of accounts to where recorded exchanges show them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from ringback.http.messages import Headers, Request, Response, replace_surrogates
from ringback.twilio.accounts import Accounts
from ringback.twilio.operations.authentication import Authenticator
from ringback.twilio.processing import RequestProcessor, match_request
from ringback.twilio.seeding.backfill import seed_preexisting
from ringback.twilio.seeding.from_exchanges import Seeder, seed
from ringback.twilio.values import hosts
from ringback.twilio.values.faults import Fault


@dataclass(frozen=True, slots=True)
class ExchangeSeeding:
    """Adds to the states what exchanges show; `clock` returns aware UTC times."""

    accounts: Accounts
    authenticator: Authenticator
    processor: RequestProcessor
    clock: Callable[[], datetime]

    def add(self, request: Request, response: Response) -> None:
        """Apply an exchange to the state of its account; never raises."""
        account = self.authenticator.authenticate(request.headers)
        seeder = self._make_seeder(request, response, account, self.clock())
        if seeder is not None:
            seed(seeder)

    def add_preexisting(
        self, exchanges: Iterable[tuple[Request, Response]], headers: Headers | None
    ) -> None:
        """Add to an account's state what existed before its exchanges; never raises.

        The account is that of the caller who sends `headers`; else of the first request.
        """
        account = None if headers is None else self.authenticator.authenticate(headers)
        now = self.clock()
        seeders: list[Seeder] = []
        for request, response in exchanges:
            account = account or self.authenticator.authenticate(request.headers)
            seeder = self._make_seeder(request, response, account, now)
            if seeder is not None:
                seeders.append(seeder)
        seed_preexisting(seeders)

    def _make_seeder(
        self, request: Request, response: Response, account: str | Fault, now: datetime
    ) -> Seeder | None:
        path = replace_surrogates(request.path)
        match = match_request(request, path) if hosts.is_doubled(request.host) else None
        if match is None or match.route is None or isinstance(account, Fault):
            return None
        store = self.accounts.open(account, now)
        context = self.processor.make_context(request, path, match.route, match.names, store, now)
        return Seeder(match.route, match.names, context, request, response)
