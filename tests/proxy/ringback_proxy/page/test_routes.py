"""What a browser gets, and what it gets only with the token."""

import re
from pathlib import Path

import pytest

from ringback_proxy import page as package
from ringback_proxy.page.security import FILE_HEADERS, HEADERS
from tests.support.proxy.page import Page

ASSETS = Path(package.__path__[0]) / "assets"


def test_the_document_needs_no_token_and_holds_nothing_of_a_session(page: Page) -> None:
    page.create("/v1/Conversations", FriendlyName="Printer")
    document = page.get("/", headers={"Authorization": ""})
    assert document.status_code == 200
    assert document.headers["content-type"] == "text/html; charset=utf-8"
    assert {name: document.headers[name] for name in HEADERS} == HEADERS
    assert "Printer" not in document.text
    assert page.context.token not in document.text


def test_another_method_names_those_that_are_accepted(page: Page) -> None:
    refused = page.get("/", method="POST")
    assert refused.status_code == 405
    assert refused.headers["allow"] == "GET, HEAD"


def test_every_file_that_the_document_names_is_there(page: Page) -> None:
    named = re.findall(r'(?:src|href)="(/page/[^"]+)"', page.get("/").text)
    assert len(named) == 3
    for path in named:
        found = page.get(path, headers={"Authorization": ""})
        assert found.status_code == 200
        assert {name: found.headers[name] for name in FILE_HEADERS} == FILE_HEADERS


@pytest.mark.parametrize("script", sorted(path.name for path in ASSETS.glob("*.js")))
def test_every_file_that_a_script_imports_is_there(page: Page, script: str) -> None:
    for name in re.findall(r'from "\./([^"]+)"', (ASSETS / script).read_text()):
        assert page.get(f"/page/assets/{name}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/page/sessions",
        "/page/sessions/default/traffic",
        "/page/sessions/default/exchanges/1",
        "/page/sessions/default/changes",
        "/page/../page/sessions",
        "/page/assets/../sessions",
        "/page/assets/%2e%2e/sessions",
        "/page//assets/page.js",
    ],
)
def test_no_view_is_shown_without_the_token(page: Page, path: str) -> None:
    page.create("/v1/Conversations", FriendlyName="Printer")
    refused = page.get(path, headers={"Authorization": "Bearer wrong"})
    assert refused.status_code in (401, 404)
    assert "Printer" not in refused.text


@pytest.mark.parametrize("path", ["/", "/page/assets/page.js", "/page/sessions"])
def test_another_host_or_origin_is_refused(page: Page, path: str) -> None:
    assert page.get(path, headers={"Host": "attacker.example"}).status_code == 403
    assert page.get(path, headers={"Origin": "http://attacker.example"}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/page/assets/page.js", "/page/sessions"])
def test_the_base_url_has_no_page(page: Page, path: str) -> None:
    assert page.get(path, base="http://127.0.0.1:8081").status_code == 404


def test_what_is_not_kept_any_more_is_said(page: Page) -> None:
    gone = page.get("/page/sessions/default/exchanges/7")
    assert gone.status_code == 404
    assert "--keep-exchanges" in gone.text


def test_an_unknown_session_is_named(page: Page) -> None:
    unknown = page.get("/page/sessions/nobody/traffic")
    assert unknown.status_code == 404
    assert "nobody" in unknown.json()["message"]
