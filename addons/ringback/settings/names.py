"""The names that settings accept as values. Imports nothing, because the pytest plugin loads it."""

from typing import Literal, get_args

ModeName = Literal["fake", "replay", "record", "inspect"]
OfflineModeName = Literal["fake", "replay"]
LatencyName = Literal["none", "recorded"]
OnMissName = Literal["refuse", "fake"]
ValidationName = Literal["strict", "warn"]
LogFormatName = Literal["text", "json"]
UnknownServicesName = Literal["adopt", "refuse"]
WebhooksName = Literal["asked", "all", "off"]
DeliveryReceiptsName = Literal["at-once", "timed", "manual"]
# vcrpy's record modes; `ringback record` lacks `none`, which is `ringback replay`, and has one that
# records nothing.
RecordModeName = Literal["new_episodes", "once", "all"]
RecordOrCompareName = Literal["new_episodes", "once", "all", "compare"]
VcrRecordModeName = Literal["none", "once", "new_episodes", "all"]

MODES: tuple[ModeName, ...] = get_args(ModeName)
OFFLINE_MODES: tuple[OfflineModeName, ...] = get_args(OfflineModeName)
VCR_RECORD_MODES: tuple[VcrRecordModeName, ...] = get_args(VcrRecordModeName)

# The events of Twilio's webhooks: those before an action, and those after one.
PRE_ACTION_EVENTS = (
    "onConversationAdd",
    "onConversationRemove",
    "onConversationUpdate",
    "onMessageAdd",
    "onMessageRemove",
    "onMessageUpdate",
    "onParticipantAdd",
    "onParticipantRemove",
    "onParticipantUpdate",
    "onUserUpdate",
)
POST_ACTION_EVENTS = (
    "onConversationAdded",
    "onConversationRemoved",
    "onConversationStateUpdated",
    "onConversationUpdated",
    "onDeliveryUpdated",
    "onMessageAdded",
    "onMessageRemoved",
    "onMessageUpdated",
    "onParticipantAdded",
    "onParticipantRemoved",
    "onParticipantUpdated",
    "onUserAdded",
    "onUserUpdated",
)
