import pytest

from tests.support.twilio.caller import Caller, Clock


@pytest.fixture
def url(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations', {'UniqueName': 'one'})['sid']}"


def test_an_empty_text_clears_a_unique_name_but_not_a_friendly_name(
    caller: Caller, url: str
) -> None:
    caller.post(url, {"FriendlyName": "friend"})
    body = caller.post(url, {"FriendlyName": "", "UniqueName": ""}).body

    assert (body["friendly_name"], body["unique_name"]) == ("friend", None)
    assert caller.get("/Conversations/one").status == 404


def test_an_update_without_parameters_is_refused(caller: Caller, url: str) -> None:
    assert caller.post(url).fault == (400, 50347)
    assert caller.post(url, {"friendlyname": "x"}).fault == (400, 50347)


def test_states_change_freely_until_closed(caller: Caller, url: str) -> None:
    for state in ("inactive", "active", "active", "closed"):
        assert caller.post(url, {"State": state}).body["state"] == state

    reply = caller.post(url, {"State": "active"})
    assert reply.fault == (400, 50377)
    assert reply.body["message"] == "Can't update conversation as it's in final closed state"
    assert caller.get(url).body["state"] == "closed"


def test_a_closed_conversation_keeps_its_name_and_can_be_deleted(caller: Caller, url: str) -> None:
    caller.post(url, {"State": "closed"})

    assert caller.post("/Conversations", {"UniqueName": "one"}).fault == (409, 50353)
    assert caller.delete(url).status == 204
    assert caller.post("/Conversations", {"UniqueName": "one"}).status == 201


@pytest.mark.parametrize(("state", "code"), [("", 50374), ("open", 50378), ("initializing", 50378)])
def test_a_wrong_state_is_refused_in_updates(
    caller: Caller, url: str, state: str, code: int
) -> None:
    assert caller.post(url, {"State": state}).fault == (400, code)


def test_timers_run_on_the_clock(caller: Caller, url: str, clock: Clock) -> None:
    caller.post(url, {"Timers.Inactive": "PT5M", "Timers.Closed": "PT10M"})
    states = []
    for minutes in (4, 1, 4, 1):
        clock.advance(minutes=minutes)
        states.append(caller.get(url).body["state"])

    assert states == ["active", "inactive", "inactive", "closed"]
    assert caller.post(url, {"State": "active"}).fault == (400, 50377)


def test_a_timer_can_be_turned_off(caller: Caller, url: str, clock: Clock) -> None:
    caller.post(url, {"Timers.Inactive": "PT5M", "Timers.Closed": "PT10M"})
    body = caller.post(url, {"Timers.Closed": "PT0S"}).body
    clock.advance(days=1)

    assert body["timers"] == {"date_inactive": "2026-03-02T14:13:01Z"}
    assert caller.get(url).body["state"] == "inactive"


def test_setting_a_timer_does_not_reactivate_a_conversation(
    caller: Caller, url: str, clock: Clock
) -> None:
    caller.post(url, {"Timers.Inactive": "PT5M"})
    clock.advance(minutes=6)

    assert caller.post(url, {"Timers.Closed": "PT10M"}).body["state"] == "inactive"


def test_setting_the_state_restarts_the_timers(caller: Caller, url: str, clock: Clock) -> None:
    caller.post(url, {"Timers.Inactive": "PT5M"})
    clock.advance(minutes=6)
    body = caller.post(url, {"State": "active"}).body

    assert (body["state"], body["timers"]) == ("active", {"date_inactive": "2026-03-02T14:19:01Z"})


def test_other_changes_leave_the_timers_alone(caller: Caller, url: str, clock: Clock) -> None:
    caller.post(url, {"Timers.Inactive": "PT5M"})
    clock.advance(minutes=3)
    body = caller.post(url, {"FriendlyName": "friend"}).body

    assert body["timers"] == {"date_inactive": "2026-03-02T14:13:01Z"}


# Lists.


def names(caller: Caller, query: str) -> list[str]:
    listed = caller.get(f"/Conversations?{query}").body["conversations"]
    return [conversation["unique_name"] for conversation in listed]


@pytest.fixture
def days(caller: Caller) -> None:
    """Conversations of three days, the oldest made last."""
    for day in ("03", "02", "01"):
        caller.create(
            "/Conversations",
            {"UniqueName": day, "DateCreated": f"2026-02-{day}T12:00:00Z", "State": "inactive"},
        )


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", ["01", "02", "03"]),
        ("StartDate=2026-02-01T00:00:00Z", ["03", "02", "01"]),
        ("StartDate=2026-02-02T12:00:00Z", ["03", "02"]),
        ("EndDate=2026-02-02T12:00:00Z", ["02", "01"]),
        ("StartDate=2026-02-02T00:00:00Z&EndDate=2026-02-02T23:59:59Z", ["02"]),
        ("StartDate=2026-02-02&EndDate=2026-02-02", ["02"]),
        ("StartDate=&EndDate=2026-02-02", ["02", "01"]),
        ("State=inactive", ["01", "02", "03"]),
        ("State=active", []),
        ("State=active&EndDate=2026-02-02T12:00:00Z", []),
    ],
)
def test_a_list_is_filtered(caller: Caller, query: str, listed: list[str]) -> None:
    assert names(caller, query) == listed


def test_a_list_is_filtered_by_the_current_state(caller: Caller, url: str, clock: Clock) -> None:
    caller.post(url, {"Timers.Closed": "PT10M"})
    clock.advance(minutes=10)

    assert names(caller, "State=active") == []
    assert names(caller, "State=closed") == ["one"]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("StartDate=yesterday", (422, 20422)),
        ("EndDate=2026-02-30", (422, 20422)),
        ("StartDate=2026-02-02T00:00:00Z&EndDate=2026-02-01T00:00:00Z", (400, 50396)),
        ("State=open", (400, 50378)),
    ],
)
def test_a_wrong_filter_is_refused(caller: Caller, query: str, fault: tuple[int, int]) -> None:
    assert caller.get(f"/Conversations?{query}").fault == fault


def test_pages_by_creation_can_be_walked(caller: Caller, days: None) -> None:
    query = "StartDate=2026-02-01T00:00:00Z&PageSize=2"
    first = caller.get(f"/Conversations?{query}").body
    rest = caller.follow(first["meta"]["next_page_url"]).body

    walked = [one["unique_name"] for one in first["conversations"] + rest["conversations"]]
    assert walked == ["03", "02", "01"]
    assert rest["meta"]["next_page_url"] is None
