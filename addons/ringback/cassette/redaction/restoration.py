"""Restore in recorded responses what redaction replaced: the caller's SIDs, and sent values."""

from collections.abc import Callable
from dataclasses import replace

from ringback.cassette.redaction import json_text
from ringback.cassette.redaction.caller.authorization import Caller
from ringback.cassette.redaction.caller.key_accounts import find_reply_account
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT, OWN_KEY
from ringback.cassette.redaction.sensitive_names import SensitiveNames
from ringback.cassette.redaction.value_placeholders import is_value_placeholder, restore_in_text
from ringback.http.messages import Headers, Response


def restore_sids(response: Response, caller: Caller, recorded: Caller) -> Response:
    """Return a recorded response with the caller's own SIDs.

    They replace the placeholders and, in a cassette without redaction, the SIDs of the
    `recorded` caller.
    """
    changes = _list_changes(response, caller, recorded)
    headers = (
        (name, _replace_in_text(value, changes) if "AC" in value or "SK" in value else value)
        for name, value in response.headers
    )
    return replace(response, headers=Headers(headers), body=_replace_all(response.body, changes))


def restore_sids_of_body(response: Response, caller: Caller, recorded: Caller) -> Response:
    """Return the same, with headers as recorded: in a fraction of the time."""
    body = _replace_all(response.body, _list_changes(response, caller, recorded))
    return Response(response.status, response.headers, body, response.reason)


def _list_changes(
    response: Response, caller: Caller, recorded: Caller
) -> list[tuple[bytes, bytes]]:
    account = recorded.account_sid or find_reply_account(response) or OWN_ACCOUNT
    return [
        (old.encode(), new.encode())
        for olds, new in (
            ({OWN_ACCOUNT, account}, caller.account_sid),
            ({OWN_KEY, recorded.key_sid or OWN_KEY}, caller.key_sid),
        )
        for old in olds
        if new is not None
    ]


def restore_values(
    response: Response, names: SensitiveNames, find_value: Callable[[str], str | None]
) -> Response:
    """Return a recorded JSON response with the values that its placeholders stand for.

    - `names`: those whose values are restored, also in a text such as `password: x`, and in the
      parameters of URLs.
    - `find_value` returns the value that a placeholder stands for, or None.
    """
    try:
        text = response.body.decode()
    except UnicodeDecodeError:
        return response
    if not json_text.is_document(text):
        return response

    def find(placeholder: str) -> str:
        return find_value(placeholder) or placeholder

    def restore(value: str, named: bool) -> str:
        if named and is_value_placeholder(value):
            return find(value)
        return restore_in_text(value, names.includes, find)

    text = json_text.replace_scalars(text, names.includes, restore)
    return replace(response, body=text.encode("utf-8", "surrogateescape"))


def _replace_in_text(value: str, changes: list[tuple[bytes, bytes]]) -> str:
    return _replace_all(value.encode("utf-8", "surrogateescape"), changes).decode(
        "utf-8", "surrogateescape"
    )


def _replace_all(data: bytes, changes: list[tuple[bytes, bytes]]) -> bytes:
    for old, new in changes:
        data = data.replace(old, new)
    return data
