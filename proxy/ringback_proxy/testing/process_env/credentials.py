"""The Twilio credentials of a test: the user's own, those of its settings, or dummies."""

import os
from collections.abc import Mapping

from ringback.settings.table import FakeSettings, OfflineSettings
from ringback.sids import is_sid
from ringback_proxy.testing.ipc.messages import SessionSpec

# For an application without an account of its own; offline, any credentials are accepted.
DUMMY_CREDENTIALS = {
    "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
    "TWILIO_AUTH_TOKEN": "ringback-dummy-token",
}


def choose_credentials(spec: SessionSpec) -> Mapping[str, str]:
    """Return credentials that the session accepts; empty if it may record."""
    if spec.record_mode != "none":
        return {}
    account, token = _read_settings(spec.settings)
    given = {"TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": token}
    return {key: value or DUMMY_CREDENTIALS[key] for key, value in given.items()}


def read_account_sid(settings: OfflineSettings) -> str:
    """Return the account of the settings, else of the environment if it is a SID, else a dummy."""
    given = os.environ.get("TWILIO_ACCOUNT_SID", "")
    own = given if is_sid("AC", given) else DUMMY_CREDENTIALS["TWILIO_ACCOUNT_SID"]
    return _read_settings(settings)[0] or own


def read_auth_token(settings: OfflineSettings) -> str:
    """Return the auth token of the settings, else of the environment, else a dummy."""
    given = os.environ.get("TWILIO_AUTH_TOKEN")
    return _read_settings(settings)[1] or given or DUMMY_CREDENTIALS["TWILIO_AUTH_TOKEN"]


def _read_settings(settings: OfflineSettings) -> tuple[str | None, str | None]:
    """Return the account SID and the auth token that a fake insists on."""
    if isinstance(settings, FakeSettings):
        return settings.account_sid, settings.auth_token
    return None, None
