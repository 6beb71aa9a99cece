"""What was there before recorded exchanges took place: what they show, and none of them made."""

from collections.abc import Sequence

from ringback.twilio.schema.hooks import Operation
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.seeding.from_exchanges import Seeder

# What an update can set that would change how a conversation behaves before it is played: the
# parameters, and the keys of the reply that show them. How it was before, nothing tells.
SET_LATER = {
    "State": "state",
    "UniqueName": "unique_name",
    "Timers.Closed": "timers",
    "Timers.Inactive": "timers",
    "DefaultClosedTimer": "default_closed_timer",
    "DefaultInactiveTimer": "default_inactive_timer",
}


def seed_preexisting(lessons: Sequence[Seeder]) -> None:
    """Take in what exchanges show and none of them creates, each as it is shown first.

    What stands under something that an exchange creates came later, too. Of a conversation that
    only its parts or a delete tell of, no more than the SID is known.
    """
    made = {
        sid
        for lesson in lessons
        if lesson.operation is Operation.CREATE
        for item in lesson.items
        if (sid := item.text("sid")) is not None
    }
    seen = set(made)
    for lesson in lessons:
        if lesson.operation is not None and made.isdisjoint(lesson.names):
            lesson.know_conversation()
            for item in lesson.items:
                if made.isdisjoint(_above(item)):
                    _take(lesson, item, seen)


def _above(item: ReplyReader) -> list[str | None]:
    return [item.text("conversation_sid"), item.text("chat_service_sid")]


def _take(lesson: Seeder, item: ReplyReader, seen: set[str]) -> None:
    """Take in an item where it was not seen yet, and in any case what it stands under."""
    lesson.parent(item)
    name = item.text("sid") or lesson.resource.segment
    if name not in seen:
        seen.add(name)
        lesson.take(item.without(*_set_later(lesson)), Operation.FETCH)


def _set_later(lesson: Seeder) -> list[str]:
    if lesson.operation is not Operation.UPDATE:
        return []
    return [key for parameter, key in SET_LATER.items() if lesson.sets(parameter)]
