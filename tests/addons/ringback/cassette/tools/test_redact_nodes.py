import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from ringback.cassette.format import yaml_nodes
from ringback.cassette.format.reader import read
from ringback.cassette.format.yaml_nodes import Node
from ringback.cassette.model import Interaction
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.tools.redact_nodes import redact_interaction, redact_other_scalars
from ringback.http.messages import Headers
from tests.support.cassettes.exchanges import ACCOUNT, TOKEN, create, created, render_cassette

PATH = Path("some.yaml")


@pytest.fixture
def redactor() -> Redactor:
    redactor = Redactor()
    redactor.remember(create())
    return redactor


def root_of(text: str) -> Node:
    return yaml_nodes.compose(text.encode())


def test_an_interactions_nodes_become_what_redaction_made_of_it(redactor: Redactor) -> None:
    before = Interaction(create(FriendlyName=TOKEN, From=ACCOUNT), created(note=TOKEN))
    caller = redactor.key_accounts.find_caller(before.request)
    after = Interaction(
        redactor.redact_request(before.request), redactor.redact_response(before.response, caller)
    )
    root = root_of(render_cassette(before))

    redact_interaction(
        yaml_nodes.find_member(root, "interactions").value[0], before, after, redactor
    )

    (recording,) = read(yaml_nodes.serialize(root), PATH).recordings
    assert recording.interaction == after


def test_a_request_that_was_decoded_to_be_redacted_is_not_coded_any_more(
    redactor: Redactor,
) -> None:
    body = gzip.compress(b"\xffAuthToken=" + TOKEN.encode())
    headers = Headers([("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))])
    coded = replace(create(caller=None), headers=headers, body=body)
    text = render_cassette(Interaction(coded, created(OWN_ACCOUNT)))
    before = read(text.encode(), PATH).recordings[0].interaction
    after = replace(before, request=redactor.redact_request(before.request))
    root = root_of(text)

    redact_interaction(
        yaml_nodes.find_member(root, "interactions").value[0], before, after, redactor
    )

    (recording,) = read(yaml_nodes.serialize(root), PATH).recordings
    assert TOKEN.encode() in before.request.body
    assert TOKEN.encode() not in after.request.body
    assert recording.interaction == after
    assert b"Content-Encoding" not in yaml_nodes.serialize(root)


def test_the_rest_of_a_cassette_is_redacted_too(redactor: Redactor) -> None:
    text = render_cassette(Interaction(create(caller=None), created(OWN_ACCOUNT)))
    text = text.replace("- request:", f"- note: {TOKEN}\n  request:")
    root = root_of(f"by: [{TOKEN}, {{{TOKEN}: {ACCOUNT}}}]\n{text}")

    redact_other_scalars(root, redactor)

    written = yaml_nodes.serialize(root).decode()
    assert written.count("REDACTED") == 3
    assert TOKEN not in written
    assert ACCOUNT not in written


def test_a_cassette_without_interactions_has_only_the_rest(redactor: Redactor) -> None:
    root = root_of(f"by: {TOKEN}\ninteractions:\n")

    redact_other_scalars(root, redactor)

    assert yaml_nodes.serialize(root) == b"by: REDACTED\ninteractions:\n"
