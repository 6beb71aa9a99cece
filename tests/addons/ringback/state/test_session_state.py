from datetime import UTC, datetime, timedelta

import pytest

from ringback.state.connection import Connection, StateError
from ringback.state.session_state import SessionState
from ringback_proxy.sessions.clock import Clock
from tests.support.state.databases import Connect, make_api, prepared
from tests.support.twilio.caller import Caller


class Copy:
    """A copy of the default session."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        api = make_api()
        self.caller = Caller(api)
        self.clock = Clock(lambda: datetime(2026, 1, 1, tzinfo=UTC))
        self.state = SessionState("default", api.replicate(), self.clock)

    def __enter__(self) -> Caller:
        self.connection.begin()
        self.state.sync(self.connection)
        return self.caller

    def __exit__(self, *_: object) -> None:
        self.state.write(self.connection)
        self.connection.commit()


def test_a_copy_has_what_another_one_has_written(connect: Connect) -> None:
    connection = prepared(connect)
    one, other = Copy(connection), Copy(connection)
    with one as caller:
        made = caller.create("/Conversations")
    with other as caller:
        assert caller.get(f"/Conversations/{made['sid']}").status == 200
    connection.close()


def test_a_session_is_copied_while_another_proxy_has_locked_it(connect: Connect) -> None:
    one, other = Copy(prepared(connect)), Copy(connect())
    with one as caller:
        first = caller.create("/Conversations")
    with one as caller:
        second = caller.create("/Conversations")
        other.state.copy(other.connection)
        assert other.caller.get(f"/Conversations/{first['sid']}").status == 200
    with other as caller:
        assert caller.get(f"/Conversations/{second['sid']}").status == 200
    for copy in (one, other):
        copy.connection.close()


def test_sids_from_a_seed_go_on_where_another_copy_was(connect: Connect) -> None:
    connection = prepared(connect)
    made = []
    for copy in [Copy(connection) for _ in range(3)] * 2:
        with copy as caller:
            made.append(caller.create("/Conversations")["sid"])
    connection.close()

    alone = Caller(make_api())
    assert made == [alone.create("/Conversations")["sid"] for _ in range(6)]


def test_the_clock_is_the_same_in_every_copy(connect: Connect) -> None:
    connection = prepared(connect)
    one, other = Copy(connection), Copy(connection)
    with one:
        one.clock.advance(timedelta(hours=1))
    with other:
        assert other.clock() == one.clock()
        other.clock.stop()
    with one:
        assert one.clock.is_stopped
    connection.close()


def test_a_session_that_was_emptied_is_empty_in_every_copy(connect: Connect) -> None:
    connection = prepared(connect)
    one, other = Copy(connection), Copy(connection)
    for copy in (one, other):
        with copy as caller:
            caller.create("/Conversations")
    with one:
        one.clock.advance(timedelta(hours=1))
    with other:
        other.state.empty(connection)
    for copy in (other, one):
        with copy as caller:
            assert caller.get("/Conversations").body["conversations"] == []
            assert copy.clock() == datetime(2026, 1, 1, tzinfo=UTC)
    connection.close()


class Text:
    """A setting that is a text."""

    def __init__(self) -> None:
        self.text: str | None = None
        self.restored = 0

    def dump(self) -> str | None:
        return self.text

    def restore(self, setting: str | None) -> None:
        self.text = setting
        self.restored += 1


def test_faults_are_the_same_in_every_copy_until_a_reset(connect: Connect) -> None:
    connection = prepared(connect)
    copies, faults = [Copy(connection), Copy(connection)], [Text(), Text()]
    resets: list[int] = []
    for number, (copy, text) in enumerate(zip(copies, faults, strict=True)):
        copy.state.share_faults(text)
        copy.state.on_reset = lambda number=number: resets.append(number)  # type: ignore[misc]  # its default
    with copies[0]:
        faults[0].text = "[1]"
    with copies[1]:
        assert faults[1].text == "[1]"
        copies[1].state.empty(connection)
    with copies[0]:
        assert faults[0].text is None
    with copies[1]:
        pass

    assert [one.restored for one in faults] == [1, 2]
    assert resets == [0]
    connection.close()


def test_a_proxy_that_runs_stops_when_a_newer_one_has_changed_the_tables(connect: Connect) -> None:
    connection = prepared(connect)
    copy = Copy(connection)
    with copy:
        connection.execute("UPDATE ringback_schema SET version = 99")

    connection.begin()
    with pytest.raises(StateError, match="written by a newer Ringback"):
        copy.state.sync(connection)
    connection.rollback()
    connection.close()


def test_of_two_that_no_lock_keeps_apart_the_version_lets_one_write(connect: Connect) -> None:
    connection = prepared(connect)
    one, other = Copy(connection), Copy(connection)
    connection.begin()
    for copy in (one, other):
        copy.state.sync(connection)
        assert copy.caller.post("/Conversations", {"UniqueName": "x"}).status == 201
    one.state.write(connection)
    with pytest.raises(StateError, match="another proxy has changed the session"):
        other.state.write(connection)
    connection.rollback()
    connection.close()


def test_what_only_reads_writes_no_version(connect: Connect) -> None:
    connection = prepared(connect)
    copy = Copy(connection)
    with copy as caller:
        caller.api = caller.api
    assert copy.state.version == 0
    connection.close()
