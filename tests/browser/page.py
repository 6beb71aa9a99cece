"""What a person does on the page, step by step."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, Proxy, run
from tests.support.proxy.page import CASSETTE
from tests.support.webhooks.accepting_receiver import accepting_receiver

MAIN = "#main"
IS_FOCUSED = """(text) => {
  const one = document.activeElement;
  return one.matches("a, input") && (one.textContent || one.name).includes(text);
}"""


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Proxy]:
    """A replay of one recording, as the cassette `create.yaml`."""
    cassette = tmp_path / "create.yaml"
    cassette.write_text(CASSETTE)
    yield from run(tmp_path, "replay", "-c", str(cassette))


def stop(running: Iterator[Proxy]) -> None:
    """End a proxy."""
    for _ in running:
        pass


def goto(page: Page, proxy: Proxy, fragment: str) -> None:
    """Open the page and then one of its views."""
    page.goto(proxy.page)
    expect(page.locator("h1")).to_be_visible()
    page.goto(proxy.page.partition("#")[0] + fragment)


def test_a_request_appears_as_it_comes(page: Page, proxy: Proxy) -> None:
    page.goto(proxy.page)
    expect(page.locator(MAIN)).to_contain_text("No request has come yet")
    proxy.create("/Conversations", FriendlyName="Printer")
    row = page.locator("tr[data-number='1']")
    expect(row).to_contain_text("POST /v1/Conversations")
    expect(row).to_contain_text("201")
    expect(page.locator(".counts")).to_contain_text("1 fake")


def test_the_token_leaves_the_address(page: Page, proxy: Proxy) -> None:
    page.goto(proxy.page)
    expect(page.locator("h1")).to_have_text("Traffic")
    assert "token" not in page.url
    page.reload()
    expect(page.locator("h1")).to_have_text("Traffic")


def test_without_a_token_it_is_asked_for(page: Page, proxy: Proxy) -> None:
    address, _, token = proxy.page.partition("#token=")
    page.goto(address)
    expect(page.locator("h1")).to_have_text("The token is missing")
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Open").click()
    expect(page.locator("h1")).to_have_text("The proxy has another token")
    page.get_by_label("Token").fill("wrong again")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not its token either")
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Open").click()
    expect(page.locator("h1")).to_have_text("Traffic")


def test_the_traffic_is_filtered(page: Page, proxy: Proxy) -> None:
    proxy.create("/Conversations")
    proxy.client.get("https://conversations.twilio.com/v1/Conversations/CHnone")
    page.goto(proxy.page)
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_label("Status").select_option("4xx")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_label("Status").select_option("any")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_label("Text").fill("chnone")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    proxy.create("/Conversations")
    proxy.client.get("https://conversations.twilio.com/v1/Conversations/CHnone")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_the_traffic_is_filtered_by_what_was_sent(page: Page, proxy: Proxy) -> None:
    for name in ("Printer on fire", "Printer"):
        proxy.create("/Conversations", FriendlyName=name)
    page.goto(proxy.page)
    page.get_by_label("Text").fill("fire 201")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_have_attribute("data-number", "1")


def test_exchanges_that_came_too_fast_are_one_link_away(page: Page, proxy: Proxy) -> None:
    page.goto(proxy.page)
    expect(page.locator(MAIN)).to_contain_text("No request has come yet")

    def create_more(route: Route) -> None:
        for _ in range(249):
            proxy.create("/Conversations")
        route.continue_()

    page.route("**/traffic/rows*", create_more, times=1)
    proxy.create("/Conversations")
    gap = page.locator("tbody tr.gap")
    expect(gap).to_contain_text("No. 1 to 50 came too fast", timeout=120_000)
    expect(page.locator("tbody tr")).to_have_count(201)
    page.get_by_role("link", name="Show what is left out").click()
    expect(page.locator("tbody tr")).to_have_count(50)
    expect(page.locator("tbody tr").last).to_have_attribute("data-number", "1")


def test_what_a_long_list_drops_is_one_link_away(page: Page, proxy: Proxy) -> None:
    page.goto(proxy.page)
    expect(page.locator(MAIN)).to_contain_text("No request has come yet")
    expect(page.get_by_role("link", name="Older")).to_be_hidden()
    for last in (150, 300, 450, 600):
        for _ in range(150):
            proxy.create("/Conversations")
        expect(page.locator(f"tr[data-number='{last}']")).to_be_visible()
    lowest = int(page.locator("tbody tr").last.get_attribute("data-number") or 0)
    page.get_by_role("link", name="Older").click()
    expect(page.locator("tbody tr").first).to_have_attribute("data-number", str(lowest - 1))


def test_an_exchange_is_opened_and_copied_as_curl(page: Page, proxy: Proxy) -> None:
    proxy.create("/Conversations", FriendlyName="<b>it's</b>")
    page.goto(proxy.page)
    page.get_by_role("link", name="POST /v1/Conversations").click()
    expect(page.locator("h1")).to_contain_text("POST https://conversations.twilio.com")
    expect(page.get_by_role("row", name="FriendlyName")).to_contain_text("<b>it's</b>")
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert "--data-urlencode" in page.evaluate("navigator.clipboard.readText()")


def test_a_miss_shows_the_closest_recording_and_the_command(page: Page, replay: Proxy) -> None:
    url = "https://conversations.twilio.com/v1/Conversations"
    replay.client.post(url, data={"FriendlyName": "Printer", "UniqueName": "two"})
    page.goto(replay.page)
    page.get_by_role("link", name="POST /v1/Conversations").click()
    row = page.get_by_role("row", name="UniqueName").first
    expect(row).to_contain_text('"one"')
    expect(row).to_contain_text('"two"')
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()").startswith("ringback record")


def test_recordings_are_counted_as_they_are_played(page: Page, replay: Proxy) -> None:
    goto(page, replay, "#/default/cassettes")
    expect(page.locator(MAIN)).to_contain_text("0 of 1 played")
    url = "https://conversations.twilio.com/v1/Conversations"
    replay.client.post(url, data={"FriendlyName": "Printer", "UniqueName": "one"})
    expect(page.locator(MAIN)).to_contain_text("1 of 1 played")
    page.get_by_role("link", name="POST /v1/Conversations").click()
    expect(page.locator(MAIN)).to_contain_text("played 1 time")


def test_somebody_writes_and_the_conversation_grows(page: Page, proxy: Proxy) -> None:
    sid = proxy.create("/Conversations", FriendlyName="Printer")["sid"]
    proxy.create(f"/Conversations/{sid}/Participants", **PHONE)
    goto(page, proxy, "#/default/conversations")
    page.get_by_role("link", name="Printer").click()
    page.get_by_label("Write as").select_option(label="+15555550101 (sms)")
    page.get_by_label("Message", exact=True).first.fill("Is anybody there?")
    page.get_by_role("button", name="Write").click()
    expect(page.locator("li.outside")).to_contain_text("Is anybody there?")
    expect(page.get_by_label("Message", exact=True).first).to_have_value("")
    proxy.create(f"/Conversations/{sid}/Messages", Author="ada", Body="Yes")
    expect(page.locator("li.inside")).to_contain_text("Yes")
    listed = proxy.client.get(f"https://conversations.twilio.com/v1/Conversations/{sid}/Messages")
    assert [one["body"] for one in listed.json()["messages"]] == ["Is anybody there?", "Yes"]


def test_an_open_conversation_gets_its_first_participants(page: Page, proxy: Proxy) -> None:
    sid = proxy.create("/Conversations")["sid"]
    goto(page, proxy, proxy.path_of(sid))
    expect(page.get_by_text("no participant as whom one could write")).to_be_visible()
    proxy.create(f"/Conversations/{sid}/Participants", Identity="ada")
    message = page.get_by_label("Message", exact=True).first
    message.fill("Half a sentence")
    proxy.create(f"/Conversations/{sid}/Participants", **PHONE)
    page.get_by_label("Write as").select_option(label="+15555550101 (sms)")
    expect(message).to_have_value("Half a sentence")
    page.get_by_role("button", name="Write").click()
    expect(page.locator("li.outside")).to_contain_text("Half a sentence")
    expect(page.get_by_role("button", name="Send the receipt")).to_be_visible()


def test_only_a_new_message_is_read_to_a_person(page: Page, proxy: Proxy) -> None:
    sid = proxy.create("/Conversations")["sid"]
    for body in ("one", "two"):
        proxy.create(f"/Conversations/{sid}/Messages", Author="ada", Body=body)
    goto(page, proxy, proxy.path_of(sid))
    expect(page.locator("ol li")).to_have_count(2)
    page.evaluate("document.querySelectorAll('ol li').forEach((one) => { one.wasThere = true; })")
    proxy.create(f"/Conversations/{sid}/Messages", Author="ada", Body="three")
    expect(page.locator("ol li")).to_have_count(3)
    assert page.locator("ol li").evaluate_all("all => all.map((one) => !!one.wasThere)") == [
        True, True, False,
    ]  # fmt: skip


def test_a_delivery_is_marked_as_read(page: Page, proxy: Proxy) -> None:
    sid = proxy.create("/Conversations")["sid"]
    proxy.create(f"/Conversations/{sid}/Participants", **PHONE)
    proxy.create(f"/Conversations/{sid}/Messages", Author="ada", Body="Hello")
    goto(page, proxy, proxy.path_of(sid))
    expect(page.locator("li.inside")).to_contain_text("delivered")
    page.get_by_label("Receipt").select_option("read")
    page.get_by_role("button", name="Send the receipt").click()
    expect(page.locator("li.inside")).to_contain_text("read (all of 1)")


def test_a_webhook_is_sent_again(page: Page, tmp_path: Path) -> None:
    with accepting_receiver() as received:
        options = ("--webhooks", "all", "--webhook-url", received.url)
        for proxy in run(tmp_path, "fake", *options):
            proxy.create("/Conversations")
            goto(page, proxy, "#/default/webhooks")
            page.get_by_role("link", name="onConversationAdded").click()
            expect(page.locator(".delivery-state")).to_have_text("delivered")
            page.get_by_role("button", name="Send again").click()
            expect(page.get_by_role("status")).to_contain_text("It is sent again")
            page.get_by_role("link", name="Webhooks").first.click()
            expect(page.locator("tbody tr", has_text="onConversationAdded")).to_have_count(2)
    added = [body for body in received.bodies if body["EventType"] == ["onConversationAdded"]]
    assert added == added[:1] * 2


def test_a_receipt_is_for_the_newest_message_unless_another_is_chosen(
    page: Page, proxy: Proxy
) -> None:
    sid = proxy.create("/Conversations")["sid"]
    proxy.create(f"/Conversations/{sid}/Participants", **PHONE)
    proxy.create(f"/Conversations/{sid}/Messages", Author="ada", Body="one")
    goto(page, proxy, proxy.path_of(sid))
    choice = page.locator("select[name=message_sid]")
    expect(choice.locator("option:checked")).to_have_text("0: one")
    proxy.create(f"/Conversations/{sid}/Messages", Author="ada", Body="two")
    expect(choice.locator("option:checked")).to_have_text("1: two")
    choice.select_option(label="0: one")
    proxy.create(f"/Conversations/{sid}/Messages", Author="ada", Body="three")
    expect(page.locator("ol li")).to_have_count(3)
    expect(choice.locator("option:checked")).to_have_text("0: one")


def test_time_passes_and_a_conversation_closes(page: Page, proxy: Proxy) -> None:
    sid = proxy.create("/Conversations", **{"Timers.Closed": "PT30M"})["sid"]
    goto(page, proxy, proxy.path_of(sid))
    expect(page.locator("[data-due]")).to_have_text(re.compile(r"in (30 min|29 min \d+ s)"))
    page.get_by_role("button", name="Advance").click()
    expect(page.locator(".state")).to_have_text("closed")


def test_a_conversation_is_closed(page: Page, proxy: Proxy) -> None:
    sid = proxy.create("/Conversations")["sid"]
    goto(page, proxy, proxy.path_of(sid))
    page.get_by_role("button", name="Change").click()
    expect(page.locator(".state")).to_have_text("closed")
    page.get_by_label("Make it").select_option("active")
    page.get_by_role("button", name="Change").click()
    expect(page.locator(".error:not(:empty)")).to_be_visible()


def test_faults_are_added_and_removed(page: Page, proxy: Proxy) -> None:
    goto(page, proxy, "#/default/faults")
    page.get_by_label("Fault", exact=True).fill("too-many-requests")
    page.get_by_label("Times").fill("2")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("tbody tr")).to_contain_text("too-many-requests")
    response = proxy.client.post("https://conversations.twilio.com/v1/Conversations")
    assert response.status_code == 429
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(MAIN)).to_contain_text("No rule is on")
    expect(page.locator("h1")).to_be_focused()
    proxy.create("/Conversations")


def test_a_wrong_rule_is_explained_beside_the_form(page: Page, proxy: Proxy) -> None:
    goto(page, proxy, "#/default/faults")
    page.get_by_label("Fault", exact=True).fill("nonsense")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".error:not(:empty)")).to_contain_text("nonsense")


def test_the_state_is_downloaded_as_a_start_file(page: Page, proxy: Proxy) -> None:
    proxy.create("/Conversations", FriendlyName="Printer on fire")
    goto(page, proxy, "#/default/conversations")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download the state").click()
    download = downloading.value
    assert download.suggested_filename == "default.yaml"
    assert "friendly_name: Printer on fire" in Path(download.path()).read_text()


def test_the_header_names_the_proxy_where_others_share_its_state(
    page: Page, tmp_path: Path
) -> None:
    for proxy in run(tmp_path, "fake", "--state", "state.sqlite"):
        page.goto(proxy.page)
        address = proxy.page.removeprefix("http://").partition("/")[0]
        expect(page.get_by_role("banner")).to_contain_text(f"Proxy {address} (")


def test_another_session_is_chosen(page: Page, proxy: Proxy) -> None:
    page.goto(proxy.page)
    address, _, token = proxy.page.partition("/#token=")
    begun = page.request.put(
        f"{address}/ringback/sessions/worker-1",
        headers={"Authorization": f"Bearer {token}"},
        data={"mode": "fake"},
    )
    assert begun.status == 201
    page.reload()
    page.get_by_label("Session").select_option("worker-1")
    expect(page).to_have_url(re.compile("#/worker-1/traffic"))
    expect(page.locator(MAIN)).to_contain_text("No request has come yet")


def test_other_sessions_are_counted_as_they_are_used(page: Page, proxy: Proxy) -> None:
    page.goto(proxy.page)
    choice = page.get_by_label("Session").locator("option")
    expect(choice).to_have_text(["default (fake, 0)"])
    with proxy.make_client("worker-1") as client:
        for number in (1, 2):
            client.get("https://conversations.twilio.com/v1/Conversations")
            expect(choice).to_have_text(["default (fake, 0)", f"worker-1 (fake, {number})"])


def test_a_session_that_ends_stays_to_be_looked_at(page: Page, proxy: Proxy) -> None:
    address, _, token = proxy.page.partition("/#token=")
    session = f"{address}/ringback/sessions/two"
    headers = {"Authorization": f"Bearer {token}"}
    page.request.put(session, headers=headers, data={"mode": "fake"})
    goto(page, proxy, "#/two/faults")
    page.get_by_label("Fault", exact=True).fill("unavailable")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.request.delete(session, headers=headers)
    expect(page.get_by_role("status")).to_contain_text("The session has ended")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_session_that_begins_anew_is_shown(page: Page, proxy: Proxy) -> None:
    proxy.create("/Conversations")
    page.goto(proxy.page)
    expect(page.locator("tbody tr")).to_have_count(1)
    address, _, token = proxy.page.partition("/#token=")
    page.request.put(
        f"{address}/ringback/sessions/default",
        headers={"Authorization": f"Bearer {token}"},
        data={"mode": "fake"},
    )
    expect(page.locator(MAIN)).to_contain_text("No request has come yet")
    proxy.create("/Conversations")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_session_that_begins_anew_while_the_page_loads_is_shown(page: Page, proxy: Proxy) -> None:
    proxy.create("/Conversations")
    address, _, token = proxy.page.partition("/#token=")

    def begin_anew(route: Route) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{address}/ringback/sessions/default"
        page.request.put(url, headers=headers, data={"mode": "fake"})
        route.continue_()

    page.route("**/changes", begin_anew, times=1)
    page.goto(proxy.page)
    expect(page.locator(MAIN)).to_contain_text("No request has come yet")
    expect(page.locator("tbody tr")).to_have_count(0)


def test_a_reset_empties_the_list_of_exchanges(page: Page, proxy: Proxy) -> None:
    for _ in range(3):
        proxy.create("/Conversations")
    page.goto(proxy.page)
    expect(page.locator("tbody tr")).to_have_count(3)
    address, _, token = proxy.page.partition("/#token=")
    headers = {"Authorization": f"Bearer {token}"}
    page.request.post(f"{address}/ringback/sessions/default/reset", headers=headers)
    expect(page.locator("tbody tr")).to_have_count(0)
    expect(page.locator(MAIN)).to_contain_text("No request has come yet")
    proxy.create("/Conversations")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_session_that_there_is_not_leaves_the_choice_of_others(page: Page, proxy: Proxy) -> None:
    goto(page, proxy, "#/nosuch/faults")
    expect(page.locator(MAIN)).to_contain_text("there is no session 'nosuch'")
    page.get_by_label("Session").select_option("default")
    expect(page.locator("h1")).to_have_text("Faults")


def test_a_proxy_that_is_started_anew_wants_its_new_token(page: Page, tmp_path: Path) -> None:
    running = run(tmp_path, "fake")
    proxy = next(running)
    port = urlsplit(proxy.page).port
    assert port is not None
    page.goto(proxy.page)
    expect(page.locator("h1")).to_have_text("Traffic")
    stop(running)
    expect(page.locator("h1")).to_have_text("The proxy does not answer")
    expect(page.locator(MAIN)).to_contain_text("tries again")
    for anew in run(tmp_path, "fake", port=port):
        expect(page.locator("h1")).to_have_text("The proxy has another token")
        page.get_by_label("Token").fill(anew.page.partition("#token=")[2])
        page.get_by_role("button", name="Open").click()
        expect(page.locator("h1")).to_have_text("Traffic")
        anew.create("/Conversations")
        expect(page.locator("tbody tr")).to_have_count(1)


def test_its_new_address_can_be_opened_in_the_same_tab(page: Page, tmp_path: Path) -> None:
    running = run(tmp_path, "fake")
    proxy = next(running)
    page.goto(proxy.page)
    expect(page.locator("h1")).to_have_text("Traffic")
    stop(running)
    for anew in run(tmp_path, "fake", port=urlsplit(proxy.page).port or 0):
        page.goto(anew.page)
        expect(page.locator("h1")).to_have_text("Traffic")


def test_where_there_is_no_clipboard_it_is_copied_all_the_same(page: Page, proxy: Proxy) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    proxy.create("/Conversations")
    goto(page, proxy, "#/default/exchanges/1")
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("getSelection().toString()").startswith("curl ")


def test_it_is_used_by_the_keyboard_alone(page: Page, proxy: Proxy) -> None:
    sid = proxy.create("/Conversations", FriendlyName="Printer")["sid"]
    proxy.create(f"/Conversations/{sid}/Participants", Identity="ada")
    page.goto(proxy.page)
    expect(page.locator("h1")).to_be_focused()

    def tab_to(text: str) -> None:
        """Press Tab until a link or a field with a text or a name has the focus."""
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate(IS_FOCUSED, text):
                return
        raise AssertionError(f"{text} is not reached")

    page.evaluate("document.body.focus(); document.activeElement.blur()")
    page.locator("#skip").focus()
    tab_to("Conversations")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Conversations")
    tab_to("Printer")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Printer")
    tab_to("body")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    expect(page.locator("ol li")).to_contain_text("By keyboard")
    expect(page.get_by_label("Message", exact=True).first).to_be_focused()
