from typing import Any


def test_everything_is_below_the_prefix(call: Any) -> None:
    assert call("GET", "/health").status_code == 200
    assert call("GET", "/../health").status_code == 404
