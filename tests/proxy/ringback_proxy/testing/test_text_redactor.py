from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.testing.text_redactor import TextRedactor
from tests.support.cassettes.exchanges import TOKEN, create, created


def test_secrets_of_the_caller_are_redacted() -> None:
    entry = JournalEntry(create(), created(), Source.MISS, 0.0)
    assert TOKEN not in TextRedactor([entry]).redact(f"the token is {TOKEN}, and the rest stays")


def test_other_text_is_not_changed() -> None:
    assert TextRedactor([]).redact("printer on fire") == "printer on fire"
