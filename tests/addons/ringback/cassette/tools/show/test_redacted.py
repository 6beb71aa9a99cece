from pathlib import Path

from ringback.cassette.format.reader import read
from ringback.cassette.model import Interaction
from ringback.cassette.tools.show.redacted import redact_recordings
from tests.support.cassettes.exchanges import TOKEN, create, created, render_cassette


def test_a_secret_of_a_later_request_is_redacted_in_an_earlier_one() -> None:
    first = Interaction(create(caller=None, Note=TOKEN), created())
    data = render_cassette(first, Interaction(create(), created()))

    redacted = redact_recordings(read(data.encode(), Path("some.yaml")))

    assert redacted.title == "some.yaml: 2 interactions"
    assert TOKEN.encode() not in redacted.recordings[0].request.body


def test_stand_ins_for_personal_data_are_shown_as_they_are() -> None:
    marked = "metadata:\n  ringback:\n    redact:\n    - personal-data\ninteractions:"
    sent = create(Identity="person-1", Author="ada")
    data = render_cassette(Interaction(sent, created(identity="person-1")))

    (shown,) = redact_recordings(
        read(data.replace("interactions:", marked).encode(), Path("some.yaml"))
    ).recordings

    assert shown.request.body == b"Identity=person-1&Author=PERSONAL-1-sent"
    assert b'"identity": "person-1"' in shown.response.body
