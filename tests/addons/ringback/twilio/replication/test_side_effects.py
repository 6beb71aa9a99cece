from datetime import timedelta

import pytest

from tests.addons.ringback.twilio.replication.test_replica import CONVERSATION, Pair

TIMERS = {"Timers.Inactive": "PT10M", "Timers.Closed": "PT20M"}
HOOK = {
    "Target": "webhook",
    "Configuration.Url": "http://127.0.0.1/hook",
    "Configuration.Filters": "onConversationStateUpdated",
}
PEOPLE = {"UniqueName": "x", "Participant": '{"identity": "ada"}'}


def test_the_other_copy_ends_a_set_up_and_knows_when_it_ended_elsewhere() -> None:
    pair = Pair()
    pair.one.post("/ConversationWithParticipants", PEOPLE)
    pair.copy()
    assert pair.other.get(CONVERSATION).body["state"] == "initializing"
    pair.clock.advance(seconds=1)
    assert pair.one.get(CONVERSATION).body["state"] == "active"
    pair.copy()

    assert pair.other.get(CONVERSATION).body["state"] == "active"
    assert pair.apis[1].next_timer() is None


def test_the_timers_of_a_conversation_run_in_the_other_copy_too() -> None:
    pair = Pair()
    pair.one.create("/Conversations", {"UniqueName": "x", "Timers.Inactive": "PT10M"})
    pair.copy()
    assert pair.apis[1].next_timer() == pair.apis[0].next_timer() is not None
    pair.one.delete(CONVERSATION)
    pair.copy()

    assert pair.apis[1].next_timer() is None


@pytest.mark.parametrize(
    ("minutes", "due_in"),
    [
        pytest.param(0, 10, id="active"),
        pytest.param(10, 20, id="inactive"),
        pytest.param(20, None, id="closed"),
    ],
)
def test_a_state_that_one_copy_has_told_is_not_told_by_the_other_one(
    minutes: int, due_in: int | None
) -> None:
    pair = Pair()
    start = pair.clock()
    pair.one.create("/Conversations", {"UniqueName": "x", **TIMERS})
    pair.one.create(f"{CONVERSATION}/Webhooks", HOOK)
    pair.clock.advance(minutes=minutes)
    pair.apis[0].fire_timers(pair.clock())
    pair.copy()

    assert pair.apis[1].fire_timers(pair.clock()) == ()
    due = None if due_in is None else start + timedelta(minutes=due_in)
    assert pair.apis[1].next_timer() == due


def test_the_other_copy_knows_that_there_are_webhooks() -> None:
    pair = Pair()
    pair.one.create("/Conversations", {"UniqueName": "x"})
    hook = {
        "Target": "webhook",
        "Configuration.Url": "http://127.0.0.1/hook",
        "Configuration.Filters": "onMessageAdded",
    }
    pair.one.create(f"{CONVERSATION}/Webhooks", hook)
    pair.copy()
    (store,) = pair.apis[1]._accounts.stores.values()

    assert (store.has_webhooks, store.has_pre_webhooks) == (True, False)
