"""What a process holds, as the system counts it (Linux)."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Held:
    """Descriptors, threads, and memory in mebibytes: resident now, and at its peak."""

    descriptors: int
    threads: int
    memory: float
    peak: float

    @classmethod
    def by(cls, pid: int) -> "Held":
        """Look at a process."""
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        status = dict(line.split(":", 1) for line in lines)
        return cls(
            len(list(Path(f"/proc/{pid}/fd").iterdir())),
            int(status["Threads"]),
            int(status["VmRSS"].split()[0]) / 1024,
            int(status["VmHWM"].split()[0]) / 1024,
        )
