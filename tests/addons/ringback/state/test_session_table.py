from ringback.state import session_table
from ringback.state.session_table import Listed, StoredSession
from tests.support.state.databases import Connect, prepared


def test_a_session_that_is_begun_anew_has_its_new_settings(connect: Connect) -> None:
    connection = prepared(connect)
    assert session_table.find(connection, "one") is None

    numbers = [session_table.begin(connection, "one", {"seed": seed}) for seed in (7, 8)]

    assert numbers == [1, 2]
    assert session_table.find(connection, "one") == StoredSession(2, {"seed": 8}, ended=False)
    connection.close()


def test_a_session_that_has_ended_is_known_as_that(connect: Connect) -> None:
    connection = prepared(connect)
    session_table.begin(connection, "one", {})
    for name in ("one", "never begun"):
        session_table.end(connection, name)

    assert session_table.find(connection, "one") == StoredSession(2, None, ended=True)
    assert session_table.list_all(connection) == [
        Listed("one", 2, ended=True),
        Listed("never begun", 1, ended=True),
    ]
    connection.close()


def test_sessions_that_have_ended_long_ago_are_forgotten(connect: Connect) -> None:
    connection = prepared(connect)
    connection.begin()
    session_table.begin(connection, "kept", {})
    for number in range(session_table.KEPT + 2):
        session_table.end(connection, f"ended-{number}")
    connection.commit()

    names = {one.name for one in session_table.list_all(connection)}
    assert len(names) == session_table.KEPT + 1
    assert names >= {"kept", "ended-2"}
    assert not names & {"ended-0", "ended-1"}
    connection.close()
