"""Settings that the proxies of a session share: its clock, and its faults."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class SharedSetting(Protocol):
    """A setting that can be written down."""

    def dump(self) -> str | None:
        """Return the setting as text; None as long as it is each proxy's own."""
        ...

    def restore(self, setting: str | None) -> None:
        """Set it as another proxy has; None for that of the beginning."""
        ...


class StoredSetting:
    """A setting in this proxy, and what the database has of it.

    Without a setting in this proxy, what the database has stays as it is.
    """

    def __init__(self, setting: SharedSetting | None = None) -> None:
        self.setting = setting
        self.known: str | None = None

    def load(self, text: str | None, *, anew: bool = False) -> None:
        """Set it to what the database has; with `anew` also if that is the same."""
        self.known = text
        if self.setting is not None and (anew or self.setting.dump() != text):
            self.setting.restore(text)

    def dump(self) -> str | None:
        """Return the setting as text."""
        return self.known if self.setting is None else self.setting.dump()
