"""Plain YAML scalars in bodies that are written as fields: text that may be a number.

Everywhere else in a cassette a scalar is text, so that `string: 007` stays "007".
"""

from typing import Any

import yaml

_RESOLVED = frozenset(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool"))


class PlainScalar(str):
    """A scalar without quotes; its text may be that of a number or a truth value."""

    __slots__ = ()


def resolve_scalars(value: Any) -> Any:
    """Return a value as PyYAML reads it: each plain scalar a number or truth value if it is one."""
    if isinstance(value, dict):
        return {str(key): resolve_scalars(member) for key, member in value.items()}
    if isinstance(value, list):
        return list(map(resolve_scalars, value))
    return _resolve(value) if isinstance(value, PlainScalar) else value


def _resolve(text: PlainScalar) -> Any:
    loader = yaml.SafeLoader("")
    tag = loader.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # untyped
    if tag not in _RESOLVED:
        return str(text)
    return loader.construct_object(yaml.ScalarNode(tag, text))
