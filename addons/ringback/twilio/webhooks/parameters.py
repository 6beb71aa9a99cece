"""Which parameters each event has, as Twilio's page on webhooks lists them.

Those of every event (AccountSid, EventType, Source, ClientIdentity) are added by `events`, and
RetryCount by what sends a webhook. What is not set is left out: seen live
(fidelity: webhook-unset-parameters).
"""

from collections.abc import Mapping

_CONVERSATION = (
    "FriendlyName",
    "UniqueName",
    "Attributes",
    "ChatServiceSid",
    "MessagingServiceSid",
    "State",
)
_CREATOR = (
    "MessagingBinding.ProxyAddress",
    "MessagingBinding.Address",
    "MessagingBinding.ProjectedAddress",
    "MessagingBinding.AuthorAddress",
)
_MESSAGE = ("Body", "Author", "ParticipantSid", "Attributes", "Media")
# ChatServiceSid is on no page: seen live (fidelity: message-chat-service).
_STORED_MESSAGE = ("ConversationSid", "ChatServiceSid", "MessageSid", "Index", *_MESSAGE)
_PARTICIPANT = (
    "ConversationSid",
    "Identity",
    "RoleSid",
    "Attributes",
    "MessagingBinding.ProxyAddress",
    "MessagingBinding.Address",
    "MessagingBinding.ProjectedAddress",
    "MessagingBinding.Type",
)
_USER = ("ChatServiceSid", "UserSid", "Identity", "RoleSid", "Attributes", "FriendlyName")
_DATES = ("DateCreated", "DateUpdated")
_REMOVED = (*_DATES, "DateRemoved")

PRE_ACTION: Mapping[str, tuple[str, ...]] = {
    "onConversationAdd": (*_CONVERSATION, *_CREATOR, "MessageBody", "Media"),
    "onConversationUpdate": ("ConversationSid", *_DATES, *_CONVERSATION),
    "onConversationRemove": ("ConversationSid", *_DATES, *_CONVERSATION),
    "onMessageAdd": ("ConversationSid", *_MESSAGE),
    "onMessageUpdate": (*_STORED_MESSAGE, *_DATES),
    "onMessageRemove": (*_STORED_MESSAGE, *_DATES),
    "onParticipantAdd": _PARTICIPANT,
    "onParticipantUpdate": ("ParticipantSid", *_DATES, *_PARTICIPANT),
    "onParticipantRemove": ("ParticipantSid", *_DATES, *_PARTICIPANT),
    "onUserUpdate": (*_USER, "DateUpdated"),
}
POST_ACTION: Mapping[str, tuple[str, ...]] = {
    "onConversationAdded": ("ConversationSid", *_DATES, *_CONVERSATION, *_CREATOR),
    "onConversationUpdated": ("ConversationSid", *_DATES, *_CONVERSATION),
    "onConversationRemoved": ("ConversationSid", *_REMOVED, *_CONVERSATION),
    "onConversationStateUpdated": (
        "ConversationSid",
        "ChatServiceSid",
        "MessagingServiceSid",
        "StateUpdated",
        "StateFrom",
        "StateTo",
        "Reason",
    ),
    "onMessageAdded": (*_STORED_MESSAGE, "MessagingServiceSid", "DateCreated"),
    "onMessageUpdated": (*_STORED_MESSAGE, *_DATES),
    "onMessageRemoved": (*_STORED_MESSAGE, *_REMOVED),
    "onParticipantAdded": ("ParticipantSid", "DateCreated", *_PARTICIPANT),
    "onParticipantUpdated": (
        "ParticipantSid",
        *_DATES,
        *_PARTICIPANT,
        "LastReadMessageIndex",
    ),
    "onParticipantRemoved": ("ParticipantSid", *_REMOVED, *_PARTICIPANT),
    "onDeliveryUpdated": (
        "ConversationSid",
        "ChatServiceSid",
        "MessageSid",
        "DeliveryReceiptSid",
        "ChannelMessageSid",
        "ParticipantSid",
        "Status",
        "ErrorCode",
        *_DATES,
    ),
    "onUserAdded": (*_USER, "DateCreated"),
    "onUserUpdated": (*_USER, *_DATES, "isOnline", "isNotifiable"),
}
PARAMETERS: Mapping[str, tuple[str, ...]] = {**PRE_ACTION, **POST_ACTION}
