import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from ringback.errors import RingbackError, UsageError
from ringback_proxy.cli.running_proxy import RunningProxy
from tests.support.proxy.served_control import served_control


def test_it_calls_the_control_api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # it is not for this
    with served_control(tmp_path) as ready:
        running = RunningProxy(ready, "default")

        assert running.call("GET", "/deliveries")["deliveries"] == []
        changed = running.call("PUT", "/clock", {"now": "2027-01-01"})

        assert changed["now"] == "2027-01-01T00:00:00Z"
        with pytest.raises(UsageError, match="there is no session 'other'"):
            RunningProxy(ready, "other").call("GET", "/deliveries")
        with pytest.raises(UsageError, match="send Authorization: Bearer TOKEN"):
            RunningProxy(replace(ready, control_token="x"), "default").call("GET", "/deliveries")


def test_one_that_is_gone_is_reported(tmp_path: Path) -> None:
    with served_control(tmp_path) as ready, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        taken.close()
        gone = replace(ready, port=port, control_url=f"http://127.0.0.1:{port}/ringback")
        with pytest.raises(RingbackError, match=re.escape(f"the proxy on port {port} does not")):
            RunningProxy(gone, "default").call("GET", "/deliveries")
