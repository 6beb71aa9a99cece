"""Makes the pictures of the page in docs/: python -m tests.browser.pictures"""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import PHONE, ROOT, find_chromium, run
from tests.support.proxy.page import CASSETTE

PICTURES = ROOT / "docs" / "images"


def take_conversation(tab: Page, folder: Path) -> None:
    """A chat with an SMS, a reply, a receipt and a timer."""
    for proxy in run(folder, "fake"):
        form = {"FriendlyName": "Printer on fire", "Timers.Inactive": "PT1H"}
        sid = proxy.create("/Conversations", **form)["sid"]
        proxy.create(f"/Conversations/{sid}/Participants", **PHONE)
        proxy.create(f"/Conversations/{sid}/Participants", Identity="ada")
        tab.goto(proxy.page)
        expect(tab.locator("h1")).to_have_text("Traffic")
        tab.goto(f"{proxy.page.partition('#')[0]}{proxy.path_of(sid)}")
        tab.get_by_label("Message", exact=True).first.fill("My printer is on fire")
        tab.get_by_role("button", name="Write").click()
        expect(tab.locator("li.outside")).to_be_visible()
        form = {"Author": "ada", "Body": "Have you tried turning it off?"}
        proxy.create(f"/Conversations/{sid}/Messages", **form)
        expect(tab.locator("li.inside")).to_be_visible()
        tab.screenshot(path=PICTURES / "conversation.png")


def take_miss(tab: Page, folder: Path) -> None:
    """A request that differs from its closest recording in one field."""
    (folder / "create.yaml").write_text(CASSETTE)
    for proxy in run(folder, "replay", "-c", "create.yaml"):
        url = "https://conversations.twilio.com/v1/Conversations"
        proxy.client.post(url, data={"FriendlyName": "Printer", "UniqueName": "two"})
        tab.goto(proxy.page)
        tab.get_by_role("link", name="POST").click()
        expect(tab.locator("del")).to_be_visible()
        tab.screenshot(path=PICTURES / "miss.png")


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        for take in (take_conversation, take_miss):
            inner = Path(folder) / take.__name__
            inner.mkdir()
            tab = chromium.new_page(viewport={"width": 1000, "height": 640})
            take(tab, inner)
        chromium.close()


if __name__ == "__main__":
    main()
