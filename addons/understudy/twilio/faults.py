"""What Twilio answers to what it refuses: every fault that the fake knows, as data.

Messages are the titles of Twilio's error dictionary without their product prefix. That the title
is the message is known for 50304, 50353 and 50377, and INFERRED for the rest; where a live message
is known to differ, the comment says so. Statuses are INFERRED where the comment names no source.
"""

from dataclasses import dataclass

from understudy.twilio.record import Json

MORE_INFO = "https://www.twilio.com/docs/errors/"


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of Twilio's own: the HTTP status, its code, and the sentence that clients print."""

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


# The platform: live replies of several of Twilio's hosts; 405, 413 and 422 from the dictionary.
NO_CREDENTIALS = Fault(401, 20003, "Authentication Error - No credentials provided")
INVALID_USERNAME = Fault(401, 20003, "Authentication Error - invalid username")
WRONG_CREDENTIALS = Fault(401, 20003, "Authenticate")
METHOD_NOT_ALLOWED = Fault(405, 20004, "Method not allowed")
REQUEST_TOO_LARGE = Fault(413, 20413, "Request Entity Too Large")
INVALID_PARAMETER = Fault(422, 20422, "Invalid Parameter")


def not_found(path: str) -> Fault:
    """Give the fault of a resource that is not there; `path` begins after `/v1` (seen live)."""
    return Fault(404, 20404, f"The requested resource {path} was not found")


def missing(parameter: str) -> Fault:
    """Give the fault of a required parameter that was not sent (seen live in Chat, its twin)."""
    return Fault(400, 20001, f"Missing required parameter {parameter} in the post body")


# Parameters that several resources share.
ATTRIBUTES_NOT_JSON = Fault(400, 50304, "Attributes not valid JSON")  # seen live
ATTRIBUTES_TOO_LONG = Fault(400, 50303, "Attributes too long")
FRIENDLY_NAME_TOO_LONG = Fault(400, 50003, "Friendly name too long")
INVALID_DATE_CREATED = Fault(400, 50308, "Invalid Date Created parameter")
INVALID_DATE_UPDATED = Fault(400, 50309, "Invalid Date Updated parameter")

# Conversations.
UNIQUE_NAME_TOO_LONG = Fault(400, 50004, "Unique Name too long")
UNIQUE_NAME_LIKE_SID = Fault(400, 50390, "Unique name should not match conversation sid pattern")
UNIQUE_NAME_TAKEN = Fault(  # seen live, status too
    409, 50353, "Conversation with provided unique name already exists"
)
INVALID_MESSAGING_SERVICE = Fault(400, 50341, "Invalid messaging service SID")
STATE_EMPTY = Fault(400, 50374, "'State' field can't be empty")
STATE_INVALID = Fault(400, 50378, "'State' parameter value is invalid")
STATE_CLOSED_AT_FIRST = Fault(400, 50384, "Initial state can't be 'closed")  # sic, one quote
INACTIVE_TIMER_TOO_SHORT = Fault(  # code seen live
    400, 50375, "TimeToInactive should be greater or equal to 1 minute"
)
CLOSED_TIMER_TOO_SHORT = Fault(  # code seen live
    400, 50376, "TimeToClosed should be greater or equal to 10 minutes"
)
INACTIVE_TIMER_MALFORMED = Fault(400, 50379, "TimeToInactive format is invalid")
CLOSED_TIMER_MALFORMED = Fault(400, 50380, "TimeToClosed format is invalid")
CONVERSATION_CLOSED = Fault(  # seen live, status too
    400, 50377, "Can't update conversation as it's in final closed state"
)
NOTHING_TO_UPDATE = Fault(400, 50347, "Parameters are missing for channel update request")
END_BEFORE_START = Fault(400, 50396, "EndDate parameter should be greater than StartDate parameter")
