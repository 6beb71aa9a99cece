from ringback.twilio.state_document.files import ATTACHMENT_FIELDS, DATA, FILE_FIELDS


def test_a_file_has_what_a_message_says_of_it_and_more() -> None:
    own = {field.name for field in FILE_FIELDS}
    assert {field.name for field in ATTACHMENT_FIELDS} < own
    assert DATA in own
