"""The accessibility of each view, by axe, light and dark, narrow and wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import AXE, PHONE, Proxy, run
from tests.support.proxy.page import CASSETTE

WIDTHS = {"wide": 1200, "narrow": 360}
URL = "https://conversations.twilio.com/v1/Conversations"


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A fake with something in each view."""
    for proxy in run(tmp_path_factory.mktemp("fake"), "fake", "--state", "state.sqlite"):
        sid = proxy.create("/Conversations", **{"FriendlyName": "P", "Timers.Closed": "PT1H"})[
            "sid"
        ]
        proxy.create(f"/Conversations/{sid}/Participants", **PHONE)
        proxy.create(f"/Conversations/{sid}/Messages", Author="ada", Body="x" * 200)
        proxy.client.get(f"{URL}/CHnone?{'x' * 200}")
        yield proxy


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A replay with a miss."""
    folder = tmp_path_factory.mktemp("replay")
    cassette = folder / "create.yaml"
    cassette.write_text(CASSETTE)
    for proxy in run(folder, "replay", "-c", str(cassette)):
        proxy.client.post(URL, data={"FriendlyName": "Printer", "UniqueName": "two"})
        yield proxy


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(WIDTHS))
def tab(request: pytest.FixtureRequest, browser: Browser, scheme: str) -> Iterator[Page]:
    """A tab into which axe can be put, in spite of the page's policy."""
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": WIDTHS[request.param], "height": 800},
        bypass_csp=True,
    )
    yield context.new_page()
    context.close()


def audit(page: Page, proxy: Proxy, fragment: str) -> None:
    """Check a view with axe, and that it does not have to be scrolled sideways."""
    page.goto(proxy.page)
    expect(page.locator("h1")).to_have_text("Traffic")
    page.goto(proxy.page.partition("#")[0] + fragment)
    expect(page.locator("nav [aria-current]")).to_have_count(1)
    expect(page.locator("#main > p:text('Loading')")).to_have_count(0)
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then((result) => result.violations)")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    "view", ["traffic", "conversations", "webhooks", "cassettes", "faults", "exchanges/1"]
)
def test_a_view_of_the_fake_has_no_findings(tab: Page, fake: Proxy, view: str) -> None:
    audit(tab, fake, f"#/default/{view}")


def test_a_chat_has_no_findings(tab: Page, fake: Proxy) -> None:
    sid = fake.client.get(URL).json()["conversations"][0]["sid"]
    audit(tab, fake, fake.path_of(sid))


@pytest.mark.parametrize("view", ["traffic", "cassettes", "recordings/0", "exchanges/1"])
def test_a_view_of_a_replay_has_no_findings(tab: Page, replay: Proxy, view: str) -> None:
    audit(tab, replay, f"#/default/{view}")
