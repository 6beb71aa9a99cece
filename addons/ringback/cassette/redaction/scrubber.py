"""Redact secrets and SIDs for one caller in URLs, headers, forms, JSON and plain text.

Bytes outside the replacements stay unchanged.
"""

import codecs
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from ringback.cassette.redaction import json_text
from ringback.cassette.redaction.authorization import CREDENTIALS, parse_match, parse_value
from ringback.cassette.redaction.known_secrets import MINIMUM_LENGTH, KnownSecrets
from ringback.cassette.redaction.named_values import replace_named_values
from ringback.cassette.redaction.placeholders import REDACTED, replace_sids
from ringback.cassette.redaction.secret_shapes import BEGINNINGS, replace_shapes
from ringback.cassette.redaction.sensitive_names import (
    COOKIE_HEADERS,
    CREDENTIAL_HEADERS,
    SensitiveNames,
)
from ringback.cassette.redaction.value_placeholders import Placeholders
from ringback.http.forms import FORM_TYPE
from ringback.http.messages import Headers
from ringback.http.multipart import Part, find_all_parts

# Levels of nesting (JSON in a form in a URL in JSON); deeper levels are searched as plain text.
_LAYERS = 8
# A form without the content type of a form.
_LIKE_A_FORM = re.compile(r"[\w.%+\[\]-]+=[^\s<>\"{}]*")
# User information before a host; without a scheme, only a user with a password.
_USERINFO = re.compile(
    r"(?<=//)(?:(?<=://)[^/?#\s\"<>]+|[^/?#\s\"<>:@]+:[^/?#\s\"<>]+)(?=@)"
    r"|(?<=%3A%2F%2F)(?:(?!%2F|%3F|%23|%26)[^/?#&\s\"<>])+(?=%40)"
    r"|(?<=:\\/\\/)[^/?#\s\"<>\\]+(?=@)",
    re.IGNORECASE,
)
# Shorter than any known secret or SID, and without the punctuation that everything else has. Most
# keys and values of a document are so.
_HARMLESS = re.compile(rf"[\w.-]{{0,{MINIMUM_LENGTH - 1}}}")
_URL_FIELDS = re.compile(r"([?#])([^\s\"'<>#?]+=[^\s\"'<>#]+)")
_PARTS = re.compile(r"[\[\].]+")
# What a text without any secret of this run has in it where redaction changes anything.
_SUSPICIOUS = re.compile(
    r"[@%=+&\\{\[\r\n<]|--[A-Za-z]"
    # A colon, other than those of URLs and times.
    r"|:(?!//)(?:(?<!\d:)|(?!\d\d(?!\d)))"
    r"|AC|SK|ac[0-9a-f]{32}|sk[0-9a-f]{32}|[Bb][Aa][Ss][Ii][Cc]|[Bb][Ee][Aa][Rr][Ee][Rr]|"
    + "|".join(BEGINNINGS)
).search
_PLAIN = Placeholders()
_BYTE_ORDER_MARK = "\ufeff"
# UTF-32's begins with UTF-16's.
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_LINES_OF_JSON = re.compile(r"\s*[\[{][^\n]*\n\s*[\[{]")
# A header whose value is JSON, credentials or escaped.
_ODD = re.compile(r"%|\+--|^\s*(?:[\[{]|(?:basic|bearer|digest)\b)", re.MULTILINE | re.IGNORECASE)
_SCHEMES = frozenset({"basic", "bearer", "digest", "negotiate"})
# Attributes of Set-Cookie, which are not secret.
_COOKIE_ATTRIBUTE = re.compile(
    r"(?:domain|max-age|path|samesite)=[^,]*|httponly|partitioned|secure"
    r"|expires=(?:[a-z]+, ?)?[\w :+-]*",
    re.IGNORECASE,
)
# Separates cookies in one header value; the comma in a date is not followed by "=".
_NEXT_COOKIE = re.compile(r",\s*(?=[^\s;,=]+=)")


