"""The names of the parameters of each request that has any, by method and path.

They are those of the tables in `resources`, as a test checks: modes that only forward or play
should not import the whole model for them. Paths are without the version, and without the service
where requests in a service take the same.
"""

from collections.abc import Mapping

# Every list takes them, too.
PAGING = ("PageSize", "Page", "PageToken")

_NAMES = {
    "POST /Configuration": (
        "DefaultChatServiceSid DefaultMessagingServiceSid DefaultInactiveTimer DefaultClosedTimer"
    ),
    "GET /Configuration/Addresses": "Type",
    "POST /Configuration/Addresses": (
        "Type Address FriendlyName AutoCreation.Enabled AutoCreation.Type "
        "AutoCreation.ConversationServiceSid AutoCreation.WebhookUrl AutoCreation.WebhookMethod "
        "AutoCreation.WebhookFilters AutoCreation.StudioFlowSid AutoCreation.StudioRetryCount "
        "AddressCountry"
    ),
    "POST /Configuration/Addresses/{Sid}": (
        "FriendlyName AutoCreation.Enabled AutoCreation.Type "
        "AutoCreation.ConversationServiceSid AutoCreation.WebhookUrl AutoCreation.WebhookMethod "
        "AutoCreation.WebhookFilters AutoCreation.StudioFlowSid AutoCreation.StudioRetryCount"
    ),
    "POST /Configuration/Webhooks": "Method Filters PreWebhookUrl PostWebhookUrl Target",
    "POST /ConversationWithParticipants": (
        "Attributes DateCreated DateUpdated FriendlyName MessagingServiceSid State "
        "Timers.Closed Timers.Inactive UniqueName Bindings.Email.Address Bindings.Email.Name "
        "Participant"
    ),
    "GET /Conversations": "StartDate EndDate State",
    "POST /Conversations": (
        "Attributes DateCreated DateUpdated FriendlyName MessagingServiceSid State "
        "Timers.Closed Timers.Inactive UniqueName Bindings.Email.Address Bindings.Email.Name"
    ),
    "GET /Conversations/{ConversationSid}/Messages": "Order",
    "POST /Conversations/{ConversationSid}/Messages": (
        "Author Body DateCreated DateUpdated Attributes MediaSid ContentSid ContentVariables "
        "Subject"
    ),
    "GET /Conversations/{ConversationSid}/Messages/{MessageSid}/Receipts": "",
    "POST /Conversations/{ConversationSid}/Messages/{Sid}": (
        "Author Body DateCreated DateUpdated Attributes Subject"
    ),
    "GET /Conversations/{ConversationSid}/Participants": "",
    "POST /Conversations/{ConversationSid}/Participants": (
        "Identity MessagingBinding.Address MessagingBinding.ProxyAddress "
        "MessagingBinding.ProxyAddressFallback DateCreated DateUpdated Attributes "
        "MessagingBinding.ProjectedAddress RoleSid"
    ),
    "POST /Conversations/{ConversationSid}/Participants/{Sid}": (
        "DateCreated DateUpdated Attributes RoleSid MessagingBinding.ProxyAddress "
        "MessagingBinding.ProjectedAddress Identity LastReadMessageIndex LastReadTimestamp"
    ),
    "GET /Conversations/{ConversationSid}/Webhooks": "",
    "POST /Conversations/{ConversationSid}/Webhooks": (
        "Target Configuration.Url Configuration.Method Configuration.Filters "
        "Configuration.Triggers Configuration.FlowSid Configuration.ReplayAfter"
    ),
    "POST /Conversations/{ConversationSid}/Webhooks/{Sid}": (
        "Configuration.Url Configuration.Method Configuration.Filters Configuration.Triggers "
        "Configuration.FlowSid"
    ),
    "POST /Conversations/{Sid}": (
        "Attributes DateCreated DateUpdated FriendlyName MessagingServiceSid State "
        "Timers.Closed Timers.Inactive UniqueName Bindings.Email.Address Bindings.Email.Name"
    ),
    "GET /Credentials": "",
    "POST /Credentials": "Type FriendlyName Certificate PrivateKey Sandbox ApiKey Secret",
    "POST /Credentials/{Sid}": "Type FriendlyName Certificate PrivateKey Sandbox ApiKey Secret",
    "GET /ParticipantConversations": "Identity Address",
    "GET /Roles": "",
    "POST /Roles": "FriendlyName Type Permission",
    "POST /Roles/{Sid}": "Permission",
    "GET /Services": "",
    "POST /Services": "FriendlyName",
    "GET /Services/{ChatServiceSid}/Bindings": "BindingType Identity",
    "POST /Services/{ChatServiceSid}/Configuration": (
        "DefaultConversationCreatorRoleSid DefaultConversationRoleSid DefaultChatServiceRoleSid "
        "ReachabilityEnabled"
    ),
    "POST /Services/{ChatServiceSid}/Configuration/Notifications": (
        "LogEnabled NewMessage.Enabled NewMessage.Template NewMessage.Sound "
        "NewMessage.BadgeCountEnabled AddedToConversation.Enabled AddedToConversation.Template "
        "AddedToConversation.Sound RemovedFromConversation.Enabled "
        "RemovedFromConversation.Template RemovedFromConversation.Sound "
        "NewMessage.WithMedia.Enabled NewMessage.WithMedia.Template"
    ),
    "POST /Services/{ChatServiceSid}/Configuration/Webhooks": (
        "Method Filters PreWebhookUrl PostWebhookUrl"
    ),
    "GET /Users": "",
    "POST /Users": "Identity FriendlyName Attributes RoleSid",
    "POST /Users/{Sid}": "FriendlyName Attributes RoleSid",
    "GET /Users/{UserSid}/Conversations": "",
    "POST /Users/{UserSid}/Conversations/{ConversationSid}": (
        "NotificationLevel LastReadTimestamp LastReadMessageIndex"
    ),
}
PARAMETER_NAMES: Mapping[str, tuple[str, ...]] = {
    request: tuple(names.split()) for request, names in _NAMES.items()
}
