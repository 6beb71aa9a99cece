"""The faults that the fake can answer with, as data.

Messages are the titles of Twilio's error dictionary without their product prefix: INFERRED
(fidelity: fault-messages), unless a comment says that the message differs. Statuses are INFERRED
(fidelity: fault-statuses), unless a comment says that the status was seen.
"""

from dataclasses import dataclass

from ringback.twilio.values.types import Json

MORE_INFO = "https://www.twilio.com/docs/errors/"


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of Twilio: the HTTP status, its code, and the sentence that clients print."""

    status: int
    code: int
    message: str

    @property
    def body(self) -> dict[str, Json]:
        """The four keys of an error reply, in Twilio's order."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"{MORE_INFO}{self.code}",
            "status": self.status,
        }

    def __str__(self) -> str:
        return f'{self.status}/{self.code} "{self.message}"'


# Of the platform: 401 was seen live (fidelity: authentication-messages) on other Twilio hosts; 405,
# 413 and 422 are from the dictionary.
NO_CREDENTIALS = Fault(401, 20003, "Authentication Error - No credentials provided")
INVALID_USERNAME = Fault(401, 20003, "Authentication Error - invalid username")
WRONG_CREDENTIALS = Fault(401, 20003, "Authenticate")
METHOD_NOT_ALLOWED = Fault(405, 20004, "Method not allowed")
REQUEST_TOO_LARGE = Fault(413, 20413, "Request Entity Too Large")
# INFERRED (fidelity: invalid-parameter) wherever it is the answer: to a wrong PageToken, Order,
# Subject, StartDate or ReplayAfter, to what is neither true nor false, or to a type of credential.
INVALID_PARAMETER = Fault(422, 20422, "Invalid Parameter")


def not_found(path: str) -> Fault:
    """Return the fault of a resource that does not exist; `path` begins after `/v1`.

    Its message was seen live (fidelity: not-found).
    """
    return Fault(404, 20404, f"The requested resource {path} was not found")


def missing_parameter(parameter: str) -> Fault:
    """Return the fault of a required parameter that was not sent.

    Its message was seen live (fidelity: missing-parameter) in Chat, the twin of this API.
    """
    return Fault(400, 20001, f"Missing required parameter {parameter} in the post body")


# Parameters that several resources share.
# Status and message seen live (fidelity: attributes-not-json).
ATTRIBUTES_NOT_JSON = Fault(400, 50304, "Attributes not valid JSON")
ATTRIBUTES_TOO_LONG = Fault(400, 50303, "Attributes too long")
FRIENDLY_NAME_NOT_PROVIDED = Fault(400, 50000, "FriendlyName not provided")
FRIENDLY_NAME_TOO_LONG = Fault(400, 50003, "Friendly name too long")
INVALID_DATE_CREATED = Fault(400, 50308, "Invalid Date Created parameter")
INVALID_DATE_UPDATED = Fault(400, 50309, "Invalid Date Updated parameter")

# Conversations.
UNIQUE_NAME_TOO_LONG = Fault(400, 50004, "Unique Name too long")
UNIQUE_NAME_LIKE_SID = Fault(400, 50390, "Unique name should not match conversation sid pattern")
UNIQUE_NAME_TAKEN = Fault(  # status and message seen live (fidelity: unique-name-taken)
    409, 50353, "Conversation with provided unique name already exists"
)
INVALID_MESSAGING_SERVICE = Fault(400, 50341, "Invalid messaging service SID")
STATE_EMPTY = Fault(400, 50374, "'State' field can't be empty")
STATE_INVALID = Fault(400, 50378, "'State' parameter value is invalid")
STATE_CLOSED_AT_FIRST = Fault(400, 50384, "Initial state can't be 'closed")  # sic, one quote
INACTIVE_TIMER_TOO_SHORT = Fault(  # code seen live (fidelity: timer-minimum)
    400, 50375, "TimeToInactive should be greater or equal to 1 minute"
)
CLOSED_TIMER_TOO_SHORT = Fault(  # code seen live (fidelity: timer-minimum)
    400, 50376, "TimeToClosed should be greater or equal to 10 minutes"
)
INACTIVE_TIMER_MALFORMED = Fault(400, 50379, "TimeToInactive format is invalid")
CLOSED_TIMER_MALFORMED = Fault(400, 50380, "TimeToClosed format is invalid")
CONVERSATION_CLOSED = Fault(  # code and status seen live (fidelity: closed-conversation)
    400, 50377, "Can't update conversation as it's in final closed state"
)
NOTHING_TO_UPDATE = Fault(400, 50347, "Parameters are missing for channel update request")
CONVERSATION_INITIALIZING = Fault(
    400,
    50386,
    "Conversation in 'initializing' state may not be updated or used for message sending",
)
END_BEFORE_START = Fault(400, 50396, "EndDate parameter should be greater than StartDate parameter")

