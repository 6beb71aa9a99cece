"""The Twilio credentials of a test: the user's own, those of its settings, or dummies."""

import os
from collections.abc import Mapping

from ringback.settings.table import Settings
from ringback.sids import is_sid
from ringback_proxy.client_setup.credentials import DUMMY_CREDENTIALS, read_settings
from ringback_proxy.sessions.spec import SessionSpec


def choose_credentials(spec: SessionSpec) -> Mapping[str, str]:
    """Return credentials that the session accepts; empty if it may record."""
    if spec.record_mode != "none":
        return {}
    account, token = read_settings(spec.settings)
    given = {"TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": token}
    return {key: value or DUMMY_CREDENTIALS[key] for key, value in given.items()}


def read_account_sid(settings: Settings) -> str:
    """Return the account of the settings, else of the environment if it is a SID, else a dummy."""
    given = os.environ.get("TWILIO_ACCOUNT_SID", "")
    own = given if is_sid("AC", given) else DUMMY_CREDENTIALS["TWILIO_ACCOUNT_SID"]
    return read_settings(settings)[0] or own


def read_auth_token(settings: Settings) -> str:
    """Return the auth token of the settings, else of the environment, else a dummy."""
    given = os.environ.get("TWILIO_AUTH_TOKEN")
    return read_settings(settings)[1] or given or DUMMY_CREDENTIALS["TWILIO_AUTH_TOKEN"]
