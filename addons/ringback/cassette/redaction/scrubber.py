"""Redact the parts of requests and responses for one caller: target, headers, body and texts.

Bytes outside the replacements stay unchanged.
"""

import re
from collections.abc import Mapping

from ringback.cassette.redaction import json_text
from ringback.cassette.redaction.content.headers import redact_headers
from ringback.cassette.redaction.content.text import WIDE, TextScrubber
from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.cassette.redaction.sensitive_names import SensitiveNames
from ringback.cassette.redaction.value_placeholders import Placeholders
from ringback.http.messages import Headers
from ringback.http.wide_text import decode_wide

_PLAIN = Placeholders()
_WIDE = re.compile(WIDE.encode())


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
        self._texts = TextScrubber(names, secrets, own, placeholders)

    def redact_target(self, target: str) -> str:
        """Return a redacted path and its query."""
        texts = self._texts
        path, question_mark, query = target.partition("?")
        redacted = self._secrets.redact(texts.redact_path(path))
        return redacted + question_mark + texts.redact_query(query)

    def redact_headers(self, headers: Headers) -> Headers:
        """Return headers with redacted values; the headers themselves stay."""
        return redact_headers(headers, self._names, self._texts)

    def redact_body(self, body: bytes, content_type: str) -> bytes:
        """Return a body redacted according to its content; a declared form is always a form."""
        texts = self._texts
        if b"\0" in body and _WIDE.search(body) and (wide := decode_wide(body)):
            redacted = texts.redact(wide.text, content_type)
            if redacted != wide.text:
                body = wide.encode(redacted)
            return texts.redact_plain(body.decode("latin-1")).encode("latin-1")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            # Not a text, but it may contain one.
            body = texts.redact_plain(body.decode("latin-1")).encode("latin-1")
            text = texts.redact_plain(body.decode("utf-8", "surrogateescape"))
        return texts.redact(text, content_type).encode("utf-8", "surrogateescape")

    def redact_text(self, text: str) -> str:
        """Return a redacted line for people; JSON is redacted value by value.

        What follows a sensitive name stays: such lines name fields.
        """
        if json_text.is_document(text):
            return self._texts.redact_document(text)
        return self._texts.redact_plain(text)

    def redact_value(self, text: str, is_named: bool) -> str:
        """Return a redacted value, which may be a text of any kind."""
        return self._texts.redact_value(text, is_named)

    def would_redact(self, text: str) -> bool:
        """Return whether a text, treated as plain text, has anything to redact."""
        return self._texts.redact_plain(text) != text