class Scrubber:
    """Redacts for one caller; `own` maps the caller's SIDs, in lower case, to placeholders.

    `placeholders` are for the values of sensitive names.
    """

    def __init__(
        self,
        names: SensitiveNames,
        secrets: KnownSecrets,
        own: Mapping[str, str],
        placeholders: Placeholders = _PLAIN,
    ) -> None:
        self._names = names
        self._secrets = secrets
        self._own = own
        self._placeholders = placeholders

    def redact_target(self, target: str) -> str:
        """Redact a path and its query."""
        path, question_mark, query = target.partition("?")
        segments = (self._encoded(segment, unquote, quote, _LAYERS) for segment in path.split("/"))
        return self._secrets.redact("/".join(segments)) + question_mark + self._form(query, _LAYERS)

    def redact_headers(self, headers: Headers) -> Headers:
        """Redact the values of headers; the headers themselves stay."""
        secret = [self._names.includes_header(name) for name, _ in headers]
        pairs = list(zip(headers, secret, strict=True))
        ordinary = "\n".join(value for (_, value), is_secret in pairs if not is_secret)
        # A single search of all values, enough for nearly every request.
        quiet = not _ODD.search(ordinary) and self._is_quiet(ordinary)
        return Headers(
            (name, value if quiet and not is_secret else self._header(name, value))
            for (name, value), is_secret in pairs
        )

    def _is_quiet(self, text: str) -> bool:
        """Return whether a text has nothing to redact; no value in it gets a number."""
        plain = self._plain(text, _LAYERS)
        return plain == text == replace_named_values(text, self._is_named, lambda _: REDACTED)

    def redact_body(self, body: bytes, content_type: str) -> bytes:
        """Redact a body according to its content; a declared form is always a form."""
        if b"\0" in body and (wide := _decode_wide(body)):
            mark, text, encoding = wide
            redacted = self._body(text, content_type, _LAYERS)
            if redacted != text:
                body = mark + redacted.encode(encoding, "surrogatepass")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            # Not a text, but it may contain one.
            body = self._plain(body.decode("latin-1"), _LAYERS).encode("latin-1")
            text = self._plain(body.decode("utf-8", "surrogateescape"), _LAYERS)
        return self._body(text, content_type, _LAYERS).encode("utf-8", "surrogateescape")

    def _body(self, text: str, content_type: str, layers: int) -> str:
        if FORM_TYPE in content_type.lower() or _LIKE_A_FORM.fullmatch(text):
            return self._form(text, layers - 1)
        mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
        text = text.removeprefix(mark)
        if json_text.is_document(text):
            return mark + self._document(text, layers - 1)
        if _LINES_OF_JSON.match(text):
            return mark + "\n".join(self._body(line, "", layers) for line in text.split("\n"))
        text = self._plain(text, layers)
        if ":" in text:
            body = text.encode("utf-8", "surrogatepass")
            parts = find_all_parts(body, content_type)
            if parts:
                return mark + self._multipart(body, parts, layers - 1)
        return mark + self._named(text)

    def _multipart(self, body: bytes, parts: tuple[Part, ...], layers: int) -> str:
        pieces: list[str] = []
        done = 0
        for part in parts:
            between = body[done : part.start].decode("utf-8", "surrogatepass")
            pieces += [self._named(between), self._part(part, layers)]
            done = part.end
        return "".join(pieces) + self._named(body[done:].decode("utf-8", "surrogatepass"))

    def _part(self, part: Part, layers: int) -> str:
        if part.content and any(map(self._is_named, part.possible_names)):
            return self._placeholder(part.content.decode("utf-8", "surrogatepass"))
        content_type = part.headers.get("content-type") or ""
        return self._nested(part.content.decode("utf-8", "surrogatepass"), content_type, layers)

    def _nested(self, text: str, content_type: str, layers: int) -> str:
        """Redact a text within another one as a body, unless it is nested too deeply."""
        if layers > 0:
            return self._body(text, content_type, layers)
        return self._named(self._plain(text, 0))

    def _named(self, text: str) -> str:
        """Redact the values after sensitive names in a text that is neither a form nor JSON."""
        if not ("=" in text or ":" in text or "<" in text or "&lt;" in text or "--" in text):
            return text
        return replace_named_values(text, self._is_named, self._placeholder)

    def _placeholder(self, value: str) -> str:
        """Return the placeholder for a value; no number for credentials, which differ by caller."""
        return REDACTED if self._secrets.occur_in(value) else self._placeholders.replace(value)

    def _is_named(self, field: str) -> bool:
        """Return whether a form field's name is sensitive, or a part of it, as in `a[Token]`."""
        return field in self._names or any(
            part in self._names for part in _PARTS.split(field) if part
        )

    def redact_text(self, text: str) -> str:
        """Redact a line for people; JSON is redacted value by value.

        What follows a sensitive name stays: such lines name fields.
        """
        if json_text.is_document(text):
            return self._document(text, _LAYERS)
        return self._plain(text, _LAYERS)

    def redact_value(self, text: str, is_named: bool) -> str:
        """Redact a value, which may be a text of any kind."""
        return self._value(text, is_named, _LAYERS)

    def would_redact(self, text: str) -> bool:
        """Return whether a text, treated as plain text, has anything to redact."""
        return self._plain(text, _LAYERS) != text

    def _document(self, text: str, layers: int) -> str:
        redact = partial(self._value, layers=layers)
        may_hold_secret = self._secrets.may_occur_plainly_in(text)
        may_change = None if may_hold_secret else _SUSPICIOUS
        return json_text.replace_scalars(text, self._names.includes, redact, may_change)

    def _text(self, text: str, layers: int) -> str:
        """Redact a text within another one, of whatever kind it is."""
        return text if _HARMLESS.fullmatch(text) else self._nested(text, "", layers)

    def _value(self, text: str, named: bool, layers: int) -> str:
        return self._placeholder(text) if named and text else self._text(text, layers)

    def _plain(self, text: str, layers: int) -> str:
        text = self._secrets.redact(text)
        if "@" in text or "%40" in text:
            text = _USERINFO.sub(REDACTED, text)
        if layers and "=" in text:
            text = _URL_FIELDS.sub(lambda url: url[1] + self._form(url[2], layers - 1), text)
        text = CREDENTIALS.sub(_without_credentials, text)
        text = replace_shapes(text, REDACTED)
        return replace_sids(text, self._own)

    def _form(self, text: str, layers: int) -> str:
        if not text:
            return text
        fields = (self._field(field, layers) for field in text.split("&"))
        # Once more without decoding: an unescaped "+" of base64 would be read as a blank.
        return self._secrets.redact("&".join(fields))

    def _field(self, field: str, layers: int) -> str:
        name, equals, value = field.partition("=")
        if value and self._is_named(unquote_plus(name)):
            value = self._placeholder(unquote_plus(value, errors="surrogateescape"))
        return (
            self._encoded(name, unquote_plus, quote_plus, layers)
            + equals
            + self._encoded(value, unquote_plus, quote_plus, layers)
        )

    def _encoded(
        self, raw: str, undo: Callable[..., str], encode: Callable[..., str], layers: int
    ) -> str:
        if len(raw) < MINIMUM_LENGTH and not _SUSPICIOUS(raw):
            return raw
        text = undo(raw, errors="surrogateescape")
        redacted = self._text(text, layers)
        return raw if redacted == text else encode(redacted, errors="surrogateescape")

    def _header(self, name: str, value: str) -> str:
        if name.lower() in CREDENTIAL_HEADERS:
            scheme = value.partition(" ")[0]
            return f"{scheme} {REDACTED}" if scheme.lower() in _SCHEMES else REDACTED
        if name.lower() in COOKIE_HEADERS:
            return _set_cookies(value) if name.lower().startswith("set-") else _cookies(value)
        if parse_value(value) is not None:
            return re.split(r"[\s:=]", value.strip(), maxsplit=1)[0] + f" {REDACTED}"
        if name in self._names and not self._names.is_extra(name):
            return REDACTED  # credentials, too
        return self._named(self._value(value, name in self._names, _LAYERS))


