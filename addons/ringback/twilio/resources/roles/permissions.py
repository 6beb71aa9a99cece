"""The permissions that a role of each type can grant.

The lists are those of Twilio's reference of roles, and the names that the live service accepts
beyond them: seen live (fidelity: undocumented-permissions).
"""

SERVICE = "service"
CONVERSATION = "conversation"

_OF_BOTH = (
    "addParticipant",
    "deleteAnyMessage",
    "deleteConversation",
    "editAnyMessage",
    "editAnyMessageAttributes",
    "editAnyUserInfo",
    "editConversationAttributes",
    "editConversationName",
    "editOwnMessage",
    "editOwnMessageAttributes",
    "editOwnUserInfo",
    "removeParticipant",
)
_UNDOCUMENTED = (
    "addNonChatParticipant",
    "editAnyParticipantAttributes",
    "editNotificationLevel",
    "editOwnParticipantAttributes",
    "readChannelMetadata",
)

# By the type of a role. Any of the undocumented ones is accepted for either type.
PERMISSIONS = {
    SERVICE: (*_OF_BOTH, "createConversation", "joinConversation", *_UNDOCUMENTED),
    CONVERSATION: (
        *_OF_BOTH,
        "deleteOwnMessage",
        "leaveConversation",
        "sendMediaMessage",
        "sendMessage",
        *_UNDOCUMENTED,
    ),
}
KNOWN = tuple(dict.fromkeys((*PERMISSIONS[SERVICE], *PERMISSIONS[CONVERSATION])))
