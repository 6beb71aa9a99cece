"""What differs between operating systems, except for folders (`runtime_files.paths`)."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# The CAs that the machine trusts, which may include a company's own, on Debian and Arch; Fedora;
# openSUSE; Alpine, macOS and the BSDs.
_SYSTEM_BUNDLES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/pki/tls/certs/ca-bundle.crt"),
    Path("/etc/ssl/ca-bundle.pem"),
    Path("/etc/ssl/cert.pem"),
)

# prctl(2): the signal that a process gets when its parent dies.
_PR_SET_PDEATHSIG = 1


def is_posix() -> bool:
    """Return whether signals and terminals are those of POSIX."""
    return sys.platform != "win32"


def open_closed_streams() -> None:
    """Open standard input, output and error on the null device if they are closed.

    Otherwise the next socket would get the number, and a command would inherit it as a stream.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The system assigns the lowest free number.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def find_system_bundles() -> tuple[Path, ...]:
    """Return the PEM files of the CAs that this machine trusts.

    Windows and macOS have a database instead; bundles then contain the CAs of certifi only.
    """
    return tuple(path for path in _SYSTEM_BUNDLES if path.is_file())


def is_alive(pid: int) -> bool:
    """Return whether a process is running; on Windows, where that is unknown, return True."""
    if not is_posix():
        return True  # os.kill would end the process there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


def shares_terminal() -> bool:
    """Return whether a key such as Ctrl-C at the terminal reaches the whole process group."""
    if not is_posix():
        return True
    try:
        # All three streams may be redirected, and the key still arrives.
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def make_parent_death_hook() -> Callable[[], None] | None:
    """Return a `preexec_fn` with which a child ends when this process is killed.

    None except on Linux, which alone has such a setting that outlasts exec.
    """
    if sys.platform != "linux":
        return None
    import ctypes  # slow to load, and only a command needs it

    parent = os.getpid()
    # Looked up here: between fork and exec nothing may be imported or allocated, because another
    # thread may have held the lock at the fork.
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:  # pragma: no cover - runs where nothing can be measured
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask


@dataclass(frozen=True, slots=True)
class TrustGuide:
    """Shell commands that make a system trust a CA, and forget it; {root} is the PEM file."""

    system: str
    platform: str
    trust: str
    forget: str


TRUST_GUIDES = (
    TrustGuide(
        "Debian, Ubuntu, Alpine",
        "linux",
        "sudo cp {root} /usr/local/share/ca-certificates/ringback.crt"
        " && sudo update-ca-certificates",
        "sudo rm /usr/local/share/ca-certificates/ringback.crt"
        " && sudo update-ca-certificates --fresh",
    ),
    TrustGuide(
        "Fedora, Red Hat",
        "linux",
        "sudo cp {root} /etc/pki/ca-trust/source/anchors/ringback.pem && sudo update-ca-trust",
        "sudo rm /etc/pki/ca-trust/source/anchors/ringback.pem && sudo update-ca-trust",
    ),
    TrustGuide(
        "macOS",
        "darwin",
        "security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db {root}",
        "security remove-trusted-cert {root}",
    ),
    TrustGuide(
        "Windows",
        "win32",
        "certutil -user -addstore Root {root}",
        'certutil -user -delstore Root "Ringback test double"',
    ),
)
