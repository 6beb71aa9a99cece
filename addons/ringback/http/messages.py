"""HTTP requests and responses as plain values, used by every part of Ringback.

Header names and values are `str`; bytes that are not UTF-8 are surrogate escapes, so that no
information is lost. Bodies are `bytes`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from ringback.http.origin import DEFAULT_PORTS, Origin

# Of the Conversations API, with or without an edge and a region.
_USUAL_HOST = "conversations."


class Headers:
    """An immutable, ordered list of header pairs with case-insensitive look-up."""

    __slots__ = ("_first", "pairs")

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.pairs = tuple(pairs)
        # The first value of each header by its name in lower case, once one is looked up: each
        # request has several of its headers looked up.
        self._first: dict[str, str] | None = None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def get(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        if self._first is None:
            self._first = {key.lower(): value for key, value in reversed(self.pairs)}
        return self._first.get(name.lower())

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.pairs if key.lower() == wanted)

    def without(self, *names: str) -> "Headers":
        """Return these headers except the named ones."""
        dropped = {name.lower() for name in names}
        return Headers(pair for pair in self.pairs if pair[0].lower() not in dropped)

    def having(self, name: str, value: str) -> "Headers":
        """Return these headers with `name` set to one value, at its former place if it had one."""
        wanted = name.lower()
        pairs: list[tuple[str, str]] = []
        placed = False
        for key, old in self.pairs:
            if key.lower() != wanted:
                pairs.append((key, old))
            elif not placed:
                pairs.append((key, value))
                placed = True
        if not placed:
            pairs.append((name, value))
        return Headers(pairs)

    def __repr__(self) -> str:
        # Values may be credentials, and reprs end up in logs and tracebacks.
        return f"<Headers {', '.join(name for name, _ in self.pairs)}>"


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request.

    - `scheme`, `host`, `port`: the API's own, also for a request to the base URL. `host` is in
      lower case, without a trailing dot.
    - `target`: path and query as sent; begins with "/", or is "*".
    - `userinfo`: the credentials before the host of a URL from a file. They are neither compared
      nor sent.
    """

    method: str
    scheme: str
    host: str
    port: int
    target: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = field(default=b"", repr=False)
    userinfo: str = field(default="", repr=False, compare=False)

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The part of the target after the first "?", or ""."""
        return self.target.partition("?")[2]

    @property
    def origin(self) -> str:
        """Scheme, host and, unless it is the scheme's default, port: `https://host`."""
        return _format_origin(self.scheme, self.host, self.port)

    @property
    def label(self) -> str:
        """The method and the target, for a sentence; the host, too, unless it is the usual one."""
        host = "" if self.host.startswith(_USUAL_HOST) else self.host
        return f"{self.method} {host}{self.target}"

    @property
    def url(self) -> str:
        """The absolute URL; a "#" in the target does not begin a fragment, and is escaped."""
        target = self.target.replace("#", "%23")
        return self.origin + (target if target.startswith("/") else "/" + target)


@lru_cache(maxsize=64)  # few hosts, and every reply has several URLs
def _format_origin(scheme: str, host: str, port: int) -> str:
    return str(Origin(scheme, host, port))


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response; transfer and content encodings of the body are undone."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = field(default=b"", repr=False)
    reason: str = ""


def request_to(method: str, url: str, headers: Headers | None = None, body: bytes = b"") -> Request:
    """Return a request to an absolute URL.

    Raises ValueError if the URL has no host or an invalid port.
    """
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError(f"{url!r} is not an absolute URL")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Request(
        method=method,
        scheme=parts.scheme,
        host=parts.hostname.rstrip("."),
        port=parts.port if parts.port is not None else DEFAULT_PORTS.get(parts.scheme, 443),
        target=target,
        headers=headers if headers is not None else Headers(),
        body=body,
        userinfo=parts.netloc.rpartition("@")[0],
    )


def replace_surrogates(text: str) -> str:
    """Return a text with each surrogate escape (of bytes that are not UTF-8) as U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
