import subprocess
import sys
from pathlib import Path

import pytest

from ringback_proxy.testing.ipc.messages import Message, Refused, Start
from ringback_proxy.testing.ipc.pipe import Pipe

WORKER = (sys.executable, "-P", "-W", "ignore", "-m", "ringback_proxy.testing.proxy_side.main")


@pytest.fixture
def worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def pipe_of(worker: "subprocess.Popen[bytes]") -> Pipe:
    assert worker.stdin is not None
    assert worker.stdout is not None
    return Pipe(worker.stdout, worker.stdin, awaits_greeting=True)


def test_it_exits_with_0_when_its_pipe_is_closed(worker: "subprocess.Popen[bytes]") -> None:
    pipe = pipe_of(worker)
    pipe.send((1, Start()))
    number, info = pipe.receive()
    assert (number, info.proxy_url[:17]) == (1, "http://127.0.0.1:")
    pipe.close()
    assert worker.wait(30) == 0


def test_it_exits_with_0_if_it_never_got_a_message(worker: "subprocess.Popen[bytes]") -> None:
    pipe_of(worker).close()
    assert worker.wait(30) == 0


def test_it_continues_after_a_message_that_fails(worker: "subprocess.Popen[bytes]") -> None:
    from ringback_proxy.testing.ipc.messages import FetchHistory

    pipe = pipe_of(worker)
    pipe.send((1, Start()))
    pipe.receive()
    pipe.send((2, FetchHistory("nobody")))
    assert isinstance(pipe.receive()[1], Refused)
    pipe.send((3, Message[None]()))
    assert pipe.receive() == (3, None)
    pipe.close()
    assert worker.wait(30) == 0


def test_messages_name_options_as_a_test_run_has_them(
    worker: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    pipe = pipe_of(worker)
    pipe.send((1, Start(confdir=tmp_path / "file")))
    _, answer = pipe.receive()
    assert isinstance(answer, Refused)
    assert "RINGBACK_CONFDIR, or serve(confdir=...)" in answer.reason
    assert "--confdir" not in answer.reason
    pipe.close()
    assert worker.wait(30) == 0
