"""The resources of a process, as Linux counts them."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessUsage:
    """Open descriptors, threads, and resident memory in mebibytes, now and at its peak."""

    descriptors: int
    threads: int
    memory: float
    peak: float

    @classmethod
    def measure(cls, pid: int) -> "ProcessUsage":
        """Return the usage of a running process."""
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        status = dict(line.split(":", 1) for line in lines)
        return cls(
            len(list(Path(f"/proc/{pid}/fd").iterdir())),
            int(status["Threads"]),
            int(status["VmRSS"].split()[0]) / 1024,
            int(status["VmHWM"].split()[0]) / 1024,
        )