# Participants. A count that is exceeded is answered with 403 in Chat, this API's twin.
IDENTITY_TOO_LONG = Fault(400, 50207, "Identity too long")
IDENTITY_LIKE_SID = Fault(400, 50206, "Identity should not match user SID pattern")
IDENTITY_UNACCEPTABLE = Fault(400, 50211, "Identity parameter not acceptable for this Participant")
USER_CONVERSATIONS_EXCEEDED = Fault(403, 50214, "User conversation limit exceeded")
INVALID_ROLE = Fault(400, 50109, "Conversation role not found")
# Status and message seen live (fidelity: invalid-address).
INVALID_ADDRESS = Fault(400, 50407, "Invalid messaging binding address")
INVALID_PROXY_ADDRESS = Fault(400, 50408, "Invalid participant proxy address")
ADDRESS_IS_PROXY = Fault(400, 50409, "Participant address equals proxy address")
NO_ADDRESS = Fault(400, 50411, "Participant address is empty")
NO_PROXY_ADDRESS = Fault(400, 50412, "Participant proxy address is empty")
ADDRESS_TYPES_DIFFER = Fault(
    400, 50414, "Participant address type does not match proxy address type"
)
PARTICIPANTS_EXCEEDED = Fault(403, 50417, "Participants limit exceeded")
NON_CHAT_PARTICIPANTS_EXCEEDED = Fault(403, 50418, "Non-Chat participants limit exceeded")
BINDING_UNSUPPORTED = Fault(
    400,
    50420,
    "Participant Messaging Binding type does not support all of the provided "
    "Messaging Binding parameters",
)
INVALID_LAST_READ_INDEX = Fault(400, 50421, "Invalid last read message index format")
INVALID_LAST_READ_TIMESTAMP = Fault(400, 50405, "Invalid last consumption timestamp format")
# Code and status seen live (fidelity: participant-exists).
PARTICIPANT_EXISTS = Fault(409, 50433, "Participant already exists")
PROXY_UNSUPPORTED = Fault(
    400, 50453, "Proxy Address of participant is not supported for this channel"
)
NO_PROJECTED_ADDRESS = Fault(400, 50434, "Participant projected address not provided")
GROUP_PARTICIPANTS_EXCEEDED = Fault(403, 50436, "Participant limit exceeded for group conversation")
GROUP_PARTICIPANT_EXISTS = Fault(409, 50437, "Group Participant already exists")
NO_PROXY_TO_REMOVE = Fault(400, 50440, "Failed to remove the proxy address of a participant.")
# Status and message, without a full stop, seen live (fidelity: proxy-not-added).
NO_PROXY_TO_CHANGE = Fault(400, 50441, "Failed to add a proxy address to a participant")
NO_PROJECTED_TO_REMOVE = Fault(
    400, 50442, "Failed to remove the projected address of a participant."
)
PROJECTED_UNACCEPTABLE = Fault(400, 50443, "Failed to add a projected address to a participant.")
IDENTITY_NOT_ADDED = Fault(400, 50444, "Failed to add an identity to a participant.")


PAIR_TAKEN = 50416


def address_pair_taken(conversation_sid: str) -> Fault:
    """Return the fault of an address and proxy address that are used in another conversation.

    Status and message were seen live (fidelity: address-pair-taken).
    """
    return Fault(
        409,
        PAIR_TAKEN,
        "A binding for this participant and proxy address already exists in "
        f"Conversation {conversation_sid}",
    )


def group_exists(conversation_sid: str) -> Fault:
    """Return the fault of a group MMS that exists already.

    Its message was seen live (fidelity: group-exists).
    """
    return Fault(
        409,
        50438,
        f"Group MMS with given participant list already exists as Conversation {conversation_sid}",
    )


# Users. Code and status of the first seen live (fidelity: user-exists).
USER_EXISTS = Fault(409, 50201, "User already exists")
IDENTITY_NOT_PROVIDED = Fault(400, 50204, "Identity not provided")
INVALID_NOTIFICATION_LEVEL = Fault(400, 50210, "Invalid notification level")

