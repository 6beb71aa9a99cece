import json

import pytest

from ringback.http.messages import Headers, Request, Response, request_to
from ringback.twilio.accounts import Accounts
from ringback.twilio.exchange_seeding import ExchangeSeeding
from ringback.twilio.operations.authentication import Authenticator
from ringback.twilio.processing import RequestProcessor
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.cassettes.exchanges import ACCOUNT, basic
from tests.support.twilio.caller import Clock

OTHER_ACCOUNT = "AC" + "cd" * 16
SID = "CH" + "a" * 32
URL = f"https://conversations.twilio.com/v1/Conversations/{SID}"


@pytest.fixture
def seeding(clock: Clock) -> ExchangeSeeding:
    sids = SeededSids(1)
    accounts, authenticator = Accounts(sids), Authenticator(sids)
    processor = RequestProcessor(accounts, authenticator, 1_000_000)
    return ExchangeSeeding(accounts, authenticator, processor, clock)


def headers_of(account: str) -> Headers:
    return Headers([("Authorization", basic(account, "a token"))])


def exchange(url: str = URL, headers: Headers | None = None) -> tuple[Request, Response]:
    sent = headers_of(ACCOUNT) if headers is None else headers
    return request_to("GET", url, sent), Response(200, body=json.dumps({"sid": SID}).encode())


def test_an_exchange_is_of_the_account_that_sent_it(seeding: ExchangeSeeding) -> None:
    seeding.add(*exchange())
    seeding.add(*exchange(headers=headers_of(OTHER_ACCOUNT)))

    assert list(seeding.accounts.stores) == [ACCOUNT, OTHER_ACCOUNT]


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        exchange("https://api.twilio.com/2010-04-01/Accounts.json"),
        exchange("https://conversations.twilio.com/v1/Nothing"),
        exchange(headers=Headers()),
    ],
    ids=["another host", "no route", "no credentials"],
)
def test_what_the_model_does_not_answer_is_ignored(
    seeding: ExchangeSeeding, request_: Request, response: Response
) -> None:
    seeding.add(request_, response)
    seeding.add_preexisting([(request_, response)], None)

    assert seeding.accounts.stores == {}


def test_what_existed_before_is_of_the_first_request_s_account(seeding: ExchangeSeeding) -> None:
    seeding.add_preexisting([exchange(), exchange(headers=headers_of(OTHER_ACCOUNT))], None)

    assert list(seeding.accounts.stores) == [ACCOUNT]


def test_what_existed_before_may_be_of_a_caller_that_is_named(seeding: ExchangeSeeding) -> None:
    seeding.add_preexisting([exchange()], headers_of(OTHER_ACCOUNT))

    assert list(seeding.accounts.stores) == [OTHER_ACCOUNT]
