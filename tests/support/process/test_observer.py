import socket
import sys
from pathlib import Path

import pytest

from tests.support.process.background import Background
from tests.support.process.observer import Observation, Observer, parse_log


def watch(folder: Path, code: str) -> Observation:
    observer = Observer(folder)
    with Background((*observer.prefix, sys.executable, "-c", code), folder) as program:
        assert program.wait().status == 0, program.stderr
    return observer.observation(program)


def test_a_program_without_network_use_has_no_traces(tmp_path: Path) -> None:
    assert watch(tmp_path, "import socket, ssl") == Observation((), ())


def test_a_look_up_is_observed(tmp_path: Path) -> None:
    code = """
import contextlib, socket
with contextlib.suppress(OSError):
    socket.getaddrinfo("canary.invalid", 443)
"""

    assert watch(tmp_path, code).looked_up


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=str
)
def test_a_connection_is_observed_in_a_thread_of_a_child_too(
    tmp_path: Path, family: socket.AddressFamily, address: str
) -> None:
    dial = f"socket.socket({int(family)}).connect_ex(({address!r}, 9))"
    code = f"""
import os, socket, threading
if os.fork() == 0:
    thread = threading.Thread(target=lambda: {dial})
    thread.start()
    thread.join()
    os._exit(0)
os.wait()
"""

    assert watch(tmp_path, code) == Observation((f"{address}:9",), ())


def test_a_datagram_is_observed_and_port_53_is_a_look_up(tmp_path: Path) -> None:
    code = """
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.sendto(b"?", ("127.0.0.1", 53))
    sender.sendmsg([b"?"], [], 0, ("127.0.0.1", 54))
"""

    assert watch(tmp_path, code) == Observation(("127.0.0.1:53", "127.0.0.1:54"), ("127.0.0.1:53",))


@pytest.mark.parametrize(
    "path",
    [
        "/etc/hosts",
        "/etc/resolv.conf",
        "/var/run/nscd/socket",
        "/run/systemd/resolve/io.systemd.Resolve",
    ],
)
def test_the_resolvers_files_and_sockets_are_traces_of_a_look_up(path: str) -> None:
    assert parse_log(f'17 openat(AT_FDCWD, "{path}", O_RDONLY) = 3').looked_up == (path,)
