"""Replace personal values in requests and responses."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from ringback.cassette.redaction import json_text
from ringback.cassette.redaction.personal.fields import classify
from ringback.cassette.redaction.personal.json_values import replace_values
from ringback.cassette.redaction.personal.text import PersonalText
from ringback.cassette.redaction.personal.values import PersonalValues
from ringback.cassette.redaction.sensitive_names import COOKIE_HEADERS, CREDENTIAL_HEADERS
from ringback.http.forms import FORM_TYPE
from ringback.http.messages import Headers, Request, Response
from ringback.http.multipart import Part, find_all_parts
from ringback.http.wide_text import decode_wide

_SECRET_HEADERS = CREDENTIAL_HEADERS | COOKIE_HEADERS
_FIRST_ERROR = 400
_FORM = re.compile(r"[\w.%+\[\]-]+=[^\s<>\"{}]*")
_FILE_NAME = re.compile(r"(filename=\")([^\"]+)(?=\")", re.IGNORECASE)


def replace_in_request(request: Request, values: PersonalValues) -> Request:
    """Return a request with its personal values replaced."""
    texts = PersonalText(values)
    path, question_mark, query = request.target.partition("?")
    return replace(
        request,
        target=texts.replace_path(path) + question_mark + texts.replace_form(query),
        headers=_replace_in_headers(request.headers, texts),
        body=_replace_in_body(request.body, request.headers.get("content-type") or "", texts),
    )


def replace_in_response(response: Response, values: PersonalValues) -> Response:
    """Return a response with its personal values replaced.

    A message of an error may have any value of the request within a sentence.
    """
    texts = PersonalText(values)
    content_type = response.headers.get("content-type") or ""
    body = _replace_in_body(response.body, content_type, texts)
    if response.status >= _FIRST_ERROR:
        body = _replace_in_bytes(body, values, partial(_replace_in_error, values=values))
    return replace(response, headers=_replace_in_headers(response.headers, texts), body=body)


def _replace_in_headers(headers: Headers, texts: PersonalText) -> Headers:
    return Headers(
        (name, value if name.lower() in _SECRET_HEADERS else texts.replace_text(value))
        for name, value in headers
    )


def _replace_in_body(body: bytes, content_type: str, texts: PersonalText) -> bytes:
    if not body:
        return body
    parts = find_all_parts(body, content_type)
    if parts:
        return _replace_in_parts(body, parts, texts)
    replace_text = partial(_replace_in_text, content_type=content_type, texts=texts)
    if FORM_TYPE in content_type.lower():  # which may have bytes that are not UTF-8
        text = body.decode("utf-8", "surrogateescape")
        return replace_text(text).encode("utf-8", "surrogateescape")
    return _replace_in_bytes(body, texts.values, replace_text)


def _replace_in_bytes(
    body: bytes, values: PersonalValues, replace_text: Callable[[str], str]
) -> bytes:
    """Return a body replaced by its text, which may be in UTF-16; a file stays."""
    wide = decode_wide(body) if b"\0" in body else None
    if wide is not None and (wide.mark or json_text.is_document(wide.text)):
        replaced = replace_text(wide.text)
        if replaced == wide.text:
            return body
        return wide.encode(replaced) if values.encodes else replaced.encode()
    try:
        return replace_text(body.decode()).encode("utf-8", "surrogateescape")
    except UnicodeDecodeError:
        return body


def _replace_in_text(text: str, content_type: str, texts: PersonalText) -> str:
    if FORM_TYPE in content_type.lower() or _FORM.fullmatch(text):
        return texts.replace_form(text)
    return texts.replace_text(text)


def _replace_in_parts(body: bytes, parts: tuple[Part, ...], texts: PersonalText) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for part in parts:
        pieces += [
            _replace_file_names(body[done : part.start], texts),
            _replace_in_part(part, texts),
        ]
        done = part.end
    return b"".join((*pieces, body[done:]))


def _replace_file_names(head: bytes, texts: PersonalText) -> bytes:
    text = head.decode("utf-8", "surrogateescape")
    content = classify("filename")
    replaced = _FILE_NAME.sub(lambda match: match[1] + texts.replace_value(match[2], content), text)
    return replaced.encode("utf-8", "surrogateescape")


def _replace_in_part(part: Part, texts: PersonalText) -> bytes:
    contents = filter(None, map(classify, part.possible_names))
    replace_text = partial(texts.replace_value, content=next(contents, None))
    return _replace_in_bytes(part.content, texts.values, replace_text)


def _replace_in_error(text: str, values: PersonalValues) -> str:
    if not json_text.is_document(text):
        return values.replace_known(text)
    return replace_values(text, None, partial(_replace_in_sentence, values=values))


def _replace_in_sentence(text: str, _: object, values: PersonalValues) -> str:
    return values.replace_known(text) if " " in text else text
