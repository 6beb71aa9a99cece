"""What differs from one operating system to the next, apart from folders, which `folders` knows."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Where distributions keep the CAs that the machine's owner trusts, a company's own among them:
# Debian and Arch; Fedora; openSUSE; Alpine, macOS and the BSDs.
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


def fill_streams() -> None:
    """Open what was closed of standard input, output and error, on nothing.

    The next socket would take the number, and a command would inherit it as its own stream.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free is taken.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def system_bundles() -> tuple[Path, ...]:
    """Return the PEM files of the CAs that this machine trusts; empty if it keeps no such file.

    Windows and macOS keep them in a database; there certifi's are all that a bundle can have.
    """
    return tuple(path for path in _SYSTEM_BUNDLES if path.is_file())


def is_alive(pid: int) -> bool:
    """Return whether a process is running; where that cannot be asked (Windows), say that it is."""
    if not is_posix():
        return True  # os.kill would end it there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


def shares_terminal() -> bool:
    """Return whether a key such as Ctrl-C at the terminal reaches our whole process group."""
    if not is_posix():
        return True
    try:
        # Not one of our streams: all three may be redirected, and the key still arrives.
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def ends_with_parent() -> Callable[[], None] | None:
    """Return what a child runs before its program, so that it ends should we be killed outright.

    None where the system has no such thing: it is Linux's, and lasts over the program's start.
    """
    if sys.platform != "linux":
        return None
    parent = os.getpid()
    # Bound here: between fork and exec nothing may be looked up or allocated that another thread
    # of ours could hold.
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:  # pragma: no cover - runs where nothing can be measured
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask


@dataclass(frozen=True, slots=True)
class TrustGuide:
    """How a system is told to trust a CA, and to forget it: shell lines with {root} in them."""

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
