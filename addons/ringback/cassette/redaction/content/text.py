"""Redact text of any kind: forms, JSON, multipart, URLs and plain text, within each other.

Text outside the replacements stays unchanged.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from ringback.cassette.redaction import json_text
from ringback.cassette.redaction.caller.authorization import CREDENTIALS, parse_match
from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.cassette.redaction.known.secret_spellings import MINIMUM_LENGTH
from ringback.cassette.redaction.named_values import replace_named_values
from ringback.cassette.redaction.placeholders import REDACTED, replace_sids
from ringback.cassette.redaction.secret_shapes import find_beginnings, replace_shapes
from ringback.cassette.redaction.sensitive_names import SensitiveNames
from ringback.cassette.redaction.value_placeholders import Placeholders
from ringback.http.forms import FORM_TYPE
from ringback.http.multipart import Part, find_all_parts
from ringback.sliced_search import SlicedPattern

# Levels of nesting (JSON in a form in a URL in JSON); deeper levels are searched as plain text.
_LAYERS = 8
# A form without the content type of a form.
_LIKE_A_FORM = re.compile(r"[\w.%+\[\]-]+=[^\s<>\"{}]*")
# User information before a host; without a scheme, only a user with a password.
_USERINFO = SlicedPattern(
    r"//(?:(?<=://)[^/?#\s\"<>]+|[^/?#\s\"<>:@]+:[^/?#\s\"<>]+)(?=@)"
    r"|%3[Aa]%2[Ff]%2[Ff](?:(?!%2[Ff]|%3[Ff]|%23|%26)[^/?#&\s\"<>])+(?=%40)"
    r"|:\\/\\/[^/?#\s\"<>\\]+(?=@)",
    start=r"//|%3[Aa]%2[Ff]%2[Ff]|:\\/\\/",
)
_BEFORE_USERINFO = {"/": len("//"), "%": len("%3A%2F%2F"), ":": len(r":\/\/")}
# Shorter than any known secret or SID, and without the punctuation that everything else has. Most
# keys and values of a document are so.
_HARMLESS = re.compile(rf"[\w.-]{{0,{MINIMUM_LENGTH - 1}}}")
_URL_FIELDS = SlicedPattern(r"([?#])([^\s\"'<>#?]+=[^\s\"'<>#]+)", start="[?#]")
_PARTS = re.compile(r"[\[\].]+")
# What a text without any secret of this run has in it where redaction changes anything.
_SUSPICIOUS = (
    r"[@%=+&\\{\[\r\n<\0]|--[A-Za-z]"
    # A colon, other than those of URLs and times.
    r"|:(?!//)(?:(?<!\d:)|(?!\d\d(?!\d)))"
    r"|AC|SK|ac[0-9a-f]{32}|sk[0-9a-f]{32}|[Bb][Aa][Ss][Ii][Cc]|[Bb][Ee][Aa][Rr][Ee][Rr]"
)
# Long texts are not searched at once.
_LONG = 1_000
_PLAIN = Placeholders()
_BYTE_ORDER_MARK = "\ufeff"
# UTF-16 or UTF-32 that was read as another encoding: zeros between the characters.
WIDE = r"(?:[ -~]\0{1,3}){8}"
_WIDE = re.compile(WIDE)
_LINES_OF_JSON = re.compile(r"\s*[\[{][^\n]*\n\s*[\[{]")


class TextScrubber:
    """Redacts text for one caller; `own` maps the caller's SIDs, in lower case, to placeholders.

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

    def redact(self, text: str, content_type: str, layers: int = _LAYERS) -> str:
        """Return a redacted text of any kind; one with the type of a form is always a form.

        A text with zeros between its characters loses them if there is anything to redact in it.
        """
        if "\0" in text and _WIDE.search(text):
            narrow = text.replace("\0", "")
            redacted = self.redact(narrow, content_type, layers)
            if redacted != narrow:
                return redacted
        if FORM_TYPE in content_type.lower() or _LIKE_A_FORM.fullmatch(text):
            return self.redact_form(text, layers - 1)
        mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
        text = text.removeprefix(mark)
        if json_text.is_document(text):
            return mark + self.redact_document(text, layers - 1)
        if _LINES_OF_JSON.match(text):
            return mark + "\n".join(self.redact(line, "", layers) for line in text.split("\n"))
        text = self.redact_plain(text, layers)
        if ":" in text:
            body = text.encode("utf-8", "surrogatepass")
            parts = find_all_parts(body, content_type)
            if parts:
                return mark + self._multipart(body, parts, layers - 1)
        return mark + self.redact_named(text)

    def _multipart(self, body: bytes, parts: tuple[Part, ...], layers: int) -> str:
        pieces: list[str] = []
        done = 0
        for part in parts:
            between = body[done : part.start].decode("utf-8", "surrogatepass")
            pieces += [self.redact_named(between), self._part(part, layers)]
            done = part.end
        return "".join(pieces) + self.redact_named(body[done:].decode("utf-8", "surrogatepass"))

    def _part(self, part: Part, layers: int) -> str:
        if part.content and any(map(self._is_named, part.possible_names)):
            return self._placeholder(part.content.decode("utf-8", "surrogatepass"))
        content_type = part.headers.get("content-type") or ""
        return self._nested(part.content.decode("utf-8", "surrogatepass"), content_type, layers)

    def _nested(self, text: str, content_type: str, layers: int) -> str:
        """Return a redacted text within another one, plain if nested too deeply."""
        if layers > 0:
            return self.redact(text, content_type, layers)
        return self.redact_named(self.redact_plain(text, 0))

    def redact_named(self, text: str) -> str:
        """Return a text, neither form nor JSON, without the values after sensitive names."""
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

    def has_nothing_to_redact(self, text: str) -> bool:
        """Return whether plain text stays as it is; no value in it gets a number."""
        plain = self.redact_plain(text)
        return plain == text == replace_named_values(text, self._is_named, lambda _: REDACTED)

    def redact_document(self, text: str, layers: int = _LAYERS) -> str:
        """Return a redacted JSON document, value by value."""
        redact = partial(self.redact_value, layers=layers)
        may_hold_secret = self._secrets.may_occur_plainly_in(text)
        may_change = None if may_hold_secret else _find_suspicion(text)
        return json_text.replace_scalars(text, self._names.includes, redact, may_change)

    def _text(self, text: str, layers: int) -> str:
        """Return a redacted text within another one, of any kind."""
        return text if self._is_harmless(text) else self._nested(text, "", layers)

    def _is_harmless(self, text: str) -> bool:
        """Return whether it is certain, after a quick look, that a text of any kind stays."""
        if _HARMLESS.fullmatch(text):
            return True
        if len(text) > _LONG or _find_suspicion(text)(text):
            return False
        return len(text) < MINIMUM_LENGTH or not self._secrets.may_occur_plainly_in(text)

    def redact_value(self, text: str, named: bool, layers: int = _LAYERS) -> str:
        """Return a redacted value of any kind; `named` is whether its name is sensitive."""
        return self._placeholder(text) if named and text else self._text(text, layers)

    def redact_plain(self, text: str, layers: int = _LAYERS) -> str:
        """Return a plain text without secrets, SIDs and user information, also in URLs."""
        text = self._secrets.redact(text)
        if "@" in text or "%40" in text:
            text = _USERINFO.sub(_without_userinfo, text)
        if layers and "=" in text:
            text = _URL_FIELDS.sub(lambda url: url[1] + self.redact_query(url[2], layers - 1), text)
        text = CREDENTIALS.sub(_without_credentials, text)
        text = replace_shapes(text, REDACTED)
        return replace_sids(text, self._own)

    def redact_path(self, path: str) -> str:
        """Return a redacted path of a URL, with the parameters of its segments (`;token=x`)."""
        path = _USERINFO.sub(_without_userinfo, path) if "@" in path else path  # of a URL within it
        return "/".join(";".join(map(self._path_part, one.split(";"))) for one in path.split("/"))

    def _path_part(self, part: str) -> str:
        name, equals, value = part.partition("=")
        if value and self._is_named(unquote(name)):
            return name + equals + self._placeholder(unquote(value, errors="surrogateescape"))
        return self.redact_encoded(part, unquote, quote)

    def redact_form(self, text: str, layers: int = _LAYERS) -> str:
        """Return a redacted form."""
        return self._fields(text, layers, self._is_named)

    def redact_query(self, text: str, layers: int = _LAYERS) -> str:
        """Return the redacted query of a URL."""
        return self._fields(text, layers, self._is_named_in_query)

    def _is_named_in_query(self, field: str) -> bool:
        return self._names.includes_in_query(field) or self._is_named(field)

    def _fields(self, text: str, layers: int, is_named: Callable[[str], bool]) -> str:
        if not text:
            return text
        fields = (self._field(field, layers, is_named) for field in text.split("&"))
        # Once more without decoding: an unescaped "+" of base64 would be read as a blank.
        return self._secrets.redact("&".join(fields))

    def _field(self, field: str, layers: int, is_named: Callable[[str], bool]) -> str:
        name, equals, value = field.partition("=")
        if value and is_named(unquote_plus(name)):
            value = self._placeholder(unquote_plus(value, errors="surrogateescape"))
        return (
            self.redact_encoded(name, unquote_plus, quote_plus, layers)
            + equals
            + self.redact_encoded(value, unquote_plus, quote_plus, layers)
        )

    def redact_encoded(
        self, raw: str, undo: Callable[..., str], encode: Callable[..., str], layers: int = _LAYERS
    ) -> str:
        """Return a redacted part of a URL or form, which stays encoded as it is if it can."""
        if _HARMLESS.fullmatch(raw):
            return raw
        text = undo(raw, errors="surrogateescape")
        redacted = self._text(text, layers)
        return raw if redacted == text else encode(redacted, errors="surrogateescape")


def _find_suspicion(document: str) -> Callable[[str], object]:
    """Return whether a part of a document may have to change; long parts are not searched here."""
    search = _compile_suspicious(find_beginnings(document)).search
    return lambda text: len(text) > _LONG or search(text)


@lru_cache(maxsize=256)
def _compile_suspicious(beginnings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join((_SUSPICIOUS, *beginnings)))


def _without_userinfo(match: re.Match[str]) -> str:
    return match[0][: _BEFORE_USERINFO[match[0][0]]] + REDACTED


def _without_credentials(match: re.Match[str]) -> str:
    return match[1] + match[2] + REDACTED if parse_match(match) is not None else match[0]
