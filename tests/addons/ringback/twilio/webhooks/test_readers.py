import json
from datetime import UTC, datetime

from ringback.twilio.store.change import Change
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.webhooks.parameters import PARAMETERS
from ringback.twilio.webhooks.readers import READERS, describe_files, format_date

NOW = datetime(2026, 1, 31, 12, 0, 0, 5678, tzinfo=UTC)

# Those whose value is not the record's, but of what has happened.
DETAILS = {
    "MessagingBinding.AuthorAddress",
    "MessageBody",
    "StateFrom",
    "StateTo",
    "Reason",
    "isOnline",  # a client library's connection, which nobody has here
    "isNotifiable",
}
SEGMENTS = {
    "Conversation": "Conversations",
    "Message": "Messages",
    "Participant": "Participants",
    "Delivery": "Receipts",
    "User": "Users",
}


def test_a_date_has_milliseconds() -> None:
    assert format_date(NOW) == "2026-01-31T12:00:00.005Z"


def test_every_parameter_has_a_value_or_comes_with_the_event() -> None:
    for event, parameters in PARAMETERS.items():
        segment = next(one for noun, one in SEGMENTS.items() if event.startswith(f"on{noun}"))
        known = set(READERS[segment]) | DETAILS
        if segment == "Conversations":  # of who wrote the first message
            known |= {name for name in parameters if name.startswith("MessagingBinding.")}
            known |= {"Media"}
        assert set(parameters) <= known, event


def test_a_record_without_values_has_few_parameters() -> None:
    record = StoredResource("MB1", "Participants", None, {})
    change = Change("onParticipantAdded", record, NOW)
    values = {name: read(change) for name, read in READERS["Participants"].items()}

    assert {name for name, value in values.items() if value is not None} == {
        "Attributes",
        "DateRemoved",
        "MessagingBinding.Type",
        "ParticipantSid",
    }


def test_a_file_without_a_name_has_none() -> None:
    files = [("ME1", None, None, None), ("ME2", "ü.png", 3, "image/png")]
    shown = json.loads(describe_files(files))

    assert shown == [
        {"Sid": "ME1", "Size": 0, "ContentType": "application/octet-stream"},
        {"Sid": "ME2", "Filename": "ü.png", "Size": 3, "ContentType": "image/png"},
    ]
