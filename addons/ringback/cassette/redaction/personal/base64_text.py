"""Decode texts in base64, and encode others in the same variant."""

from base64 import b64decode, b64encode

_STANDARD = str.maketrans("-_", "+/")
_URL_SAFE = str.maketrans("+/", "-_")
_BREAKS = dict.fromkeys(map(ord, "\r\n\t"))


def decode_base64(run: str) -> str | None:
    """Return the text that is encoded in a run; None if it is binary, or no base64."""
    bare = run.rstrip("=").translate(_STANDARD)
    try:
        plain = b64decode(bare + "=" * (-len(bare) % 4)).decode()
    except ValueError:
        return None
    return plain if plain.translate(_BREAKS).isprintable() else None


def break_lines_like(run: str, like: str) -> str:
    """Return base64 in lines as another one has them."""
    lines = like.splitlines(keepends=True)
    first = lines[0].rstrip("\r\n")
    end = lines[0][len(first) :]
    if not end:
        return run
    starts = range(0, len(run), max(1, len(first)))
    last = end if lines[-1].endswith("\n") else ""
    return end.join(run[at : at + len(first)] for at in starts) + last


def encode_base64_like(text: str, like: str) -> str:
    """Return a text in base64 with the alphabet and the padding that another one has."""
    encoded = b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")
    if "-" in like or "_" in like:
        encoded = encoded.translate(_URL_SAFE)
    is_padded = like.endswith("=") or len(like) % 4 == 0
    return encoded if is_padded else encoded.rstrip("=")
