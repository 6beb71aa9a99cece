"""The parameters of each event, against those that Twilio's page on webhooks lists."""

import pytest

from ringback.settings import names
from ringback.twilio.webhooks.parameters import PARAMETERS, POST_ACTION, PRE_ACTION

CONVERSATION = "FriendlyName UniqueName Attributes ChatServiceSid MessagingServiceSid State"
CREATOR = (
    "MessagingBinding.ProxyAddress MessagingBinding.Address "
    "MessagingBinding.ProjectedAddress MessagingBinding.AuthorAddress"
)
MESSAGE = "ConversationSid Body Author ParticipantSid Attributes Media"
PARTICIPANT = (
    "ConversationSid Identity RoleSid Attributes MessagingBinding.ProxyAddress "
    "MessagingBinding.Address MessagingBinding.ProjectedAddress MessagingBinding.Type"
)
USER = "ChatServiceSid UserSid Identity RoleSid Attributes FriendlyName"

# Written down from Twilio's page, not from the table. Messages that exist have ChatServiceSid, too:
# it is on no page, but in captures of 2025 and 2026.
DOCUMENTED = {
    "onConversationAdd": f"{CONVERSATION} {CREATOR} MessageBody Media",
    "onConversationUpdate": f"ConversationSid DateCreated DateUpdated {CONVERSATION}",
    "onConversationRemove": f"ConversationSid DateCreated DateUpdated {CONVERSATION}",
    "onConversationAdded": f"ConversationSid DateCreated DateUpdated {CONVERSATION} {CREATOR}",
    "onConversationUpdated": f"ConversationSid DateCreated DateUpdated {CONVERSATION}",
    "onConversationRemoved": f"ConversationSid DateCreated DateUpdated DateRemoved {CONVERSATION}",
    "onConversationStateUpdated": "ChatServiceSid StateUpdated StateFrom StateTo ConversationSid "
    "Reason MessagingServiceSid",
    "onMessageAdd": MESSAGE,
    "onMessageUpdate": f"MessageSid Index DateCreated DateUpdated {MESSAGE} ChatServiceSid",
    "onMessageRemove": f"MessageSid Index DateCreated DateUpdated {MESSAGE} ChatServiceSid",
    "onMessageAdded": f"MessageSid MessagingServiceSid Index DateCreated {MESSAGE} ChatServiceSid",
    "onMessageUpdated": f"MessageSid Index DateCreated DateUpdated {MESSAGE} ChatServiceSid",
    "onMessageRemoved": "MessageSid Index DateCreated DateUpdated DateRemoved "
    f"{MESSAGE} ChatServiceSid",
    "onParticipantAdd": PARTICIPANT,
    "onParticipantUpdate": f"ParticipantSid DateCreated DateUpdated {PARTICIPANT}",
    "onParticipantRemove": f"ParticipantSid DateCreated DateUpdated {PARTICIPANT}",
    "onParticipantAdded": f"ParticipantSid DateCreated {PARTICIPANT}",
    "onParticipantUpdated": f"ParticipantSid DateCreated DateUpdated {PARTICIPANT} "
    "LastReadMessageIndex",
    "onParticipantRemoved": f"ParticipantSid DateCreated DateUpdated DateRemoved {PARTICIPANT}",
    "onDeliveryUpdated": "ConversationSid ChatServiceSid MessageSid DeliveryReceiptSid "
    "ChannelMessageSid ParticipantSid Status ErrorCode DateCreated DateUpdated",
    "onUserUpdate": f"{USER} DateUpdated",
    "onUserAdded": f"{USER} DateCreated",
    "onUserUpdated": f"{USER} DateCreated DateUpdated isOnline isNotifiable",
}


@pytest.mark.parametrize("event", DOCUMENTED)
def test_an_event_has_the_parameters_that_twilio_lists(event: str) -> None:
    assert sorted(PARAMETERS[event]) == sorted(DOCUMENTED[event].split())


def test_every_event_is_documented() -> None:
    assert sorted(PARAMETERS) == sorted(DOCUMENTED)


def test_the_setting_of_filters_accepts_every_event() -> None:
    assert sorted(names.PRE_ACTION_EVENTS) == sorted(PRE_ACTION)
    assert sorted(names.POST_ACTION_EVENTS) == sorted(POST_ACTION)
