"""What is said of a route that Twilio has and the fake does not: what works instead."""

# By the end of the route's template, the longest first.
INSTEAD = {
    "/Receipts": "`delivery` of a message has the counts of its receipts.",
    "/Receipts/{Sid}": "`delivery` of a message has the counts of its receipts.",
}

# What replies link to, and no source describes.
LINKED_ONLY = ("/Export", "/ChannelMetadata")

_ANY = (
    "Faked are conversations, their participants, messages and webhooks, services with their users "
    "and roles, and the configuration of the account."
)

_RECORD = (
    "With an account, `ringback record` records the real reply; `ringback replay --on-miss fake` "
    "plays it and fakes the rest."
)


def explain_not_faked(method: str, template: str) -> str:
    """Return the message for a route that is not faked."""
    if template.endswith(LINKED_ONLY):
        return (
            f"{method} {template} is not faked. Replies link to it, but Twilio describes it "
            f"nowhere. {_RECORD}"
        )
    ends = (end for end in sorted(INSTEAD, key=len, reverse=True) if template.endswith(end))
    end = next(ends, None)
    instead = _ANY if end is None else INSTEAD[end]
    return f"{method} {template} is not faked yet. {instead} {_RECORD}"
