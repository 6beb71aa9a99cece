"""The table of routes in docs/coverage.md.

To write it anew, run this file as a program: `make docs-tables`.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from ringback.twilio.processing import ROUTE_TABLE
from ringback.twilio.routing.api_routes import ROUTES
from ringback.twilio.schema.resource import Resource
from tests.support.documents.documents import DOCS, replace_section

PAGE = DOCS / "coverage.md"
SERVICE = "/v1/Services/{ChatServiceSid}"

HEAD = """\
| route | faked | not faked | INFERRED |
| --- | --- | --- | --- |
"""

# What no source shows, in a few words, by the resource's path; docs/fidelity.md has it all.
INFERRED = {
    "Configuration": "unset timers read `PT0S`; the faults of an unknown service or role",
    "Configuration/Webhooks": "the status of faults; an empty value; what has no filters",
    "Configuration/Addresses": "the fault of a duplicate; what auto-creation needs; a group MMS",
    "Configuration/Notifications": "what unset settings read; limits of texts; none is sent",
    "Credentials": "which secrets are required; the fault of a wrong type",
    "Bindings": "nothing makes them but recordings",
    "Services": "the default service's name; nothing replaces it when it is deleted",
    "Conversations": (
        "the status of most faults; page tokens; timers of a back-dated conversation"
    ),
    "Conversations/Participants": "which fault answers which combination of addresses",
    "Conversations/Messages": "templates are not known",
    "Conversations/Messages/Receipts": "when a message is delivered; nothing is read by itself",
    "Conversations/Webhooks": (
        "the status of faults; which filters are accepted; triggers and replays"
    ),
    "ConversationWithParticipants": "which fault a participant has; they can be seen at once",
    "ParticipantConversations": "the order; `conversation_created_by`",
    "Users": "which roles are refused with which fault; limits of values",
    "Users/Conversations": "the order; what is unread before anything was read",
    "Roles": "the default roles of a service; the fault of deleting a role in use",
}


def render_coverage_table() -> str:
    """Return the Markdown table of all routes.

    A route marked with * also exists under `/v1/Services/{ChatServiceSid}`, with the same methods
    faked.
    """
    rows = [_render_row(template) for template in ROUTES if not _is_covered_by_twin(template)]
    return HEAD + "".join(rows)


def get_name(resource: Resource) -> str:
    """Return the segments of a resource's path under the account, or under a service."""
    first, *below = [above.segment for above in resource.chain()]
    return "/".join(below if first == "Services" and below else [first, *below])


def update_table(page: str) -> str:
    """Return the text of the page with today's table in it."""
    return replace_section(page, "coverage", render_coverage_table())


def _render_row(template: str) -> str:
    route, faked = ROUTE_TABLE.faked.get(template), _list_faked(template)
    twin = template.replace("/v1", SERVICE, 1)
    cells = (
        f"`{template.removeprefix('/v1')}`{' *' if _is_covered_by_twin(twin) else ''}",
        ", ".join(faked),
        ", ".join(method for method in ROUTES[template] if method not in faked),
        INFERRED[get_name(route.resource)] if route is not None else "",
    )
    return "| " + " | ".join(cells) + " |\n"


def _list_faked(template: str) -> list[str]:
    route = ROUTE_TABLE.faked.get(template)
    return [method for method in ROUTES[template] if route and method in route.operations]


def _is_covered_by_twin(template: str) -> bool:
    """Return whether a route in a service needs no row, as it is like the account's own."""
    twin = template.replace(SERVICE, "/v1")
    is_twin = template in ROUTES and twin in ROUTES and twin != template
    return is_twin and _list_faked(template) == _list_faked(twin)


if __name__ == "__main__":
    PAGE.write_text(update_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
