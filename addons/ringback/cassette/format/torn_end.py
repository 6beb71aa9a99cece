"""Find the torn end of a cassette: the incomplete interaction that an interrupted write leaves.

It is recognised by its missing status code, which `writer` writes last.
"""

import re
from pathlib import Path

from ringback.errors import CassetteError

_NEXT_KEY = re.compile(rb"\n[^\s#-]")
# The keys of an interaction at the indentation of `writer`, and their order there.
_KEY = re.compile(rb"^(?:  |    )([^\s#:-][^:\n]*):", re.MULTILINE)
_ORDER = b"method uri headers body response headers body status".split()
_OPTIONAL = (b"metadata", b"ringback")
_MISSING = re.compile("(`[a-z]+`) is missing")


class DamagedError(CassetteError):
    """A cassette cannot be parsed.

    - `incomplete`: something is missing, as after an interrupted write.
    - `ended`: the damaged interaction has its status code, so it was written completely.
    """

    def __init__(
        self,
        message: str,
        path: Path,
        line: int | None,
        incomplete: bool = False,
        ended: bool = False,
    ) -> None:
        super().__init__(message, path, line)
        self.incomplete = incomplete
        self.ended = ended

    @property
    def missing(self) -> str:
        """The key that is missing, in backticks; "" if none is."""
        missing = _MISSING.search(self.message)
        return missing[1] if missing else ""


def find_torn_end(data: bytes, error: DamagedError) -> int | None:
    """Return where the torn end of a cassette begins; None if it is damaged otherwise."""
    start = data.rfind(b"\n-") + 1  # the last interaction
    may_be_torn = not error.ended and (error.incomplete or not data.endswith(b"\n"))
    if not start or not may_be_torn or not _is_beginning(data[start:], error.missing):
        return None
    return start


def _is_beginning(interaction: bytes, missing: str) -> bool:
    """Return whether a damaged interaction is the beginning of one, as an interrupted write leaves.

    Nothing follows it, and its request is whole before its response begins. Where its last line is
    whole, its keys are the first ones that `writer` writes, in the same order: so another tool's
    interaction is not a beginning, nor is one from which a key was taken by hand, unless it was one
    of the last, where the same bytes remain.
    """
    first_line = interaction.partition(b"\n")[0].rstrip()
    if not b"- request:".startswith(first_line) or _NEXT_KEY.search(interaction):
        return False
    if interaction.endswith(b"\n"):
        keys = [key for key in _KEY.findall(interaction) if key not in _OPTIONAL]
        return keys == _ORDER[: len(keys)]
    of_request = missing in ("`request`", "`method`", "`uri`")
    return not (of_request and b"\n  response:" in interaction)
