import pytest

from ringback.twilio.resources.webhook_parameters import EVENTS
from tests.support.twilio.caller import Clock
from tests.support.twilio.documents import begin


@pytest.mark.parametrize("state", ["active", "inactive", "closed"])
def test_messages_do_not_change_the_state_that_the_document_has(state: str) -> None:
    caller = begin(f"""\
        conversations:
          - unique_name: t
            state: {state}
            messages: [{{body: a}}]
        """)
    assert caller.get("/Conversations/t").body["state"] == state
    assert len(caller.get("/Conversations/t/Messages").body["messages"]) == 1


def test_timers_count_from_the_start(clock: Clock) -> None:
    caller = begin("""\
        conversations:
          - unique_name: t
            timers: {inactive: PT1M, closed: PT10M}
            messages: [{body: a}]
        """, clock)  # fmt: skip
    seen = [caller.get("/Conversations/t").body["state"]]
    for _ in range(2):
        clock.advance(minutes=6)
        seen.append(caller.get("/Conversations/t").body["state"])
    assert seen == ["active", "inactive", "closed"]


def test_a_webhook_without_filters_gets_every_event() -> None:
    caller = begin("""\
        conversations:
          - unique_name: t
            webhooks:
              - {target: webhook, configuration: {url: "http://127.0.0.1/a"}}
              - {target: trigger, configuration: {url: "http://127.0.0.1/a", triggers: [help]}}
        """)
    first, second = caller.get("/Conversations/t/Webhooks").body["webhooks"]
    assert first["configuration"]["filters"] == list(EVENTS)
    assert second["configuration"]["triggers"] == ["help"]


def test_a_message_is_delivered_to_those_outside_of_the_chat() -> None:
    caller = begin("""\
        conversations:
          - unique_name: t
            participants:
              - messaging_binding: {address: "+15550001111", proxy_address: "+15550002222"}
            messages:
              - {author: alice, body: hello}
              - {author: "+15550001111", body: hello}
              - {body: hello, delivery_receipts: [{status: failed, error_code: 30003}]}
        """)
    messages = caller.get("/Conversations/t/Messages").body["messages"]
    assert [one["delivery"] and one["delivery"]["failed"] for one in messages] == [
        "none",
        None,
        "all",
    ]
    assert messages[1]["participant_sid"] is not None


def test_the_index_of_a_deleted_message_is_not_used_again() -> None:
    caller = begin("conversations: [{unique_name: t, next_message_index: 7}]")
    assert caller.create("/Conversations/t/Messages", {"Body": "a"})["index"] == 7


def test_what_a_participant_has_read_is_known() -> None:
    caller = begin("""\
        conversations:
          - unique_name: t
            participants:
              - {identity: alice, last_read_message_index: 0, notification_level: muted}
            messages: [{body: a}, {body: b}]
        """)
    (shown,) = caller.get("/Users/alice/Conversations").body["conversations"]
    assert (shown["unread_messages_count"], shown["notification_level"]) == (1, "muted")
