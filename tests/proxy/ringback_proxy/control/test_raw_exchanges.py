import json

from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.control import raw_exchanges
from ringback_proxy.sessions.result import SessionResult
from tests.support.cassettes.exchanges import TOKEN, create, created

ENTRY = JournalEntry(create(), created(), Source.FAKE, 0.5)


def test_nothing_is_redacted_in_a_test_run() -> None:
    found = raw_exchanges.describe_numbered((1, ENTRY))
    authorization = dict(found["request"]["headers"])["Authorization"]
    assert authorization == create().headers.get("Authorization")
    assert TOKEN not in json.dumps(found)  # it is in base64


def test_an_outcome_without_trouble_has_no_history() -> None:
    assert raw_exchanges.describe_result(SessionResult())["history"] is None
