from dataclasses import replace

from ringback.http import basic_auth
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.journal import KEPT, Journal, JournalEntry, NewNotes, make_entry
from ringback.modes.outcomes import Answer, Source

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


def sized(number: int) -> JournalEntry:
    request = replace(REQUEST, body=b"x" * 60)
    answer = Answer(Response(201, body=b"x" * 40), Source.FAKE, redacted_request=request)
    return replace(make_entry(request, answer, 0.5), index=number)


def test_bodies_are_bounded_together_and_the_newest_stays() -> None:
    journal = Journal(keep_bytes=500)
    for number in range(1, 6):
        journal.add(sized(number))
    assert [entry.index for entry in journal.entries] == [4, 5]

    tight = Journal(keep_bytes=1)
    tight.add(sized(1))
    tight.add(sized(2))
    assert [entry.index for entry in tight.entries] == [2]


def test_the_targets_of_requests_count_as_well() -> None:
    journal = Journal(keep_bytes=1_000)
    for number in (1, 2):
        request = replace(REQUEST, target="/" + "x" * 600)
        journal.add(replace(sized(number), request=request))
    assert [entry.index for entry in journal.entries] == [2]


def test_nothing_is_kept_of_a_journal_that_only_counts() -> None:
    journal = Journal(keep=0)
    journal.add(sized(1))
    assert (list(journal.entries), journal.total, journal.counts[Source.FAKE]) == ([], 1, 1)


def test_exchanges_are_numbered_also_after_the_oldest_have_gone() -> None:
    journal = Journal(keep=3)
    for number in range(1, 6):
        journal.add(sized(number))
    assert [(at, entry.index) for at, entry in journal.after(0)] == [(3, 3), (4, 4), (5, 5)]
    assert [at for at, _ in journal.after(4)] == [5]
    assert list(journal.after(5)) == list(journal.after(99)) == []


def test_a_cleared_journal_goes_on_with_the_next_number() -> None:
    journal = Journal(keep_bytes=500)
    journal.add(sized(1))
    journal.clear()
    assert (list(journal.entries), journal.counts) == ([], {})
    for number in (2, 3):
        journal.add(sized(number))
    assert [at for at, _ in journal.after(0)] == [2, 3]


def test_a_listener_can_stop_listening() -> None:
    journal = Journal()
    heard: list[JournalEntry] = []
    journal.listen(heard.append)
    journal.unlisten(heard.append)
    journal.add(entry_of(Source.LIVE))
    assert heard == []


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