# Roles. INFERRED (fidelity: role-in-use): the dictionary has no code for it.
ROLE_IN_USE = Fault(409, 20409, "Role is in use")
PERMISSION_NOT_FOUND = Fault(400, 50104, "Permission not found")
INVALID_ROLE_TYPE = Fault(400, 50105, "Invalid role type")

# Messages.
AUTHOR_TOO_LONG = Fault(400, 50310, "Author parameter is too long")
NO_BODY = Fault(400, 50503, "Message body not provided")
BODY_TOO_LONG = Fault(400, 50504, "Message body parameter is too long")
MEDIA_BODY_FIXED = Fault(400, 50509, "Media message body cannot be updated")
MEDIA_ALREADY_SENT = Fault(400, 50508, "Media already sent with another message")
MEDIA_TOO_LARGE = Fault(400, 50512, "Message media size is too large")
INVALID_MEDIA = Fault(400, 50510, "Invalid message media SID")
AUTHOR_NOT_IN_GROUP = Fault(  # status and message seen live (fidelity: author-not-in-group)
    400, 50513, "Message author should be among Group MMS participants."
)
INVALID_CONTENT = Fault(400, 50526, "Invalid content SID")
INVALID_CONTENT_VARIABLES = Fault(400, 50527, "Invalid content variables format")
NO_CONTENT = Fault(400, 50528, "Content SID is missing")
CONTENT_VARIABLES_TOO_LONG = Fault(400, 50529, "Content variables are too long")
CONTENT_VARIABLE_KEY_TOO_LONG = Fault(400, 50540, "Content variable key is too long")
CONTENT_VARIABLE_VALUE_TOO_LONG = Fault(400, 50541, "Content variable value is too long")

# Pre-action webhooks. INFERRED (fidelity: pre-action-rejection): their statuses and uses.
WEBHOOK_REJECTED = Fault(403, 50056, "Webhook disabled processing of command")
WEBHOOK_FAILED = Fault(403, 50057, "Webhook call failed to execute successfully")

# Webhooks of a conversation.
WEBHOOKS_EXCEEDED = Fault(403, 50361, "Too many conversation webhooks")
INVALID_TARGET = Fault(400, 50364, "Invalid conversation webhook type")
NO_TARGET = Fault(400, 50368, "Conversation webhook type not provided")
INVALID_FILTER = Fault(400, 50365, "Invalid conversation webhook filter")
INVALID_FLOW = Fault(400, 50367, "Invalid conversation webhook flow SID")
INVALID_WEBHOOK_URL = Fault(400, 50054, "Invalid webhook format")
INVALID_WEBHOOK_METHOD = Fault(400, 50055, "Invalid webhook method")
NO_WEBHOOK_URL = Fault(400, 50369, "Conversation webhook URL not provided")
NO_FILTERS = Fault(400, 50370, "Conversation webhook filter not provided")
NO_TRIGGERS = Fault(400, 50371, "Conversation webhook trigger not provided")
WEBHOOK_URL_TOO_LONG = Fault(400, 50372, "Conversation webhook URL is too long")

# Push notifications.
INVALID_BINDING_TYPE = Fault(400, 50209, "Invalid binding type")

# Address configurations. INFERRED (fidelity: address-configured): no source names its code.
ADDRESS_CONFIGURED = Fault(409, 20409, "Address configuration already exists")
INVALID_RETRY_COUNT = Fault(400, 50065, "Invalid webhook retry count")

# The configuration of a service.
CREATOR_ROLE_NOT_FOUND = Fault(400, 50106, "Channel creator role not found")
SERVICE_ROLE_NOT_FOUND = Fault(400, 50102, "Deployment role not found")

# The account, and what spans its conversations.
SERVICE_NOT_FOUND = Fault(400, 50050, "Service Instance not found")
INVALID_PARTICIPANT_JSON = Fault(
    400, 50424, "One of the JSON requests for participant creation is invalid."
)
ADDRESS_PAIRS_TAKEN = Fault(
    409,
    50425,
    "Participant and proxy address pairs for one or more participants already in use.",
)
TOO_MANY_PARTICIPANTS = Fault(400, 50426, "Request contains too many participants.")
MULTIPLE_CREATION_FAILED = Fault(
    400, 50427, "Errors occurred during multiple participants creation."
)
ONE_USER_AT_A_TIME = Fault(
    400,
    50451,
    "One user identifier parameter for lookup at a time is allowed. "
    "Please, use either Identity or Address.",
)
