import json
from pathlib import Path

from ringback.cassette.format.reader import read
from ringback.cassette.model import Interaction
from ringback.cassette.tools.show.as_json import describe_interactions
from tests.support.cassettes.exchanges import ACCOUNT, TOKEN, create, created, render_cassette

PATH = Path("some.yaml")


def test_an_interaction_has_its_place_and_both_messages() -> None:
    data = render_cassette(Interaction(create(caller=None, FriendlyName="Ada"), created()))

    (found,) = describe_interactions(read(data.encode(), PATH))

    assert (found["cassette"], found["index"], found["line"]) == ("some.yaml", 1, 3)
    assert found["request"]["form"] == {"FriendlyName": "Ada"}
    assert found["response"]["status"] == 201
    assert found["response"]["json"]["sid"].startswith("CH")


def test_no_secret_is_in_it() -> None:
    sent = create(Note=TOKEN, From=ACCOUNT, Password="5ecret")
    data = render_cassette(Interaction(sent, created(ACCOUNT, note=TOKEN)))

    text = json.dumps(list(describe_interactions(read(data.encode(), PATH))))

    assert not [secret for secret in (TOKEN, ACCOUNT, "5ecret") if secret in text]
