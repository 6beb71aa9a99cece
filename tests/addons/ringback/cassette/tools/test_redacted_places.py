from dataclasses import replace
from pathlib import Path

import pytest

from ringback.cassette.format.reader import read
from ringback.cassette.model import Cassette, Interaction, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.tools.redacted_places import (
    check_leaks,
    find_changes,
    list_changed_places,
)
from ringback.errors import CassetteError
from ringback.http.messages import Headers, Response
from tests.support.cassettes.exchanges import TOKEN, create, created, render_cassette, request

PATH = Path("cassettes/some.yaml")
ADA = Interaction(create(caller=None, FriendlyName="Ada"), created())
SECRET = Interaction(create(AuthToken=TOKEN), created())


def cassette(*interactions: Interaction) -> Cassette:
    return read(render_cassette(*interactions).encode(), PATH)


def test_only_interactions_that_change_are_found() -> None:
    clean = find_changes(cassette(ADA), Redactor())[0].redacted

    (change,) = find_changes(cassette(clean, SECRET), Redactor())

    assert change.recording.index == 2
    assert TOKEN.encode() not in change.redacted.request.body
    assert "the request header Authorization" in change.places
    assert "AuthToken in the request body" in change.places


def test_a_later_secret_is_found_in_an_earlier_recording() -> None:
    earlier = Interaction(create(caller=None, FriendlyName=TOKEN), created())

    changes = find_changes(cassette(earlier, SECRET), Redactor())

    assert [change.recording.index for change in changes] == [1, 2]


def test_every_place_of_a_recording_is_named() -> None:
    before = Recording(create(caller=None, A="1"), created(), PATH, 1, 1)
    request, response = before.request, before.response
    after = Interaction(
        replace(
            request,
            target="/v1",
            headers=Headers((name, "changed") for name, _ in request.headers),
            body=b"A=2",
        ),
        Response(201, response.headers, b"changed", "changed"),
    )

    places = list(list_changed_places(before, after))

    assert places[0] == "the URL"
    assert "A in the request body" in places
    assert "the response's reason" in places
    assert any(place.startswith("the request header ") for place in places)


def test_a_body_without_fields_changes_as_a_whole() -> None:
    old, new = (request(body=body, content_type="text/plain") for body in (b"x", b"y"))
    before = Recording(old, created(), PATH, 1, 1)

    places = list(list_changed_places(before, Interaction(new, created())))

    assert "the request body" in places


def test_a_secret_that_cannot_be_removed_is_an_error_with_its_place() -> None:
    redactor = Redactor()
    changes = find_changes(cassette(SECRET), redactor)
    check_leaks(changes, redactor)
    leaking = replace(changes[0], redacted=SECRET)

    with pytest.raises(CassetteError, match=r"interaction 1: .* still holds a secret") as caught:
        check_leaks((leaking,), redactor)

    assert caught.value.line == changes[0].recording.line
