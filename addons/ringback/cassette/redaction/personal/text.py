"""Replace personal values in texts: whole values, forms, JSON, URLs, and each encoded in another.

A phone number or e-mail address is replaced wherever it is, everything else by the field that it is
the value of.
"""

import re
from functools import partial
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from ringback.cassette.redaction import json_text
from ringback.cassette.redaction.personal.base64_text import (
    break_lines_like,
    decode_base64,
    encode_base64_like,
)
from ringback.cassette.redaction.personal.fields import TWILIOS_OWN, Content, classify
from ringback.cassette.redaction.personal.json_values import replace_values
from ringback.cassette.redaction.personal.stand_ins import Format
from ringback.cassette.redaction.personal.values import PersonalValues
from ringback.cassette.redaction.value_placeholders import is_value_placeholder
from ringback.sids import sid_pattern

# Levels of nesting (JSON in a form in a URL in JSON); what is nested more deeply stays.
_LAYERS = 8
_SID = re.compile(sid_pattern("[A-Z][A-Z]"))
_CHANNELLED = re.compile(
    r"((?:whatsapp|messenger|sms|mms|rcs|tel|mailto|viber|line|apn|fcm|gcm):)(.+)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = r"[1-9](?:[ ().-]{0,2}[0-9]){6,14}"
_PHONE = re.compile(rf"\+{_NUMBER}")
_DIGITS = re.compile(r"[0-9]+")
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# Each place is replaced once: what replaces a value is not looked at again.
_PLACE = re.compile(
    # The end of base64 is no value.
    r"(?P<before>(?:^|[?&#])(?P<name>[^=&?#\s\"'<>/]+)=)"
    r"(?P<value>(?!=[\s\"'<>&#]|=$)[^&#\s\"'<>]+)"
    r"|(?P<collection>/(?:Conversations|Users|Participants|Addresses)/)(?P<segment>[^/?#&\s\"'<>]+)"
    r"|(?P<credentials>//[^\s/@\"'<>]*@)"
    # From the beginning of a word on: a long one would be tried again from each of its characters.
    r"|(?P<email>(?<!\w)\w[\w.!#$&'*+^`|~-]{0,63}@[\w-]+(?:\.[\w-]+)+)"
    rf"|(?<![\w+])(?P<phone>\+{_NUMBER})(?![0-9])"
)
# The collections whose members are found by a name that a person chose.
_COLLECTIONS = {
    "Addresses": Content.PERSON,
    "Conversations": Content.NAME,
    "Participants": Content.PERSON,
    "Users": Content.PERSON,
}
# What separates parts of URLs and words, which are encoded each on its own.
_SEPARATORS = re.compile(r"([\s\"'<>&=?#/:,;]+)")
_LINES_OF_JSON = re.compile(r"\s*[\[{][^\n]*\n\s*[\[{]")
_SHORTEST_BASE64 = 12
_BASE64 = re.compile(rf"[A-Za-z0-9+/_-]{{{_SHORTEST_BASE64},}}={{0,2}}")
_SUSPICIOUS = re.compile(r"[@+%=]|/(?:Conversations|Users|Participants|Addresses)/|^\s*[{\[]")
_FORMATS = {
    Content.PERSON: Format.PERSON,
    Content.NAME: Format.NAME,
    Content.TEXT: Format.TEXT,
    Content.VALUE: Format.VALUE,
    Content.ATTRIBUTES: Format.VALUE,
    Content.BINDING: Format.PERSON,
}


class PersonalText:
    """Replaces the personal values of texts by `values`."""

    def __init__(self, values: PersonalValues) -> None:
        self.values = values

    def replace_value(self, text: str, content: Content | None, layers: int = _LAYERS) -> str:
        """Return the value of a field replaced, by what it is."""
        if content is None or content is Content.MEMBER:
            return self.replace_text(text, layers)
        if not text or text in TWILIOS_OWN or is_value_placeholder(text):
            return text
        if content in (Content.ATTRIBUTES, Content.BINDING) and json_text.is_document(text):
            return self.replace_document(text, content, layers)
        return self._replace_whole(text, _FORMATS[content])

    def replace_field(self, name: str, text: str) -> str:
        """Return the value of a field replaced, by its name."""
        return self.replace_value(text, classify(name))

    def _replace_whole(self, text: str, format_: Format) -> str:
        channel = _CHANNELLED.fullmatch(text)
        if channel is not None:
            return channel[1] + self._replace_whole(channel[2], format_)
        if _PHONE.fullmatch(text):
            return self.values.replace(text, Format.PHONE)
        if _DIGITS.fullmatch(text):
            return self.values.replace_digits(text)
        if _EMAIL.fullmatch(text):
            return self.values.replace(text, Format.EMAIL)
        return self.values.replace(text, format_)

    def replace_document(
        self, text: str, content: Content | None = None, layers: int = _LAYERS
    ) -> str:
        """Return a JSON document with its values replaced."""
        return replace_values(text, content, partial(self.replace_value, layers=layers - 1))

    def replace_text(self, text: str, layers: int = _LAYERS) -> str:
        """Return a text of any kind with what is personal in it replaced."""
        if layers <= 0:
            return text
        if not _SUSPICIOUS.search(text):
            return self._replace_base64(text, layers)
        if json_text.is_document(text):
            return self.replace_document(text, None, layers)
        if _LINES_OF_JSON.match(text):
            return "\n".join(self.replace_text(line, layers - 1) for line in text.split("\n"))
        pieces: list[str] = []
        done = 0
        for match in _PLACE.finditer(text):
            between = self._replace_between(text[done : match.start()], layers)
            pieces += [between, self._replace_place(match, layers)]
            done = match.end()
        return "".join(pieces) + self._replace_between(text[done:], layers)

    def _replace_place(self, match: re.Match[str], layers: int) -> str:
        if match["name"]:
            content = classify(unquote_plus(match["name"]))
            return match["before"] + self._replace_encoded(match["value"], content, layers)
        if match["collection"]:
            content = _COLLECTIONS[match["collection"].strip("/")]
            return match["collection"] + self._replace_segment(match["segment"], content)
        if match["email"]:
            return self.values.replace(match["email"], Format.EMAIL)
        if match["phone"]:
            return self.values.replace(match["phone"], Format.PHONE)
        return match[0]

    def replace_form(self, text: str, layers: int = _LAYERS) -> str:
        """Return a form, or the query of a URL, with its values replaced."""
        return "&".join(self._replace_field(field, layers) for field in text.split("&"))

    def replace_path(self, path: str) -> str:
        """Return the path of a URL with names and what else is personal in it replaced."""
        segments = path.split("/")
        return "/".join(
            self._replace_segment(segment, _COLLECTIONS.get(before))
            for before, segment in zip(["", *segments], segments, strict=False)
        )

    def _replace_field(self, field: str, layers: int) -> str:
        name, equals, value = field.partition("=")
        return name + equals + self._replace_encoded(value, classify(unquote_plus(name)), layers)

    def _replace_encoded(self, raw: str, content: Content | None, layers: int) -> str:
        if _PHONE.fullmatch(raw):  # as a client sends it that forgets to encode the "+"
            return self.values.replace(raw, Format.PHONE)
        text = unquote_plus(raw, errors="surrogateescape")
        replaced = self.replace_value(text, content, layers - 1)
        if replaced == text:
            return raw
        encode = quote_plus if "+" in raw else partial(quote, safe="")
        return encode(replaced, errors="surrogateescape")

    def _replace_segment(self, raw: str, content: Content | None) -> str:
        text = unquote(raw, errors="surrogateescape")
        named = content is not None and text.strip() and not _SID.fullmatch(text)
        replaced = self.replace_value(text, content if named else None)
        return raw if replaced == text else quote(replaced, safe="", errors="surrogateescape")

    def _replace_between(self, text: str, layers: int) -> str:
        """Return a text without any place to replace, with what is encoded in it replaced."""
        replaced = self._reencode(text, layers)
        return self._replace_base64(text, layers) if replaced == text else replaced

    def _reencode(self, text: str, layers: int) -> str:
        """Return a text with what is personal in its percent-encoded parts replaced."""
        if "%" not in text:
            return text
        return "".join(self._replace_part(part, layers) for part in _SEPARATORS.split(text))

    def _replace_part(self, part: str, layers: int) -> str:
        text = unquote(part, errors="surrogateescape") if "%" in part else part
        if text == part:
            return part
        replaced = self.replace_text(text, layers - 1)
        return part if replaced == text else quote(replaced, "", errors="surrogateescape")

    def _replace_base64(self, text: str, layers: int) -> str:
        """Return a text with what is personal in its base64 replaced; that may be all of it."""
        if len(text) < _SHORTEST_BASE64:
            return text
        joined = "".join(text.split()) if "\n" in text else text
        if _BASE64.fullmatch(joined):
            replaced = self._replace_run(joined, layers)
            if replaced == joined:
                return text
            return break_lines_like(replaced, text) if self.values.encodes else replaced
        return _BASE64.sub(lambda match: self._replace_run(match[0], layers), text)

    def _replace_run(self, run: str, layers: int) -> str:
        """Return base64 of a text with that replaced; other runs are looked at piece by piece."""
        plain = decode_base64(run)
        if plain is None:
            pieces = run.split("/")
            if len(pieces) == 1:
                return run
            return "/".join(
                self._replace_run(piece, layers) if len(piece) >= _SHORTEST_BASE64 else piece
                for piece in pieces
            )
        replaced = self.replace_text(plain, layers - 1)
        if replaced == plain:
            return run
        return encode_base64_like(replaced, run) if self.values.encodes else replaced
