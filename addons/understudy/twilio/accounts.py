"""How an account looks when it is first seen: its defaults, and the service it begins with."""

from datetime import datetime

from understudy.twilio.record import Record
from understudy.twilio.resources.service import SERVICES
from understudy.twilio.sids import SidSource
from understudy.twilio.world import World

DEFAULT_SERVICE_NAME = "Default Conversations Service"  # INFERRED


def open_account(account_sid: str, sids: SidSource, now: datetime) -> World:
    """Make the world of an account: nothing in it but a default service.

    The default services' SIDs are the account's own in every run.
    """
    service_sid = sids.derived(SERVICES.prefix, account_sid)
    account = Record(
        account_sid,
        segment="",
        parent=None,
        values={
            "default_chat_service_sid": service_sid,
            "default_messaging_service_sid": sids.derived("MG", account_sid),
        },
    )
    world = World(account, sids)
    service = Record(
        service_sid,
        SERVICES.segment,
        account,
        {"friendly_name": DEFAULT_SERVICE_NAME, "date_created": now, "date_updated": now},
    )
    world.shelf(SERVICES.segment, account).add(service)
    return world
