"""The initial state of an account, and its default service."""

from datetime import datetime

from ringback.twilio.resources.service import SERVICES
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.sid_sources import SidSource
from ringback.twilio.values.types import Value

# INFERRED (fidelity: default-service-name).
DEFAULT_SERVICE_NAME = "Default Conversations Service"


def open_account(account_sid: str, sids: SidSource, now: datetime) -> AccountStore:
    """Return the state of a new account, which has nothing but a default service.

    The SIDs of the default services depend on the account only.
    """
    service_sid = sids.derive(SERVICES.prefix, account_sid)
    account = StoredResource(
        account_sid,
        segment="",
        parent=None,
        values={
            "default_chat_service_sid": service_sid,
            "default_messaging_service_sid": sids.derive("MG", account_sid),
        },
    )
    store = AccountStore(account, sids)
    _add_service(store, service_sid, now)
    return store


def get_default_service(store: AccountStore) -> StoredResource | None:
    """Return the service of paths that name none; None if it was deleted."""
    sid = store.account.text("default_chat_service_sid") or ""
    return store.collection(SERVICES.segment, store.account).find(sid)


def adopt_default_service(store: AccountStore, sid: str, now: datetime) -> None:
    """Replace the made-up SID of the default service by its real one, from a recording."""
    service = get_default_service(store)
    if store.collection(SERVICES.segment, store.account).find(sid) is None:
        if service is None:
            _add_service(store, sid, now)
        else:
            store.rename_service(service, sid)
    store.account.values["default_chat_service_sid"] = sid


def _add_service(store: AccountStore, sid: str, now: datetime) -> None:
    values: dict[str, Value] = {
        "friendly_name": DEFAULT_SERVICE_NAME,
        "date_created": now,
        "date_updated": now,
    }
    service = StoredResource(sid, SERVICES.segment, store.account, values)
    store.collection(SERVICES.segment, store.account).add(service)
