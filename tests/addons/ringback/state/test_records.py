from ringback.state import records
from ringback.twilio.replication.rows import NUMBER, Changes, Fact, Row
from ringback.twilio.values.file_content import FileContent
from tests.support.state.databases import Connect, prepared

ACCOUNT = Row(1, 0, "", "AC1", -1, {"name": "ü"}, {"has_webhooks": True})


def test_what_was_written_since_a_version_is_read(connect: Connect) -> None:
    connection = prepared(connect)
    first = Changes((ACCOUNT, Row(2, 1, "Media", "ME1", 0, {})), (), {2: FileContent(b"\0", "x/y")})
    facts = (Fact(1, NUMBER, "+1"),)
    connection.begin()
    records.write(connection, 1, 1, first)
    records.write(
        connection, 1, 2, Changes((Row(2, 1, "Media", "ME2", 3, None),), facts, {2: None})
    )
    connection.commit()

    everything, newest = records.read(connection, 1, 0), records.read(connection, 1, 1)
    connection.close()

    assert [(row.sid, row.version) for row in everything.rows] == [("AC1", 1), ("ME2", 2)]
    assert everything.rows[0].extra == {"has_webhooks": True}
    assert newest == Changes((Row(2, 1, "Media", "ME2", 3, None, {}, 2),), facts, {})


def test_a_file_is_read_as_it_was_written(connect: Connect) -> None:
    connection = prepared(connect)
    file = FileContent(bytes(range(256)), "image/png")
    connection.begin()
    records.write(connection, 1, 1, Changes((), (), {2: file}))
    connection.commit()

    assert records.read(connection, 1, 0).files == {2: file}
    connection.close()


def test_one_session_is_removed_and_the_others_stay(connect: Connect) -> None:
    connection = prepared(connect)
    connection.begin()
    for session in (1, 2):
        records.write(connection, session, 1, Changes((ACCOUNT,)))
    records.delete(connection, 1)
    connection.commit()

    assert [len(records.read(connection, session, 0).rows) for session in (1, 2)] == [0, 1]
    connection.close()
