from pathlib import Path

from ringback_proxy.control.context import Addresses, ControlContext


def test_a_session_has_a_proxy_url_and_a_base_url() -> None:
    assert Addresses("http://[::1]:1", "http://[::1]:2").of_session("w1") == {
        "proxy_url": "http://w1:x@[::1]:1",
        "base_url": "http://[::1]:2/sessions/w1",
    }


def test_what_is_not_there_or_needs_a_password_is_left_out() -> None:
    assert Addresses("http://h:1", has_password=True).of_session("w1") == {
        "proxy_url": None,
        "base_url": None,
    }


def test_the_token_is_in_no_repr(control: ControlContext, tmp_path: Path) -> None:
    assert control.token
    assert control.token not in repr(control)
