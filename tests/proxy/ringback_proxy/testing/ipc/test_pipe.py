import os
import subprocess
import sys

import pytest

from ringback_proxy.testing.ipc.pipe import Pipe


def pipe_to_itself() -> Pipe:
    reading, writing = os.pipe()
    return Pipe(os.fdopen(reading, "rb"), os.fdopen(writing, "wb"))


def test_values_are_received_in_order() -> None:
    pipe = pipe_to_itself()
    pipe.send(("one", b"\n" * 10))
    pipe.send(2)
    assert (pipe.receive(), pipe.receive()) == (("one", b"\n" * 10), 2)
    pipe.close()


def test_a_closed_pipe_is_at_its_end() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with os.fdopen(reading, "rb") as incoming, pytest.raises(EOFError):
        Pipe(incoming, incoming).receive()


def test_printed_text_does_not_get_into_the_pipe() -> None:
    program = (
        "print('noise', flush=True)\n"
        "from ringback_proxy.testing.ipc.pipe import take_over_stdio\n"
        "pipe = take_over_stdio(); print('chatter', flush=True); assert input is not None\n"
        "import sys; assert sys.stdin.read() == ''\n"
        "pipe.send(pipe.receive())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        pipe = Pipe(child.stdout, child.stdin, awaits_greeting=True)
        pipe.send("there and back")
        assert pipe.receive() == "there and back"
        assert child.stderr.read().strip() == b"chatter"
