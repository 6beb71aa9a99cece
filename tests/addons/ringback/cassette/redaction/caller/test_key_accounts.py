import pytest

from ringback.cassette.redaction.caller.authorization import Caller
from ringback.cassette.redaction.caller.key_accounts import KeyAccounts, find_reply_account
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from tests.support.cassettes.exchanges import ACCOUNT, KEY, TOKEN, create, created, reply

OTHER = "AC" + "0f" * 16
ASKED = create((KEY, TOKEN), A=ACCOUNT, B=OTHER)


@pytest.fixture
def accounts() -> KeyAccounts:
    return KeyAccounts()


def test_the_account_of_a_key_is_learned_from_a_reply(accounts: KeyAccounts) -> None:
    assert accounts.find_caller(ASKED) == Caller(key_sid=KEY)

    assert accounts.learn(Caller(key_sid=KEY), created(ACCOUNT)) == Caller(ACCOUNT, KEY)

    assert accounts.find_caller(ASKED) == Caller(ACCOUNT, KEY)
    assert len(accounts) == 1


def test_a_reply_does_not_change_a_known_account(accounts: KeyAccounts) -> None:
    accounts.learn(Caller(key_sid=KEY), created(ACCOUNT))
    accounts.learn(Caller(key_sid=KEY), created(OTHER))

    assert accounts.find_caller(ASKED) == Caller(ACCOUNT, KEY)
    assert accounts.learn(Caller(ACCOUNT), created(OTHER)) == Caller(ACCOUNT)


def test_the_accounts_that_a_request_names_are_possible(accounts: KeyAccounts) -> None:
    assert accounts.find_possible(ASKED) == (ACCOUNT, OTHER)

    accounts.assume(ASKED, OTHER)

    assert accounts.find_possible(ASKED) == ()
    assert accounts.find_caller(ASKED) == Caller(OTHER, KEY)


def test_only_keys_have_possible_accounts(accounts: KeyAccounts) -> None:
    asked = create((ACCOUNT, TOKEN), B=OTHER)

    accounts.assume(asked, OTHER)

    assert accounts.find_possible(asked) == ()
    assert len(accounts) == 0


def test_a_copy_learns_on_its_own(accounts: KeyAccounts) -> None:
    accounts.copy().assume(ASKED, ACCOUNT)

    assert len(accounts) == 0


def test_a_placeholder_is_no_account_of_a_reply() -> None:
    assert find_reply_account(created(ACCOUNT)) == ACCOUNT
    assert find_reply_account(created(OWN_ACCOUNT)) is None
    assert find_reply_account(reply(200, {})) is None
