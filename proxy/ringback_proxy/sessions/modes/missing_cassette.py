"""The mode of a replay without a cassette: a miss for every request, and no set-up error."""

from pathlib import Path

from ringback.http.messages import Request
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Decision, Miss


class MissingCassette(Mode):
    """Answers each request with a miss that names the file, and what would record it."""

    name = "replay"

    def __init__(self, path: Path, record: str) -> None:
        self._path = path
        self._record = record

    def decide(self, request: Request) -> Decision:
        """Return a miss."""
        return Miss(
            f"there is no cassette {self._path} to answer {request.label} from. "
            f"Record it: {self._record}"
        )

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:  # noqa: ARG002 - part of the interface
        """Return a summary that names the file."""
        return (f"there is no cassette {self._path}",)
