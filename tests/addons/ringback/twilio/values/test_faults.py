from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault


def test_a_fault_has_four_keys_in_twilios_order() -> None:
    body = Fault(400, 50304, "Attributes not valid JSON").body

    assert list(body.items()) == [
        ("code", 50304),
        ("message", "Attributes not valid JSON"),
        ("more_info", "https://www.twilio.com/docs/errors/50304"),
        ("status", 400),
    ]


def test_a_missing_resource_is_named_by_its_path() -> None:
    fault = faults.not_found("/Conversations/CH1")

    assert (fault.status, fault.code) == (404, 20404)
    assert fault.message == "The requested resource /Conversations/CH1 was not found"


def test_a_missing_parameter_is_named() -> None:
    fault = faults.missing_parameter("FriendlyName")

    assert (fault.status, fault.code) == (400, 20001)
    assert fault.message == "Missing required parameter FriendlyName in the post body"


def test_no_code_has_two_messages_of_one_status() -> None:
    known = [value for value in vars(faults).values() if isinstance(value, Fault)]
    platform = {20003, 20409}  # one for every way of not being let in, one for every conflict

    codes = [fault.code for fault in known if fault.code not in platform]

    assert len(codes) == len(set(codes))


def test_the_log_names_status_code_and_message() -> None:
    assert str(Fault(409, 50353, "Taken")) == '409/50353 "Taken"'
