import pytest

from ringback.twilio.api import ROUTE_TABLE
from ringback.twilio.routing.api_routes import ROUTES
from ringback.twilio.routing.not_faked import INSTEAD, LINKED_ONLY, explain_not_faked


@pytest.mark.parametrize("end", INSTEAD)
def test_what_works_instead_is_told_of_routes_that_are_not_faked(end: str) -> None:
    templates = [template for template in ROUTES if template.endswith(end)]

    assert templates
    assert not set(templates) & set(ROUTE_TABLE.faked)


@pytest.mark.parametrize(
    ("template", "instead"),
    [
        ("/v1/Conversations/{ConversationSid}/Messages/{MessageSid}/Receipts", "`delivery` of a"),
        ("/v1/Configuration/Addresses", "Faked are conversations, their participants"),
    ],
)
def test_a_route_that_is_not_faked_is_explained(template: str, instead: str) -> None:
    message = explain_not_faked("GET", template)

    assert message.startswith(f"GET {template} is not faked yet. ")
    assert instead in message
    assert "`ringback record` records the real reply" in message


@pytest.mark.parametrize("template", [name for name in ROUTES if name.endswith(LINKED_ONLY)])
def test_a_route_that_is_only_linked_to_is_said_to_be_so(template: str) -> None:
    message = explain_not_faked("GET", template)

    assert message.startswith(
        f"GET {template} is not faked. Replies link to it, but Twilio describes it nowhere. "
    )
    assert "`ringback record` records the real reply" in message


@pytest.mark.parametrize("template", [name for name in ROUTES if name not in ROUTE_TABLE.faked])
def test_a_miss_says_it_in_three_sentences(template: str) -> None:
    assert explain_not_faked("GET", template).count(". ") == 2
