from ringback_proxy.testing.columns import columns


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    rows = [("a", "request", "x"), ("bbb", "GET", "")]
    assert list(columns(rows)) == ["a    request  x", "bbb  GET"]
