import pytest

from ringback.twilio.processing import ROUTE_TABLE
from ringback.twilio.routing.api_routes import ROUTES
from ringback.twilio.routing.not_faked import explain_not_faked

NOT_FAKED = [template for template in ROUTES if template not in ROUTE_TABLE.faked]


def test_what_no_source_describes_is_all_that_is_not_faked() -> None:
    assert {template.rpartition("/")[2] for template in NOT_FAKED} == {"Export", "ChannelMetadata"}


@pytest.mark.parametrize("template", NOT_FAKED)
def test_a_route_that_is_only_linked_to_is_said_to_be_so(template: str) -> None:
    message = explain_not_faked("GET", template)

    assert message.startswith(
        f"GET {template} is not faked. Replies link to it, but Twilio describes it nowhere. "
    )
    assert "`ringback record` records the real reply" in message


@pytest.mark.parametrize("template", NOT_FAKED)
def test_a_miss_says_it_in_three_sentences(template: str) -> None:
    assert explain_not_faked("GET", template).count(". ") == 2
