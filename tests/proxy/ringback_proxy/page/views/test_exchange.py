from pathlib import Path

from ringback.settings.table import ReplaySettings
from ringback_proxy.page.views.exchange import ExchangeView, view_exchange
from tests.support.proxy.page import CASSETTE, Page


def opened(page: Page, number: int = 1, session: str = "default") -> ExchangeView:
    found = view_exchange(page.sessions.find(session).session, number)
    assert found is not None
    return found


def replay(page: Page, folder: Path) -> Path:
    path = folder / "create.yaml"
    path.write_text(CASSETTE)
    page.begin("replay", ReplaySettings(cassette=(path,)))
    return path


def test_an_answer_of_the_fake_is_shown(page: Page) -> None:
    page.ask("POST", "/v1/Conversations", FriendlyName="Printer", Frendly="x")
    shown = opened(page)
    assert (shown.method, shown.status, shown.source) == ("POST", 201, "fake")
    assert shown.request.fields == (("FriendlyName", "Printer"), ("Frendly", "x"))
    assert '"friendly_name": "Printer"' in shown.response.text
    assert "Did you mean FriendlyName?" in shown.notes[0]
    assert shown.closest is None


def test_credentials_are_redacted(page: Page) -> None:
    page.ask("POST", "/v1/Conversations", FriendlyName="Printer")
    shown = opened(page)
    assert "c2VjcmV0" not in shown.request.raw
    assert "Authorization" in shown.request.raw
    assert '"$TWILIO_AUTH_TOKEN"' in (shown.curl or "").replace("SID:$", 'SID:"$')


def test_a_miss_shows_the_closest_recording_field_by_field(page: Page, tmp_path: Path) -> None:
    path = replay(page, tmp_path)
    page.ask("POST", "/v1/Conversations", "replay", FriendlyName="Printer", UniqueName="two")
    shown = opened(page, session="replay")
    assert shown.source == "miss"
    assert shown.closest is not None
    assert shown.closest.place == f"{path}:2"
    assert [(one.field, one.recorded, one.sent) for one in shown.closest.differences] == [
        ("UniqueName", '"one"', '"two"')
    ]
    assert dict(shown.commands)["to record it"] == f"ringback record -c {path}"


def test_a_miss_shows_no_other_recording_than_its_explanation(page: Page, tmp_path: Path) -> None:
    paths = (tmp_path / "a.yaml", tmp_path / "b.yaml")
    for path in paths:
        path.write_text(CASSETTE)
    page.begin("replay", ReplaySettings(cassette=paths))
    for unique_name in ("two", "one"):  # the miss, and then the recording that was closest to it
        fields = {"FriendlyName": "Printer", "UniqueName": unique_name}
        page.ask("POST", "/v1/Conversations", "replay", **fields)
    shown = opened(page, session="replay")
    assert str(paths[0]) in shown.explanation
    assert shown.closest is None


def test_a_played_answer_names_its_recording(page: Page, tmp_path: Path) -> None:
    replay(page, tmp_path)
    page.ask("POST", "/v1/Conversations", "replay", FriendlyName="Printer", UniqueName="one")
    assert opened(page, session="replay").recording == "create.yaml #1"


def test_an_exchange_that_is_not_kept_is_none(page: Page) -> None:
    page.create("/v1/Conversations")
    page.session.journal.clear()
    page.create("/v1/Conversations")
    assert [view_exchange(page.session, number) is None for number in (0, 1, 2, 3)] == [
        True, True, False, True,
    ]  # fmt: skip
