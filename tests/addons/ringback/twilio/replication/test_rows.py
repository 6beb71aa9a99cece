from ringback.twilio.replication.rows import NUMBER, Changes, Fact, Row


def test_changes_are_true_if_anything_was_changed() -> None:
    row = Row(1, 0, "", "AC1", -1, {})
    assert not Changes()
    assert all(
        (Changes(rows=(row,)), Changes(facts=(Fact(1, NUMBER, "+1"),)), Changes(files={1: None}))
    )
