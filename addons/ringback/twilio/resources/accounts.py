"""The initial state of an account, and its default service."""

from datetime import datetime

from ringback.sids import is_sid
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.store.timers import TimerQueue
from ringback.twilio.store.touched import Touched
from ringback.twilio.values.sid_sources import SidSource
from ringback.twilio.values.types import Value

# INFERRED (fidelity: default-service-name).
DEFAULT_SERVICE_NAME = "Default Conversations Service"


def open_account(
    account_sid: str,
    sids: SidSource,
    now: datetime,
    timers: TimerQueue | None = None,
    touched: Touched[StoredResource] | None = None,
) -> AccountStore:
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
    store = AccountStore(account, sids, timers, touched)
    account.touch()
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
            store.rename(store.collection(SERVICES.segment, store.account), service, sid)
    store.account.change({"default_chat_service_sid": sid})


def find_service(context: RequestContext, sid: str) -> StoredResource | None:
    """Return the service that a parameter names, adopted if it is not known, or None."""
    services = context.store.collection(SERVICES.segment, context.store.account)
    return services.find(sid) or adopt_service(context, sid)


def adopt_service(context: RequestContext, sid: str) -> StoredResource | None:
    """Add a service that a request names and that was never created here, and return it.

    Applications have the SIDs of their services from the Twilio Console, or from a script that ran
    once. Return None if the text is not such a SID, the service was deleted, or the settings
    refuse unknown services. INFERRED (fidelity: adopted-service): its values.
    """
    if sid in context.store.former_sids:
        return None
    if not is_sid(SERVICES.prefix, sid):
        digits = "IS and 32 hexadecimal digits"
        context.notes.append(f"{sid[:40]!r} is not the SID of a service, which is {digits}.")
        return None
    if not context.adopts_services:
        context.notes.append(f"The service {sid} is unknown, and unknown services are refused.")
        return None
    context.notes.append(
        f"The service {sid} was not created here and is adopted; "
        "with --unknown-services refuse it is Twilio's 404."
    )
    return _add_service(context.store, sid, context.now)


def _add_service(store: AccountStore, sid: str, now: datetime) -> StoredResource:
    values: dict[str, Value] = {
        "friendly_name": DEFAULT_SERVICE_NAME,
        "date_created": now,
        "date_updated": now,
    }
    service = StoredResource(sid, SERVICES.segment, store.account, values)
    store.collection(SERVICES.segment, store.account).add(service)
    return service
