from ringback.http.messages import request_to
from ringback.twilio.processing import MEDIA_ROUTE_TABLE, ROUTE_TABLE, match_request
from tests.support.twilio.caller import Clock
from tests.support.twilio.webhooks import URL, Configure, WebhookCaller


def test_each_host_has_its_routes() -> None:
    api = request_to("GET", "https://conversations.twilio.com/v1/Conversations")
    media = request_to("GET", "https://mcs.us1.twilio.com/v1/Services/IS1/Media/ME1")

    for request, table in ((api, ROUTE_TABLE), (media, MEDIA_ROUTE_TABLE)):
        match = match_request(request, request.path)
        assert match is not None
        assert match == table.match(request.path)
        assert match.route is not None
    assert match_request(api, media.path) is None


def test_a_request_that_is_not_let_in_sends_nothing(configure: Configure, clock: Clock) -> None:
    caller = configure(post_url=URL, sent="all")
    caller.create("/Conversations", {"Timers.Inactive": "PT1M"})
    caller.take()
    clock.advance(minutes=2)
    caller.caller.password = ""

    assert caller.post("/Conversations").status == 401
    assert caller.sent == []
    caller.caller.password = "a token"
    caller.post("/Conversations")
    assert caller.events == ["onConversationStateUpdated", "onConversationAdded"]


def test_what_is_due_is_sent_once_even_if_the_request_waits(
    asking: WebhookCaller, clock: Clock
) -> None:
    asking.create("/Conversations", {"Timers.Inactive": "PT1M"})
    asking.take()
    clock.advance(minutes=2)

    asking.create("/Conversations")
    asking.fire_timers(clock())

    assert asking.events == ["onConversationStateUpdated", "onConversationAdded"]
