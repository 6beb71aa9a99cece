"""The sections of a cassette, as the loaders of YAML and of JSON yield them."""

from typing import Any, NamedTuple

Value = Any  # str | bytes | None | list[Value] | dict[Value, Value]; in JSON, numbers too


class UnreadableError(Exception):
    """The text is not YAML or JSON, or has more than a cassette may have; `line` is 1-based."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Section(NamedTuple):
    """One key of the document's mapping, or one item of its `interactions`.

    The items come before the key `interactions`, which then has the value None. A document that is
    not a mapping is one section with the key "".

    - `key`: None for an item.
    - `line`: 1-based; None in JSON, where lines are not known.
    - `item_column`: column of the dashes of `interactions`; None in flow style.
    """

    key: str | None
    value: Value
    line: int | None
    item_column: int | None = None
