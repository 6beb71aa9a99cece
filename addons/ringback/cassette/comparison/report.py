"""Comparisons of recordings with other replies, as text and as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ringback.cassette.comparison.difference import (
    Difference,
    Severity,
    Verdict,
    find_verdict,
)
from ringback.cassette.model import Recording


@dataclass(frozen=True, slots=True)
class Comparison:
    """One recording, and how another reply to its request differs from it.

    - `request`: method and target, redacted, to be shown.
    - `reason`: why it was not compared; "" if it was.
    """

    recording: Recording
    request: str
    differences: tuple[Difference, ...] = ()
    reason: str = ""

    @property
    def verdict(self) -> Verdict:
        """What the comparison came to."""
        return Verdict.NOT_COMPARED if self.reason else find_verdict(self.differences)

    @property
    def is_error(self) -> bool:
        """Whether a client that works with the recording may fail with the other reply."""
        return any(each.severity is Severity.ERROR for each in self.differences)

    def lines(self) -> Iterator[str]:
        """Yield a line for each difference, or one that says why there is no comparison."""
        where = f"{self.recording.place}: #{self.recording.index}: {self.request}"
        if self.reason:
            yield f"{where}: {self.verdict}: {self.reason}"
        for difference in self.differences:
            yield f"{where}: {difference.severity}: {difference}"

    def notes(self) -> tuple[str, ...]:
        """Return what to note on the request itself: each difference, and from which recording."""
        label = self.recording.label
        return tuple(f"{one.severity}: {one} ({label})" for one in self.differences)

    def as_json(self) -> dict[str, object]:
        """Return the comparison as a JSON object."""
        return {
            "path": str(self.recording.path),
            "line": self.recording.line,
            "index": self.recording.index,
            "request": self.request,
            "verdict": self.verdict,
            "differences": [difference.as_json() for difference in self.differences],
            "reason": self.reason or None,
        }


def summarize_comparisons(comparisons: Iterable[Comparison]) -> str:
    """Return how many comparisons there were of each verdict: `3 compared: 2 same, 1 ...`."""
    counts = Counter(comparison.verdict for comparison in comparisons)
    left_out = counts.pop(Verdict.NOT_COMPARED, 0)
    parts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    compared = f"{sum(counts.values())} compared" + (f": {parts}" if parts else "")
    return f"{compared}; {left_out} not compared" if left_out else compared
