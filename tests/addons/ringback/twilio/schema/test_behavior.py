from ringback.twilio.schema.behavior import Operation


def test_an_operation_is_a_method_on_a_collection_or_on_one_record() -> None:
    assert Operation.LIST.value == ("GET", False)
    assert Operation.FETCH.value == ("GET", True)
