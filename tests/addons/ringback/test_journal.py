from dataclasses import replace

from ringback.http import basic_auth
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.journal import KEPT, Journal, JournalEntry, NewNotes, make_entry
from ringback.modes.base import Answer, Source

REQUEST = request_to("POST", "https://conversations.twilio.com/v1/Conversations")


def entry_of(source: Source) -> JournalEntry:
    return make_entry(REQUEST, Answer(Response(201), source), 0.5)


def test_an_entry_tells_all_of_an_exchange() -> None:
    answer = Answer(Response(201), Source.CASSETTE, "a.yaml", 3, ("a note",))

    assert make_entry(REQUEST, answer, 0.5, "a report") == JournalEntry(
        request=REQUEST,
        response=Response(201),
        source=Source.CASSETTE,
        seconds=0.5,
        file="a.yaml",
        index=3,
        notes=("a note",),
        report="a report",
    )


def test_exchanges_are_kept_in_order() -> None:
    journal = Journal()
    first, second = entry_of(Source.FAKE), entry_of(Source.MISS)

    journal.add(first)
    journal.add(second)

    assert list(journal.entries) == [first, second]


def test_exchanges_are_counted_by_source() -> None:
    journal = Journal()

    for source in (Source.FAKE, Source.MISS, Source.FAKE):
        journal.add(entry_of(source))

    assert journal.counts == {Source.FAKE: 2, Source.MISS: 1}


def test_the_oldest_exchange_goes_first_but_stays_counted() -> None:
    journal = Journal(keep=1)
    newest = entry_of(Source.FAKE)

    journal.add(entry_of(Source.FAKE))
    journal.add(newest)

    assert list(journal.entries) == [newest]
    assert journal.entries[0] is newest
    assert journal.counts[Source.FAKE] == 2


def test_each_listener_hears_of_each_exchange() -> None:
    journal = Journal()
    heard: list[JournalEntry] = []
    journal.listen(heard.append)
    journal.listen(heard.append)

    journal.add(entry_of(Source.LIVE))

    assert heard == [entry_of(Source.LIVE)] * 2


def called_by(user: str) -> Request:
    headers = Headers([("Authorization", basic_auth.encode(user, "secret"))])
    return replace(REQUEST, headers=headers)


def test_a_note_is_new_once() -> None:
    new_notes = NewNotes()
    first, second = (f"The conversation CH{digit * 32} is closed." for digit in "ab")

    assert new_notes.select(REQUEST, (first, "another")) == (first, "another")
    assert new_notes.select(REQUEST, (second, "another", "a third")) == ("a third",)


def test_a_note_is_new_to_each_account_and_for_each_service() -> None:
    new_notes = NewNotes()
    first, second = (f"The service IS{digit * 32} is adopted." for digit in "ab")

    for user in ("AC1", "AC2"):
        for note in (first, second):
            assert new_notes.select(called_by(user), (note,)) == (note,)
            assert new_notes.select(called_by(user), (note,)) == ()


def test_very_many_notes_are_not_all_remembered() -> None:
    new_notes = NewNotes()
    notes = [f"note {number}" for number in range(KEPT + 1)]

    assert len(new_notes.select(REQUEST, notes)) == KEPT + 1
    assert new_notes.select(REQUEST, ("note 0",)) == ("note 0",)
