"""States that change by themselves, and the webhooks that tell it."""

from copy import deepcopy
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.twilio.schema import state_timers
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.configuration import WebhookSettings
from tests.support.twilio.caller import Caller, Clock
from tests.support.twilio.models import make_model
from tests.support.twilio.webhooks import URL, WebhookCaller, parameters_of

BOTH = {"Timers.Inactive": "PT1M", "Timers.Closed": "PT10M"}


def make_caller(clock: Clock) -> WebhookCaller:
    webhooks = WebhookSettings(post_url=URL, filters=(state_timers.EVENT,))
    return WebhookCaller(Caller(make_model(clock=clock, sids=SeededSids(1), webhooks=webhooks)))


@pytest.fixture
def hooked(clock: Clock) -> WebhookCaller:
    """Return a client of an account that is told of states only."""
    return make_caller(clock)


def told(caller: WebhookCaller) -> list[tuple[str, str, str]]:
    """Return the changes of state that were sent: from, to and why."""
    found = [parameters_of(webhook) for webhook in caller.take()]
    return [(one["StateFrom"], one["StateTo"], one["Reason"]) for one in found]


def pass_time(caller: WebhookCaller, clock: Clock, **span: float) -> None:
    clock.advance(**span)
    caller.fire_timers(clock())


def test_timers_fire_when_the_clock_passes_them(hooked: WebhookCaller, clock: Clock) -> None:
    start = clock()
    hooked.create("/Conversations", BOTH)
    api = hooked.caller.api

    assert api.next_timer() == start.replace(minute=9)
    pass_time(hooked, clock, seconds=59)
    assert told(hooked) == []
    pass_time(hooked, clock, seconds=1)
    assert told(hooked) == [("active", "inactive", "TIMER")]
    assert api.next_timer() == start.replace(minute=18)
    pass_time(hooked, clock, hours=1)
    (closed,) = hooked.sent
    assert parameters_of(closed)["StateUpdated"] == "2026-03-02T14:18:01.000Z"
    assert told(hooked) == [("inactive", "closed", "TIMER")]
    assert api.next_timer() is None


def test_a_jump_of_the_clock_passes_both_timers_in_order(
    hooked: WebhookCaller, clock: Clock
) -> None:
    hooked.create("/Conversations", BOTH)

    pass_time(hooked, clock, days=1)

    assert told(hooked) == [("active", "inactive", "TIMER"), ("inactive", "closed", "TIMER")]


def test_a_closed_timer_alone_closes_directly(hooked: WebhookCaller, clock: Clock) -> None:
    hooked.create("/Conversations", {"Timers.Closed": "PT10M"})

    pass_time(hooked, clock, minutes=10)

    assert told(hooked) == [("active", "closed", "TIMER")]


def test_what_is_due_is_sent_before_what_a_request_does(
    hooked: WebhookCaller, clock: Clock
) -> None:
    sid = hooked.create("/Conversations", BOTH)
    clock.advance(minutes=2)

    hooked.create(f"/Conversations/{sid}/Messages", {"Body": "hi"})

    assert told(hooked) == [("active", "inactive", "TIMER"), ("inactive", "active", "EVENT")]


def test_a_read_sends_what_is_due_as_well(hooked: WebhookCaller, clock: Clock) -> None:
    hooked.create("/Conversations", BOTH)
    clock.advance(minutes=2)

    hooked.send("GET", "/Conversations", header=None)

    assert told(hooked) == [("active", "inactive", "TIMER")]


def test_a_message_restarts_the_timers(hooked: WebhookCaller, clock: Clock) -> None:
    sid = hooked.create("/Conversations", BOTH)
    clock.advance(seconds=40)
    hooked.create(f"/Conversations/{sid}/Messages", {"Body": "hi"})

    pass_time(hooked, clock, seconds=40)
    assert told(hooked) == []
    pass_time(hooked, clock, seconds=20)
    assert told(hooked) == [("active", "inactive", "TIMER")]


def test_a_shorter_timer_comes_earlier_and_a_removed_one_never(
    hooked: WebhookCaller, clock: Clock
) -> None:
    sid = hooked.create("/Conversations", {"Timers.Inactive": "PT1H"})
    hooked.post(f"/Conversations/{sid}", {"Timers.Inactive": "PT2M"})
    assert hooked.caller.api.next_timer() == clock().replace(minute=10)

    hooked.post(f"/Conversations/{sid}", {"Timers.Inactive": "PT0S"})
    pass_time(hooked, clock, hours=2)

    assert told(hooked) == []


