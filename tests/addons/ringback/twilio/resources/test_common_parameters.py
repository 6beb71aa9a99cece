from ringback.twilio.resources.common_parameters import DATE_CREATED, DATE_UPDATED, attributes
from ringback.twilio.values import faults


def test_attributes_have_the_given_limit() -> None:
    row = attributes(4)

    assert row.validator.read("[12]") == "[12]"
    assert row.validator.read("[123]") is faults.ATTRIBUTES_TOO_LONG
    assert row.validator.read("abcd") is faults.ATTRIBUTES_NOT_JSON


def test_the_two_dates_have_faults_of_their_own() -> None:
    assert DATE_CREATED.validator.read("x") is faults.INVALID_DATE_CREATED
    assert DATE_UPDATED.validator.read("x") is faults.INVALID_DATE_UPDATED
