"""The private line between a test process and its proxy: pickled values over two pipes.

Pickle, because both ends are the same program of the same user, one started by the other: nobody
else can write into these pipes, and frozen values pass as what they are.
"""

import os
import pickle
from typing import IO, Any

# Nothing that is printed ends like this.
_GREETING = b"\0ringback\0\n"


class Pipe:
    """One end: values go in with `send` and come out of the other end's `receive`, in order.

    What comes in before the other end's greeting is passed over, where one is `greeted`: a Python
    may print while it starts. An end that `greets` does so before its first value.
    """

    def __init__(
        self,
        incoming: IO[bytes],
        outgoing: IO[bytes],
        *,
        greeted: bool = False,
        greets: bool = False,
    ) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._waits = greeted
        self._greeting = _GREETING if greets else b""

    def send(self, value: object) -> None:
        """Hand a value over; raises OSError or ValueError where the other end is gone."""
        data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        self._outgoing.write(self._greeting + data)
        self._greeting = b""
        self._outgoing.flush()

    def receive(self) -> Any:
        """Wait for a value; raises EOFError where the other end is gone."""
        if self._waits:
            self._await_greeting()
            self._waits = False
        return pickle.load(self._incoming)

    def _await_greeting(self) -> None:
        seen = b""
        while not seen.endswith(_GREETING):
            one = self._incoming.read(1)
            if not one:
                raise EOFError
            seen = (seen + one)[-len(_GREETING) :]

    def close(self) -> None:
        """Hang up, which the other end takes for the end."""
        self._outgoing.close()
        self._incoming.close()


def standard_pipe() -> Pipe:
    """Take this process's standard input and output for a pipe, and nobody else's use.

    What is printed afterwards goes to standard error; what is read is at its end.
    """
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return Pipe(incoming, outgoing, greets=True)