def test_a_removed_conversation_has_no_timers(hooked: WebhookCaller, clock: Clock) -> None:
    sid = hooked.create("/Conversations", BOTH)
    hooked.send("DELETE", f"/Conversations/{sid}")

    assert hooked.caller.api.next_timer() is None
    pass_time(hooked, clock, days=1)
    assert told(hooked) == []


def test_a_timer_that_began_in_the_past_fires_after_the_write(
    hooked: WebhookCaller, clock: Clock
) -> None:
    hooked.create("/Conversations", {**BOTH, "DateUpdated": "2020-01-01T00:00:00Z"})

    assert told(hooked) == []
    pass_time(hooked, clock, seconds=1)
    assert told(hooked) == [("active", "closed", "TIMER")]


def test_the_set_up_of_a_conversation_ends_by_itself(hooked: WebhookCaller, clock: Clock) -> None:
    hooked.create("/ConversationWithParticipants", {"Participant": '{"identity": "ada"}', **BOTH})

    pass_time(hooked, clock, milliseconds=699)
    assert told(hooked) == []
    pass_time(hooked, clock, milliseconds=1)
    assert told(hooked) == [("initializing", "active", "EVENT")]
    pass_time(hooked, clock, days=1)
    assert told(hooked) == [("active", "inactive", "TIMER"), ("inactive", "closed", "TIMER")]


def test_where_the_clock_stands_still_the_set_up_ends_with_the_second_request(
    hooked: WebhookCaller,
) -> None:
    hooked.create("/ConversationWithParticipants", {"Participant": '{"identity": "ada"}'})

    hooked.send("GET", "/Conversations")
    assert told(hooked) == []
    hooked.send("GET", "/Conversations")
    assert told(hooked) == [("initializing", "active", "EVENT")]
    assert hooked.caller.api.next_timer() is None


def test_a_conversation_that_is_removed_during_its_set_up_is_not_told(
    hooked: WebhookCaller, clock: Clock
) -> None:
    participant = {"Participant": '{"identity": "ada"}'}
    sid = hooked.create("/ConversationWithParticipants", participant)
    assert hooked.send("DELETE", f"/Conversations/{sid}").status == 204

    pass_time(hooked, clock, seconds=1)

    assert told(hooked) == []


def test_timers_of_an_account_without_webhooks_are_silent(clock: Clock) -> None:
    api = make_model(clock=clock, sids=SeededSids(1))
    Caller(api).create("/Conversations", BOTH)
    clock.advance(days=1)

    assert api.fire_timers(clock()) == ()
    assert api.next_timer() is None


@pytest.mark.memory_only(reason="what copies a model, `cassette drift`, has it in memory")
def test_a_copy_of_the_model_has_timers_of_its_own(hooked: WebhookCaller, clock: Clock) -> None:
    hooked.create("/Conversations", BOTH)
    copied = deepcopy(hooked.caller.api)
    clock.advance(days=1)

    assert len(copied.fire_timers(clock())) == 2
    hooked.fire_timers(clock())
    assert told(hooked) == [("active", "inactive", "TIMER"), ("inactive", "closed", "TIMER")]


def test_a_state_that_was_told_is_not_told_again(clock: Clock) -> None:
    record = StoredResource("CH1", "Conversations", None, {"state": "inactive"})
    now: datetime = clock()

    assert state_timers.tell(record, now) == ("active", "inactive")
    assert state_timers.tell(record, now) is None


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("advance"), st.integers(0, 900)),
            st.tuples(st.just("fire"), st.just(0)),
            st.tuples(st.just("message"), st.just(0)),
            st.tuples(st.just("active"), st.just(0)),
            st.tuples(st.just("inactive"), st.just(0)),
        ),
        max_size=30,
    )
)
def test_the_told_states_form_one_chain_to_the_shown_state(steps: list[tuple[str, int]]) -> None:
    clock = Clock()
    caller = make_caller(clock)
    path = f"/Conversations/{caller.create('/Conversations', BOTH)}"
    for action, seconds in steps:
        clock.advance(seconds=seconds)
        if action == "fire":
            caller.fire_timers(clock())
        elif action == "message":
            caller.post(f"{path}/Messages", {"Body": "hi"})
        elif action in ("active", "inactive"):
            caller.post(path, {"State": action})
    shown = caller.send("GET", path).body["state"]

    state = "active"
    for before, after, _ in told(caller):
        assert (before, before) != (after, state)
        assert before == state
        state = after
    assert state == shown
