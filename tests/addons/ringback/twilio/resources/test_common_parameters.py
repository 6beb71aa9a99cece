from ringback.twilio.resources.common_parameters import DATE_CREATED, DATE_UPDATED, attributes
from ringback.twilio.values import faults


def test_attributes_have_the_limit_that_is_asked_for() -> None:
    row = attributes(4)

    assert row.rule.read("[12]") == "[12]"
    assert row.rule.read("[123]") is faults.ATTRIBUTES_TOO_LONG
    assert row.rule.read("abcd") is faults.ATTRIBUTES_NOT_JSON


def test_the_two_dates_have_faults_of_their_own() -> None:
    assert DATE_CREATED.rule.read("x") is faults.INVALID_DATE_CREATED
    assert DATE_UPDATED.rule.read("x") is faults.INVALID_DATE_UPDATED
