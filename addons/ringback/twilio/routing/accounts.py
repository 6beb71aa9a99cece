"""How an account looks when it is first seen: its defaults, and the service it begins with."""

from datetime import datetime

from ringback.twilio.resources.service import SERVICES
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.sid_sources import SidSource
from ringback.twilio.values.types import Value

DEFAULT_SERVICE_NAME = "Default Conversations Service"  # INFERRED


def open_account(account_sid: str, sids: SidSource, now: datetime) -> AccountStore:
    """Make the world of an account: nothing in it but a default service.

    The default services' SIDs are the account's own in every run.
    """
    service_sid = sids.derived(SERVICES.prefix, account_sid)
    account = StoredResource(
        account_sid,
        segment="",
        parent=None,
        values={
            "default_chat_service_sid": service_sid,
            "default_messaging_service_sid": sids.derived("MG", account_sid),
        },
    )
    store = AccountStore(account, sids)
    _add_service(store, service_sid, now)
    return store


def default_service(store: AccountStore) -> StoredResource | None:
    """Return the service whose conversations stand under no service's path; None once deleted."""
    sid = store.account.text("default_chat_service_sid") or ""
    return store.collection(SERVICES.segment, store.account).find(sid)


def adopt_default_service(store: AccountStore, sid: str, now: datetime) -> None:
    """Take over the SID that an account's default service really has.

    What stands in the made-up one stays in it.
    """
    service = default_service(store)
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
