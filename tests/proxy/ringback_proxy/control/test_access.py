from ringback_proxy.control.access import ControlAccess, make_token


def test_each_token_is_another_and_long() -> None:
    tokens = {make_token() for _ in range(10)}
    assert len(tokens) == 10
    assert min(map(len, tokens)) >= 32


def test_the_token_is_in_no_repr() -> None:
    assert "secret" not in repr(ControlAccess("http://127.0.0.1:1/ringback", "secret"))
