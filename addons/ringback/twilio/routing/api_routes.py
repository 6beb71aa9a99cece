"""Every route of the API's version 1, as Twilio's OpenAPI description lists them.

The two marked "linked" are in no description, but replies link to them.
"""

_ACCOUNT_ROUTES = {
    "/v1/Configuration": ("GET", "POST"),
    "/v1/Configuration/Addresses": ("GET", "POST"),
    "/v1/Configuration/Addresses/{Sid}": ("GET", "POST", "DELETE"),
    "/v1/Configuration/Webhooks": ("GET", "POST"),
    "/v1/ConversationWithParticipants": ("POST",),
    "/v1/Conversations": ("GET", "POST"),
    "/v1/Conversations/{Sid}": ("GET", "POST", "DELETE"),
    "/v1/Conversations/{ConversationSid}/Export": ("GET",),  # linked
    "/v1/Conversations/{ConversationSid}/Messages": ("GET", "POST"),
    "/v1/Conversations/{ConversationSid}/Messages/{Sid}": ("GET", "POST", "DELETE"),
    "/v1/Conversations/{ConversationSid}/Messages/{MessageSid}/ChannelMetadata": ("GET",),  # linked
    "/v1/Conversations/{ConversationSid}/Messages/{MessageSid}/Receipts": ("GET",),
    "/v1/Conversations/{ConversationSid}/Messages/{MessageSid}/Receipts/{Sid}": ("GET",),
    "/v1/Conversations/{ConversationSid}/Participants": ("GET", "POST"),
    "/v1/Conversations/{ConversationSid}/Participants/{Sid}": ("GET", "POST", "DELETE"),
    "/v1/Conversations/{ConversationSid}/Webhooks": ("GET", "POST"),
    "/v1/Conversations/{ConversationSid}/Webhooks/{Sid}": ("GET", "POST", "DELETE"),
    "/v1/Credentials": ("GET", "POST"),
    "/v1/Credentials/{Sid}": ("GET", "POST", "DELETE"),
    "/v1/ParticipantConversations": ("GET",),
    "/v1/Roles": ("GET", "POST"),
    "/v1/Roles/{Sid}": ("GET", "POST", "DELETE"),
    "/v1/Services": ("GET", "POST"),
    "/v1/Services/{Sid}": ("GET", "DELETE"),
    "/v1/Services/{ChatServiceSid}/Bindings": ("GET",),
    "/v1/Services/{ChatServiceSid}/Bindings/{Sid}": ("GET", "DELETE"),
    "/v1/Services/{ChatServiceSid}/Configuration": ("GET", "POST"),
    "/v1/Services/{ChatServiceSid}/Configuration/Notifications": ("GET", "POST"),
    "/v1/Services/{ChatServiceSid}/Configuration/Webhooks": ("GET", "POST"),
    "/v1/Users": ("GET", "POST"),
    "/v1/Users/{Sid}": ("GET", "POST", "DELETE"),
    "/v1/Users/{UserSid}/Conversations": ("GET",),
    "/v1/Users/{UserSid}/Conversations/{ConversationSid}": ("GET", "POST", "DELETE"),
}

# The description also has these routes under a service.
_SERVICE_ROUTES = (
    "/v1/ConversationWithParticipants",
    "/v1/Conversations",
    "/v1/ParticipantConversations",
    "/v1/Roles",
    "/v1/Users",
)

# Of the host that stores files. They are in no description, but in Twilio's reference.
MEDIA_ROUTES = (
    "/v1/Services/{ServiceSid}/Media",
    "/v1/Services/{ServiceSid}/Media/{Sid}",
    "/v1/Services/{ServiceSid}/Media/{Sid}/Content",
)

ROUTES: dict[str, tuple[str, ...]] = _ACCOUNT_ROUTES | {
    template.replace("/v1", "/v1/Services/{ChatServiceSid}"): methods
    for template, methods in _ACCOUNT_ROUTES.items()
    if template.startswith(_SERVICE_ROUTES)
}
