"""Finds secrets in output and files, in every encoding that they may have there."""

import base64
import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

import yaml

# Base64 may be wrapped anywhere.
_FOLDS = re.compile(rb"\s+")


def find_leaks(secrets: Mapping[str, str], places: Mapping[str, bytes]) -> list[str]:
    """Return a line for each secret, encoding and place where it was found."""
    return [
        f"{name} as {spelling} in {place}"
        for place, content in places.items()
        for name, secret in secrets.items()
        for spelling in find_spellings(secret, content)
    ]


def find_spellings(secret: str, content: bytes) -> list[str]:
    """Return the names of the encodings of a secret that occur in a content."""
    read = content + b"\n" + "\n".join(_scalars(content)).encode("utf-8", "surrogateescape")
    unfolded = _FOLDS.sub(b"", read)
    return [
        name
        for name, spelt in list_spellings(secret)
        if spelt in read or _FOLDS.sub(b"", spelt) in unfolded
    ]


def _scalars(content: bytes) -> Iterator[str]:
    """Yield the scalars of a YAML file, unescaped, as far as it can be parsed."""
    with contextlib.suppress(yaml.YAMLError, UnicodeDecodeError):
        for event in yaml.parse(content, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent):
                yield event.value


def list_spellings(secret: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every encoding of a secret; some may be equal."""
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
    """Yield the base64 text of data that does not depend on what surrounds it, by offset."""
    for offset in range(3):
        padded = bytes(offset) + data
        whole = padded[: len(padded) // 3 * 3]
        # The first characters depend on the bytes before.
        yield base64.b64encode(whole)[(offset * 8 + 5) // 6 :]


def read_files(*folders: Path) -> dict[str, bytes]:
    """Return the content of every file below the folders, with its path, by path."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {str(path): str(path).encode() + b"\n" + path.read_bytes() for path in files}
