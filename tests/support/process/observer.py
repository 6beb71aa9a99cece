"""A program's use of the network, observed with strace.

Only what goes out is traced: addresses that are connected or sent to, and the files and sockets of
the system's resolver, which show a look-up even if nothing is sent.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.support.process.background import Background
from tests.support.process.programs import require_program
from tests.support.process.waiting import wait_for

SYSTEM_CALLS = "connect,sendto,sendmsg,sendmmsg,open,openat"

_ADDRESS = re.compile(
    r"""sin6?_port=htons\((?P<port>\d+)\) .*?
        (?: inet_addr\("(?P<ipv4>[^"]+)"\) | inet_pton\(AF_INET6,\ "(?P<ipv6>[^"]+)" )""",
    re.VERBOSE,
)
_RESOLVER = re.compile(
    r'"(/etc/hosts|/etc/resolv\.conf|/(?:var/)?run/nscd/socket|/run/systemd/resolve/[^"]*)"'
)


@dataclass(frozen=True, slots=True)
class Observation:
    """Addresses dialled, as `host:port`, and traces of name look-ups, in order."""

    dialled: tuple[str, ...]
    looked_up: tuple[str, ...]


class Observer:
    """Traces one program: put `prefix` before its command, and call `observation` at the end."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "strace.log"
        # -D: the program stays a direct child, with its own pid and signals.
        options = ("-D", "-f", "-q", "--seccomp-bpf", "-s", "200")
        output = ("-o", str(self._log), "-e", f"trace={SYSTEM_CALLS}")
        self.prefix = (require_program("strace"), *options, *output)

    def observation(self, traced: Background) -> Observation:
        """Stop the program if it still runs, and return what it did."""
        traced.stop()
        # strace writes its last line a little after the program has exited.
        last = re.compile(rf"^{traced.process.pid} +\+\+\+ (exited|killed)", re.MULTILINE)
        return parse_log(wait_for(lambda: self._whole_log(last), self._log.read_text))

    def _whole_log(self, last: re.Pattern[str]) -> str | None:
        log = self._log.read_text() if self._log.exists() else ""
        return log if last.search(log) else None


def parse_log(log: str) -> Observation:
    """Parse the log of strace."""
    dialled = tuple(
        f"{match['ipv4'] or match['ipv6']}:{match['port']}" for match in _ADDRESS.finditer(log)
    )
    resolver = tuple(match[1] for match in _RESOLVER.finditer(log))
    return Observation(dialled, resolver + tuple(to for to in dialled if to.endswith(":53")))
