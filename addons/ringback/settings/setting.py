"""How fields of a frozen dataclass are declared as settings, and how such a class is filled.

A field declared with `setting`, `repeatable`, `choice` or `flag` has its default as any field of a
dataclass has, and a `Setting` that describes it to the command line and to mitmproxy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

_KEY = "setting"


@dataclass(frozen=True, slots=True)
class Setting:
    """Describes one field.

    - `help` is a sentence for `--help`.
    - `parse` makes the value from text, one value at a time if the setting is `repeatable`. It
      raises UsageError.
    - `metavar` stands for the value in `--help`.
    - `choices` are the texts that are accepted; empty if `parse` decides.
    - `flag`: on or off, without text.
    - `short` is the letter of a short option.
    - `field` is the field's name, `default` its default; None and () mean that there is none.
    """

    help: str
    parse: Callable[[str], Any] = str
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    repeatable: bool = False
    flag: bool = False
    short: str | None = None
    field: str = ""
    default: Any = None

    @property
    def name(self) -> str:
        """The field's name as an option: `match_on` is `match-on`."""
        return self.field.replace("_", "-")

    @property
    def variable(self) -> str:
        """The environment variable, the same in every mode."""
        return f"RINGBACK_{self.field.upper()}"

    @property
    def default_text(self) -> str | None:
        """The default as a user would type it; None if there is none."""
        if self.flag or self.default in (None, ()):
            return None
        values = self.default if isinstance(self.default, tuple) else (self.default,)
        return ",".join(f"{each:g}" if isinstance(each, float) else str(each) for each in values)


def setting(
    help_text: str,
    parse: Callable[[str], T],
    metavar: str,
    *,
    default: T,
    short: str | None = None,
    secret: bool = False,
) -> T:
    """Declare a field with one value; a `secret` is left out of the dataclass's repr."""
    described = Setting(help_text, parse, metavar, short=short)
    value: T = field(default=default, repr=not secret, metadata={_KEY: described})
    return value


def repeatable(
    help_text: str,
    parse: Callable[[str], T],
    metavar: str,
    *,
    default: tuple[T, ...] = (),
    short: str | None = None,
) -> tuple[T, ...]:
    """Declare a field that collects a tuple of values."""
    described = Setting(help_text, parse, metavar, repeatable=True, short=short)
    values: tuple[T, ...] = field(default=default, metadata={_KEY: described})
    return values


def choice(help_text: str, choices: tuple[T, ...], *, default: T) -> T:
    """Declare a field whose value is one of some texts, as `get_args` of a Literal lists them."""
    described = Setting(help_text, choices=tuple(map(str, choices)))
    value: T = field(default=default, metadata={_KEY: described})
    return value


def flag(help_text: str, *, short: str | None = None) -> bool:
    """Declare a field that is False unless it is given."""
    described = Setting(help_text, flag=True, short=short)
    value: bool = field(default=False, metadata={_KEY: described})
    return value


def settings_of(declaring: type) -> tuple[Setting, ...]:
    """Return the settings of a dataclass, in the order of its fields."""
    return _describe(declaring)


@cache  # every session that begins asks
def _describe(declaring: type) -> tuple[Setting, ...]:
    return tuple(
        replace(each.metadata[_KEY], field=each.name, default=each.default)
        for each in fields(declaring)
    )


def build(declaring: type[T], values: Mapping[str, Any]) -> T:
    """Return an instance with those of the parsed values that belong to its fields.

    None and empty collections and texts mean that a value was not given.
    """
    names = {each.field for each in settings_of(declaring)}
    given = {
        name: value
        for name, value in values.items()
        if name in names and value not in (None, (), "")
    }
    return declaring(**given)
