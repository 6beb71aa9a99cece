"""The private line between a test process and its proxy: pickled values over two pipes.

Pickle, because both ends are the same program of the same user, one started by the other: no other
process can write into these pipes, and frozen dataclasses need no further serialization.
"""

import os
import pickle
from typing import IO, Any

# No printed text ends like this.
_GREETING = b"\0ringback\0\n"


class Pipe:
    """One end of the line: the other end's `receive` returns in order what `send` was given.

    An end that `sends_greeting` does so before its first value. The end that `awaits_greeting`
    discards everything before it, since a Python process may print while it starts.
    """

    def __init__(
        self,
        incoming: IO[bytes],
        outgoing: IO[bytes],
        *,
        awaits_greeting: bool = False,
        sends_greeting: bool = False,
    ) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._awaits_greeting = awaits_greeting
        self._greeting = _GREETING if sends_greeting else b""

    def send(self, value: object) -> None:
        """Send a value; raises OSError or ValueError if the other end is gone."""
        data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        self._outgoing.write(self._greeting + data)
        self._greeting = b""
        self._outgoing.flush()

    def receive(self) -> Any:
        """Wait for a value and return it; raises EOFError if the other end is gone."""
        if self._awaits_greeting:
            self._skip_to_greeting()
            self._awaits_greeting = False
        return pickle.load(self._incoming)

    def _skip_to_greeting(self) -> None:
        tail = b""
        while not tail.endswith(_GREETING):
            byte = self._incoming.read(1)
            if not byte:
                raise EOFError
            tail = (tail + byte)[-len(_GREETING) :]

    def close(self) -> None:
        """Close both directions; the other end's `receive` then raises EOFError."""
        self._outgoing.close()
        self._incoming.close()


def take_over_stdio() -> Pipe:
    """Return a pipe over standard input and output, which this process then no longer uses.

    Later prints go to standard error; standard input is at its end.
    """
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return Pipe(incoming, outgoing, sends_greeting=True)
