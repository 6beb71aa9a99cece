"""Recognize recordings of other programs, and what can be done with them."""

import re
import shlex
from pathlib import Path

from ringback.cassette.model import make_record_command

_CASSETTE = re.compile(rb'^interactions:|^\s*\{?\s*"interactions"', re.MULTILINE)
_HAR = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{')
# An archive of Polly's has its name before the entries.
_POLLY = re.compile(rb'"_recordingName"|"name"\s*:\s*"Polly\.JS"')
# A dump of mitmproxy's is a netstring for each flow, with the version of the format in it.
_FLOWS = re.compile(rb"\d{2,10}:.{0,20000}?7:version;", re.DOTALL)
_RUBY = re.compile(rb'^http_interactions:|^\s*\{\s*"http_interactions"', re.MULTILINE)
_NOCK = re.compile(rb'\A\s*\[\s*\{\s*"scope"|^\s*nock\(|require\(["\']nock["\']\)', re.MULTILINE)

_SEARCHED = 65_536  # bytes at the beginning of a file

_NAMES = {
    "ruby": "a cassette of Ruby's VCR or of betamax; record another one with `{record}`",
    "polly": "a recording of Polly.JS; record another one with `{record}`",
    "nock": "a recording of nock; record another one with `{record}`",
    "har": "an HTTP archive (HAR); make a cassette of it with `{command}`",
    "mitmproxy": "flows of mitmproxy; make a cassette of them with `{command}`",
    "cassette": "a cassette already; nothing has to be imported",
}


def explain_foreign(data: bytes, path: Path, expected: str = "cassette") -> str:
    """Return of which program a recording is, and what to type.

    `expected` is the format that it is read as: `cassette`, `har` or `mitmproxy`. Returns "" for
    that, and for what is not known.
    """
    kind = _recognize(data[:_SEARCHED])
    if kind in ("", expected):
        return ""
    record = make_record_command(path, is_other=True)
    return _NAMES[kind].format(record=record, command=_make_import_command(path, kind))


def is_cassette(data: bytes) -> bool:
    """Return whether a file has a list of interactions, as a cassette does."""
    return _CASSETTE.search(data) is not None


def _recognize(beginning: bytes) -> str:
    """Return the kind of a recording by how it begins; what its bodies hold does not count."""
    if _HAR.match(beginning):
        return "polly" if _POLLY.search(beginning.partition(b'"entries"')[0]) else "har"
    if _FLOWS.match(beginning):
        return "mitmproxy"
    if is_cassette(beginning):
        return "cassette"
    if _RUBY.search(beginning):
        return "ruby"
    return "nock" if _NOCK.search(beginning) else ""


def _make_import_command(path: Path, kind: str) -> str:
    cassette = shlex.quote(str(path.with_suffix(".yaml")))
    return f"ringback cassette import --format {kind} -o {cassette} {shlex.quote(str(path))}"
