"""Read a start file, and try it: whatever is wrong with it is said before the proxy serves."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ringback.errors import StartFileError
from ringback.state_files.inline_document import InlineDocument
from ringback.state_files.yaml_nodes import UnreadableError, parse_yaml
from ringback.twilio.accounts import Accounts
from ringback.twilio.state_document.load import load
from ringback.twilio.state_document.nodes import Node, Problem
from ringback.twilio.state_document.parse import parse_document
from ringback.twilio.state_document.records import StateDocument
from ringback.twilio.values.hosts import API_HOST
from ringback.twilio.values.sid_sources import RandomSids

LARGEST = 64 * 1024 * 1024  # bytes
MOST_PROBLEMS = 20

# An account for a document that names none.
_ANY_ACCOUNT = "AC" + "0" * 32


def read_start_file(path: Path, account_sid: str | None, *, adopts_services: bool) -> StateDocument:
    """Return the document in a file; raises StartFileError.

    `account_sid` is the only account whose requests are accepted, if there is one. With
    `adopts_services` services and roles exist that nothing creates, but that are named.
    """

    def describe(problem: Problem) -> str:
        return f"{path}:{problem.line}: {problem.message}"

    document = _check(_parse(path), describe, adopts_services)
    _check_account(str(path), document, account_sid)
    return document


def read_inline_document(
    given: Mapping[str, Any], account_sid: str | None, *, adopts_services: bool
) -> StateDocument:
    """Return the document that a setting has itself; raises StartFileError.

    Arguments are those of `read_start_file`.
    """
    inline = InlineDocument(given)
    document = _check(inline.root, inline.describe, adopts_services)
    _check_account("start_with", document, account_sid)
    return document


def _check(root: Node, describe: Callable[[Problem], str], adopts_services: bool) -> StateDocument:
    document, problems = parse_document(root)
    if not problems:
        problems = _try(document, adopts_services)
    if problems:
        raise StartFileError(_describe(problems, describe))
    return document


def _parse(path: Path) -> Node:
    text = _read(path)
    if not text.strip():
        advice = "an empty state is `conversations: []`"
        raise StartFileError(f"{path}: it is empty; {advice}")
    try:
        return parse_yaml(text)
    except UnreadableError as error:
        raise StartFileError(f"{path}:{error.line}: {error.message}") from None


def _read(path: Path) -> str:
    try:
        size = path.stat().st_size
        if path.is_file() and size <= LARGEST:
            return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise StartFileError(f"{path}:{line}: it is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        reason = error.strerror or str(error)
        advice = "name a start file, or leave --start-with out"
        raise StartFileError(f"{path}: it cannot be read ({reason}); {advice}") from None
    if not path.is_file():
        raise StartFileError(f"{path}: it is no file; name a YAML file, such as start.yaml")
    limit = f"{LARGEST} are accepted; leave out contents of files"
    raise StartFileError(f"{path}: it has {size} bytes, and {limit}")


def _try(document: StateDocument, adopts_services: bool) -> list[Problem]:
    """Return what Twilio would refuse of a document, tried on accounts that are thrown away."""
    problems: list[Problem] = []
    for account in document.accounts:
        accounts = Accounts(RandomSids(), adopts_services=adopts_services)
        sid = next(iter(StateDocument((account,)).account_sids), _ANY_ACCOUNT)
        now = datetime.now(UTC)
        store = accounts.open(sid, now)
        problems += load(account, accounts.make_context(store, now, f"https://{API_HOST}"))
    return problems


def _describe(problems: list[Problem], describe: Callable[[Problem], str]) -> str:
    """Return the problems in the order of their lines, one a line; of very many the first."""
    ordered = sorted(problems, key=lambda problem: problem.line)
    lines = [describe(problem) for problem in ordered[:MOST_PROBLEMS]]
    left = len(ordered) - MOST_PROBLEMS
    return "\n".join([*lines, *([f"and {left} more mistakes"] if left > 0 else [])])


def _check_account(shown: str, document: StateDocument, account_sid: str | None) -> None:
    """Raise StartFileError if the only account that is accepted is not in the document."""
    named = document.account_sids
    if account_sid is not None and named and account_sid not in named:
        raise StartFileError(
            f"{shown}: it has the account {named[0]}, and --account-sid is {account_sid}; "
            "leave account_sid out of the file, or give both the same",
        )
