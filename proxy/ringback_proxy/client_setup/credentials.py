"""Credentials for a program that has none: offline, any are accepted."""

from collections.abc import Mapping
from pathlib import Path

from ringback.settings.table import FakeSettings, ReplaySettings, Settings

ACCOUNT_SID, AUTH_TOKEN = "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"

DUMMY_CREDENTIALS = {
    ACCOUNT_SID: "AC00000000000000000000000000000000",
    AUTH_TOKEN: "ringback-dummy-token",
}


def read_settings(settings: Settings) -> tuple[str | None, str | None]:
    """Return the account SID and the auth token that a fake insists on."""
    if isinstance(settings, FakeSettings):
        return settings.account_sid, settings.auth_token
    return None, None


def make_variables(settings: Settings, environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the variables with credentials for a command that is started in `folder`.

    Empty where the mode reaches Twilio, where one of them is set, and where the folder has a `.env`
    file that names one: what loads such a file does not replace a variable that is set.
    """
    if not isinstance(settings, FakeSettings | ReplaySettings):
        return {}
    if any(name in environ for name in DUMMY_CREDENTIALS) or _names_one(folder / ".env"):
        return {}
    given = dict(zip(DUMMY_CREDENTIALS, read_settings(settings), strict=True))
    return {name: given[name] or dummy for name, dummy in DUMMY_CREDENTIALS.items()}


def _names_one(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(name in text for name in DUMMY_CREDENTIALS)
