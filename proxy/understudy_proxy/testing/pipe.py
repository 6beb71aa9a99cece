"""The private line between a test process and its proxy: pickled values over two pipes.

Pickle, because both ends are the same program of the same user, one started by the other: nobody
else can write into these pipes, and frozen values pass as what they are.
"""

import os
import pickle
from typing import IO, Any


class Pipe:
    """One end: values go in with `send` and come out of the other end's `receive`, in order."""

    def __init__(self, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    def send(self, value: object) -> None:
        """Hand a value over; raises OSError or ValueError where the other end is gone."""
        self._outgoing.write(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
        self._outgoing.flush()

    def receive(self) -> Any:
        """Wait for a value; raises EOFError where the other end is gone."""
        return pickle.load(self._incoming)

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
    return Pipe(incoming, outgoing)