def _decode_wide(body: bytes) -> tuple[bytes, str, str] | None:
    """Return the byte order mark, the text and the encoding of a body in UTF-16 or UTF-32."""
    marked = (one for one in _BYTE_ORDER_MARKS.items() if body.startswith(one[0]))
    mark, encoding = next(marked, (b"", json.detect_encoding(body)))
    try:
        text = body[len(mark) :].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return None
    return (mark, text, encoding) if encoding != "utf-8" and "\0" not in text else None


def _without_credentials(match: re.Match[str]) -> str:
    return match[1] + match[2] + REDACTED if parse_match(match) is not None else match[0]


def _cookies(value: str) -> str:
    return "; ".join(_cookie(part.strip()) for part in value.split(";"))


def _set_cookies(value: str) -> str:
    """Redact the values of cookies; names and attributes stay, so that replay still sets them."""
    return ", ".join(map(_set_cookie, _NEXT_COOKIE.split(value)))


def _set_cookie(value: str) -> str:
    cookie, *attributes = (part.strip() for part in value.split(";"))
    kept = (one if _COOKIE_ATTRIBUTE.fullmatch(one) else _cookie(one) for one in attributes)
    return "; ".join((_cookie(cookie), *kept))


def _cookie(part: str) -> str:
    name, equals, value = part.partition("=")
    return f"{name}={REDACTED}" if equals and value else REDACTED
