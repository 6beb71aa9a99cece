from tests.support.exchanges import TOKEN, create, created
from understudy.journal import Entry
from understudy.modes.base import Source
from understudy_proxy.testing.redacted_text import Shown


def test_the_callers_secrets_are_taken_out() -> None:
    entry = Entry(create(), created(), Source.MISS, 0.0)
    assert TOKEN not in Shown([entry]).text(f"the token is {TOKEN}, and the rest stays")


def test_what_is_not_secret_stays() -> None:
    assert Shown([]).text("printer on fire") == "printer on fire"
