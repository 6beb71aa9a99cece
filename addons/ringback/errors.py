"""Errors that the operator can correct; each message says what to do next.

RingbackError            ends the program with one line and status 1
├── UsageError             an option's value is not accepted; status 2
├── CassetteError          a cassette cannot be read or written; has the file and the line
├── StartFileError         a start file cannot be read, or says what Twilio would refuse
├── ListenError            an address cannot be listened on
├── CertificateError       the certificate authority, or a CA file, cannot be used
└── CommandError           the program behind `--` cannot be started

Twilio's own error replies are data, not exceptions: `ringback.twilio.values.faults`.
"""

from pathlib import Path

# The exit status if a check that the user asked for has failed, without any error: of `--strict`,
# `doctor RUNTIME`, `cassette lint`, `cassette redact --check` and of drift.
CHECK_FAILED = 3


class RingbackError(Exception):
    """The operator can correct this: the message says what was given, accepted and to be typed."""

    exit_status = 1


class UsageError(RingbackError):
    """A setting has a value that is not accepted."""

    exit_status = 2


class CassetteError(RingbackError):
    """A cassette cannot be read or written.

    - `message` is the reason, without the place.
    - `path` and `line` are the place; `line` is 1-based, or None.
    """

    def __init__(self, message: str, path: Path, line: int | None = None) -> None:
        place = str(path) if line is None else f"{path}:{line}"
        super().__init__(f"{place}: {message}")
        self.message = message
        self.path = path
        self.line = line


class StartFileError(RingbackError):
    """A start file cannot be read, or has what Twilio would refuse; one line for each mistake."""


class ListenError(RingbackError):
    """An address cannot be listened on."""


class CertificateError(RingbackError):
    """The certificate authority, or a file of trusted certificates, cannot be used."""


class CommandError(RingbackError):
    """The program behind `--` cannot be started."""
