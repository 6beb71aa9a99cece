from ringback.columns import align_columns


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    rows = [("a", "request", "x"), ("bbb", "GET", "")]

    assert list(align_columns(rows)) == ["a    request  x", "bbb  GET"]


def test_no_rows_are_no_lines() -> None:
    assert list(align_columns([])) == []
