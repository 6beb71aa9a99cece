"""A difference of two replies, and the verdict that several of them make."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a client that works with the recording may fail with the other reply."""

    ERROR = "error"
    INFO = "info"


class Verdict(StrEnum):
    """What a comparison came to."""

    SAME = "same"
    SHAPE = "changed shape"
    FAULT = "other fault"
    STATUS = "other status"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    - `place`: `status`, `code`, `body`, or the path of a member: `meta.key`, `messages[].sid`.
    - `recorded` and `current`: what it is in the recording and in the other reply, in words; ""
      if it is not there.
    """

    verdict: Verdict
    severity: Severity
    place: str
    recorded: str = ""
    current: str = ""

    def __str__(self) -> str:
        if not self.current:
            return f"{self.place} is missing; recorded is {self.recorded}"
        if not self.recorded:
            return f"{self.place} is new: {self.current}"
        return f"{self.place} is {self.current}; recorded is {self.recorded}"

    def as_json(self) -> dict[str, str]:
        """Return the difference as a JSON object."""
        return {
            "severity": self.severity,
            "place": self.place,
            "recorded": self.recorded,
            "current": self.current,
        }


_GRAVEST = (Verdict.STATUS, Verdict.FAULT, Verdict.SHAPE)


def find_verdict(differences: Iterable[Difference]) -> Verdict:
    """Return the gravest verdict of some differences; SAME without any."""
    found = {difference.verdict for difference in differences}
    return next((verdict for verdict in _GRAVEST if verdict in found), Verdict.SAME)
