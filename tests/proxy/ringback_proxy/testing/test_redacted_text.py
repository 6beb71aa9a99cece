from ringback.journal import JournalEntry
from ringback.modes.base import Source
from ringback_proxy.testing.redacted_text import RedactedText
from tests.support.exchanges import TOKEN, create, created


def test_the_callers_secrets_are_taken_out() -> None:
    entry = JournalEntry(create(), created(), Source.MISS, 0.0)
    assert TOKEN not in RedactedText([entry]).text(f"the token is {TOKEN}, and the rest stays")


def test_what_is_not_secret_stays() -> None:
    assert RedactedText([]).text("printer on fire") == "printer on fire"
