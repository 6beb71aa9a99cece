"""Compare requests by vcrpy's matchers, as hashable keys: so a recording is found by a look-up.

The parts of a request that `match_on` names form a key. A recorded request is filed under one key,
or under a few if it does not declare what its body is; a sent request matches if one of its own
keys is among them.
"""

from collections.abc import Callable, Collection, Hashable
from dataclasses import replace
from typing import NamedTuple

from ringback.cassette.matching.body_comparison import list_filing_keys, list_lookup_keys
from ringback.cassette.matching.differences import Difference, list_differences
from ringback.cassette.matching.matchers import BODY, MATCHERS, NAMES
from ringback.cassette.redaction.placeholders import REDACTED
from ringback.cassette.redaction.value_placeholders import (
    has_numbered,
    has_placeholder,
    list_placeholders,
    unify_bytes,
    unify_text,
)
from ringback.errors import UsageError
from ringback.http.messages import Headers, Request
from ringback.http.wide_text import narrow
from ringback.settings.shared import CassetteSettings

_ListBodyKeys = Callable[[Request, Collection[str]], tuple[Hashable, ...]]


class Key(NamedTuple):
    """What a request is found by, and the placeholders in it, in the order of the key."""

    value: Hashable
    placeholders: tuple[str, ...] = ()


class Matching:
    """Compares requests by the matchers that `match_on` names.

    `ignore_fields` are form fields and JSON keys (at any depth) that the `body` matcher ignores.
    Raises UsageError for the name of an unknown matcher.
    """

    def __init__(
        self,
        match_on: tuple[str, ...] = CassetteSettings.match_on,
        ignore_fields: frozenset[str] = frozenset(),
    ) -> None:
        unknown = [name for name in match_on if name not in NAMES]
        if unknown or not match_on:
            names = ", ".join(map(repr, unknown)) or "nothing"
            raise UsageError(
                f"--match-on: {names} is not a matcher; the matchers are {', '.join(NAMES)}"
            )
        self.match_on = tuple(dict.fromkeys(match_on))
        self._ignored = ignore_fields

    def filing_keys(self, recorded: Request) -> tuple[Key, ...]:
        """Return the keys under which a recorded request is filed, one or a few."""
        return self._keys(recorded, list_filing_keys)

    def lookup_keys(self, sent: Request) -> tuple[Key, ...]:
        """Return the keys of a sent request; a recorded one that has one of them is equal."""
        return self._keys(sent, list_lookup_keys)

    def _keys(self, request: Request, list_body_keys: _ListBodyKeys) -> tuple[Key, ...]:
        # What stands for a value is found in UTF-8.
        request = replace(request, body=narrow(request.body)) if b"\0" in request.body else request
        values = self._values(request, list_body_keys)
        if not self._has_placeholder(request):
            return tuple(map(Key, values))
        unified = self._values(unify(request), list_body_keys)
        return tuple(
            Key(one, list_placeholders(value)) for one, value in zip(unified, values, strict=False)
        )

    def _has_placeholder(self, request: Request) -> bool:
        return (
            has_placeholder(request.target)
            or REDACTED.encode() in request.body
            or has_numbered(request.body)
            or (
                "headers" in self.match_on
                and any(has_placeholder(text) for _, text in request.headers)
            )
        )

    def _values(self, request: Request, list_body_keys: _ListBodyKeys) -> tuple[Hashable, ...]:
        others = tuple(MATCHERS[name].value(request) for name in self.match_on if name != BODY)
        if BODY not in self.match_on:
            return (others,)
        return tuple((others, key) for key in list_body_keys(request, self._ignored))

    def differences(self, recorded: Request, sent: Request) -> tuple[Difference, ...]:
        """Return the fields that differ, in the order of `match_on`; empty for equal requests.

        Placeholders of redacted values do not differ.
        """
        return self.differences_of_values(unify(recorded), unify(sent))

    def differences_of_values(self, recorded: Request, sent: Request) -> tuple[Difference, ...]:
        """Return the fields that differ, those included that differ in their placeholders only."""
        return tuple(
            difference
            for name in self.match_on
            for difference in list_differences(name, recorded, sent, self._ignored)
        )


def unify(request: Request) -> Request:
    """Return a request with every placeholder as a plain one."""
    return replace(
        request,
        target=unify_text(request.target),
        headers=Headers((name, unify_text(value)) for name, value in request.headers),
        body=unify_bytes(request.body),
    )
