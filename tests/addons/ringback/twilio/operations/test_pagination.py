import pytest

from tests.support.twilio.caller import Caller


@pytest.fixture
def names(caller: Caller) -> list[str]:
    """Seven conversations, the newest first."""
    for number in range(7):
        caller.create("/Conversations", {"UniqueName": f"c{number}"})
    return [f"c{number}" for number in range(6, -1, -1)]


def seen(body: dict[str, list[dict[str, str]]]) -> list[str]:
    return [conversation["unique_name"] for conversation in body["conversations"]]


def test_a_short_list_is_one_page(caller: Caller) -> None:
    url = "https://conversations.twilio.com/v1/Conversations?PageSize=50&Page=0"

    assert caller.get("/Conversations").body["meta"] == {
        "page": 0,
        "page_size": 50,
        "first_page_url": url,
        "previous_page_url": None,
        "url": url,
        "next_page_url": None,
        "key": "conversations",
    }


def test_a_client_that_follows_next_page_url_sees_all(caller: Caller, names: list[str]) -> None:
    body, walked, pages = caller.get("/Conversations?PageSize=3").body, list[str](), list[int]()
    while True:
        walked += seen(body)
        pages.append(body["meta"]["page"])
        if body["meta"]["next_page_url"] is None:
            break
        body = caller.follow(body["meta"]["next_page_url"]).body

    assert walked == names
    assert pages == [0, 1, 2]


def test_a_client_can_go_back(caller: Caller, names: list[str]) -> None:
    first = caller.get("/Conversations?PageSize=3").body
    second = caller.follow(first["meta"]["next_page_url"]).body
    back = caller.follow(second["meta"]["previous_page_url"]).body

    assert seen(second) == names[3:6]
    assert seen(back) == names[:3]
    assert back["meta"]["page"] == 0
    assert back["meta"]["previous_page_url"] is None


def test_urls_are_on_the_host_of_the_request(caller: Caller, names: list[str]) -> None:
    caller.origin = "https://conversations.dublin.ie1.twilio.com"
    body = caller.get("/Conversations/?PageSize=3").body

    for name in ("first_page_url", "url", "next_page_url"):
        assert body["meta"][name].startswith(f"{caller.origin}/v1/Conversations?PageSize=3&Page=")


def test_the_urls_keep_the_filters(caller: Caller, names: list[str]) -> None:
    body = caller.get("/Conversations?PageSize=4&State=active&EndDate=2030-01-01T00:00:00Z").body
    query = "EndDate=2030-01-01T00%3A00%3A00Z&State=active&PageSize=4&Page=1&PageToken=PT"
    rest = caller.follow(body["meta"]["next_page_url"]).body

    assert f"?{query}" in body["meta"]["next_page_url"]
    assert sorted(seen(body) + seen(rest)) == sorted(names)


@pytest.mark.parametrize(
    ("query", "size", "remark"),
    [
        ("PageSize=1", 1, None),
        ("PageSize=100", 100, None),
        ("PageSize=250", 100, "PageSize is above 100, which is used instead."),
        ("PageSize=0", 50, "PageSize is not a number above 0; the page size is 50."),
        ("PageSize=-1", 50, "PageSize is not a number above 0; the page size is 50."),
        ("PageSize=99999999999999", 100, "PageSize is above 100, which is used instead."),
        ("PageSize=" + "9" * 5_000, 100, "PageSize is above 100, which is used instead."),
        ("PageSize=" + "0" * 5_000, 50, "PageSize is not a number above 0; the page size is 50."),
        ("PageSize=0000000000007", 7, None),
        ("PageSize=ten", 50, "PageSize is not a number above 0; the page size is 50."),
    ],
    ids=lambda value: str(value)[:16],
)
def test_a_page_size_is_kept_within_limits(
    caller: Caller, query: str, size: int, remark: str | None
) -> None:
    reply = caller.get(f"/Conversations?{query}")

    assert reply.body["meta"]["page_size"] == size
    assert reply.notes == ((remark,) if remark else ())


@pytest.mark.parametrize(("page", "shown"), [("3", 3), ("-1", 0), ("x", 0), ("9" * 5_000, 0)])
def test_a_page_without_a_token_only_changes_the_number(
    caller: Caller, names: list[str], page: str, shown: int
) -> None:
    body = caller.get(f"/Conversations?Page={page}").body

    assert seen(body) == names
    assert body["meta"]["page"] == shown


@pytest.mark.parametrize(
    "token", ["x", "PT", "PTx", "PT-1", "PT1-", "PX1", "PT" + "9" * 100, "PT%ff"]
)
def test_a_made_up_token_is_refused(caller: Caller, names: list[str], token: str) -> None:
    assert caller.get(f"/Conversations?PageToken={token}").fault == (422, 20422)


@pytest.mark.parametrize("token", ["PTx", "PT-1", "PT1", "PB0", "PT2026-03-02T14:08:01Z"])
def test_a_token_of_another_list_is_refused(caller: Caller, names: list[str], token: str) -> None:
    query = f"StartDate=2026-01-01&PageToken={token}"

    assert caller.get(f"/Conversations?{query}").fault == (422, 20422)


def test_an_empty_token_is_none(caller: Caller, names: list[str]) -> None:
    assert seen(caller.get("/Conversations?PageToken=").body) == names


def test_unknown_parameters_of_a_list_are_noted(caller: Caller) -> None:
    reply = caller.get("/Conversations?UniqueName=x")

    assert reply.status == 200
    assert len(reply.notes) == 1
