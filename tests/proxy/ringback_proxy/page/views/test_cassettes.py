from pathlib import Path

from ringback.settings.table import ReplaySettings
from ringback_proxy.page.views.cassettes import list_cassettes, view_recording
from tests.support.proxy.page import CASSETTE, Page


def begin(page: Page, folder: Path) -> Path:
    path = folder / "create.yaml"
    path.write_text(CASSETTE)
    page.begin("replay", ReplaySettings(cassette=(path,)))
    return path


def test_recordings_are_listed_with_how_often_they_were_played(page: Page, tmp_path: Path) -> None:
    path = begin(page, tmp_path)
    session = page.sessions.find("replay").session
    (before,) = list_cassettes(session) or ()
    page.ask("POST", "/v1/Conversations", "replay", FriendlyName="Printer", UniqueName="one")
    (after,) = list_cassettes(session) or ()
    assert (before.path, before.played, before.total) == (path, 0, 1)
    assert (after.played, after.rows[0].played) == (1, 1)
    assert (after.rows[0].method, after.rows[0].status) == ("POST", 201)


def test_rows_of_all_cassettes_together_are_limited(page: Page, tmp_path: Path) -> None:
    paths = (tmp_path / "a.yaml", tmp_path / "b.yaml")
    for path in paths:
        path.write_text(CASSETTE)
    page.begin("replay", ReplaySettings(cassette=paths))
    listed = list_cassettes(page.sessions.find("replay").session, most=1) or ()
    assert [(len(one.rows), one.total) for one in listed] == [(1, 1), (0, 1)]


def test_a_recording_is_opened(page: Page, tmp_path: Path) -> None:
    path = begin(page, tmp_path)
    session = page.sessions.find("replay").session
    found = view_recording(session, 0)
    assert found is not None
    assert found.row.place == f"{path}:2"
    assert found.request.fields == (("FriendlyName", "Printer"), ("UniqueName", "one"))
    assert view_recording(session, 1) is None


def test_a_mode_without_cassettes_has_none(page: Page) -> None:
    assert list_cassettes(page.session) is None
    assert view_recording(page.session, 0) is None


def test_the_view_lists_and_opens_them(page: Page, tmp_path: Path) -> None:
    begin(page, tmp_path)
    html = page.view("cassettes", "replay")
    assert "0 of 1 played" in html
    assert 'href="#/replay/recordings/0"' in html
    assert "never played" in page.view("recordings/0", "replay")
