"""Looks for secrets in what was written, in every spelling that something might have given them."""

import base64
import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

import yaml

# Base64 is wrapped at any place.
_FOLDS = re.compile(rb"\s+")


def leaks(secrets: Mapping[str, str], places: Mapping[str, bytes]) -> list[str]:
    """Tell which secret stands where, and how it is spelt; nothing when all is well."""
    return [
        f"{name} as {spelling} in {place}"
        for place, content in places.items()
        for name, secret in secrets.items()
        for spelling in found_spellings(secret, content)
    ]


def found_spellings(secret: str, content: bytes) -> list[str]:
    """Name the spellings of a secret that occur in a content."""
    read = content + b"\n" + "\n".join(_scalars(content)).encode("utf-8", "surrogateescape")
    unfolded = _FOLDS.sub(b"", read)
    return [
        name
        for name, spelt in spellings(secret)
        if spelt in read or _FOLDS.sub(b"", spelt) in unfolded
    ]


def _scalars(content: bytes) -> Iterator[str]:
    """Read a YAML file's texts, with YAML's own escapes undone, as far as it is YAML."""
    with contextlib.suppress(yaml.YAMLError, UnicodeDecodeError):
        for event in yaml.parse(content, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent):
                yield event.value


def spellings(secret: str) -> Iterator[tuple[str, bytes]]:
    """Return every spelling of a secret, with its name; a spelling may come twice."""
    for name, spelt in _escaped(secret):
        yield name, spelt
        for offset, core in enumerate(_base64_cores(spelt)):
            yield f"base64 of {name}, offset {offset}", core
            yield f"base64url of {name}, offset {offset}", core.translate(_URL_SAFE)


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _escaped(secret: str) -> Iterator[tuple[str, bytes]]:
    percent = quote(secret, safe="")
    texts = {
        "plain": secret,
        "percent": percent,
        "percent in lower case": re.sub("%..", lambda code: code[0].lower(), percent),
        "form": quote_plus(secret),
        "JSON": json.dumps(secret)[1:-1],
        "JSON in JSON": json.dumps(json.dumps(secret))[3:-3],
        "JSON with escaped slashes": json.dumps(secret)[1:-1].replace("/", "\\/"),
        "JSON in UTF-8": json.dumps(secret, ensure_ascii=False)[1:-1],
    }
    for name, text in texts.items():
        yield name, text.encode()
    # requests sends credentials that are not ASCII in Latin-1.
    yield "Latin-1", secret.encode("latin-1")


def _base64_cores(data: bytes) -> Iterator[bytes]:
    """Return what base64 makes of the data whatever stands before and behind it, three ways."""
    for offset in range(3):
        padded = bytes(offset) + data
        whole = padded[: len(padded) // 3 * 3]
        # The first characters carry bits of what stands before.
        yield base64.b64encode(whole)[(offset * 8 + 5) // 6 :]


def files_under(*folders: Path) -> dict[str, bytes]:
    """Read every file below some folders, by path; the paths themselves are content too."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {str(path): str(path).encode() + b"\n" + path.read_bytes() for path in files}
