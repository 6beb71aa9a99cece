from typing import Any


def test_everything_is_below_the_prefix(call: Any) -> None:
    assert call("GET", "/health").status_code == 200
    misled = call("GET", "/../v1/Conversations", headers={"Authorization": ""})
    assert misled.status_code == 404
    assert "--base-url-port" in misled.json()["message"]
