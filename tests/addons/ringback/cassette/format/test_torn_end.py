from pathlib import Path

import pytest

from ringback.cassette.format.torn_end import DamagedError, find_torn_end

HEAD = b"version: 1\ninteractions:\n- request: whole\n"
REQUEST = b"- request:\n    method: GET\n    uri: https://a.test/\n    headers: {}\n"
WHOLE_REQUEST = REQUEST + b"    body: null\n  response:\n"


def damage(message: str, *, incomplete: bool = True, ended: bool = False) -> DamagedError:
    return DamagedError(message, Path("some.yaml"), 3, incomplete, ended)


MISSING_STATUS = damage("interaction 2: `status` is missing")


@pytest.mark.parametrize(
    "end",
    [
        b"- requ",
        REQUEST,
        WHOLE_REQUEST,
        WHOLE_REQUEST + b"    headers: {}\n",
        WHOLE_REQUEST + b"    headers: {}\n    body:\n      string: 'x",
    ],
    ids=["half a key", "a request", "no response", "no body", "half a body"],
)
def test_the_beginning_of_an_interaction_is_a_torn_end(end: bytes) -> None:
    assert find_torn_end(HEAD + end, MISSING_STATUS) == len(HEAD)


@pytest.mark.parametrize(
    "end",
    [
        b"- grpc_request: {}\n",
        WHOLE_REQUEST + b"    headers: {}\nrecorded_with: hand\n",
        WHOLE_REQUEST + b"    body:\n      string: x\n",
        b"- request:\n    uri: https://a.test/\n    method: GET\n",
    ],
    ids=["another tool", "a key follows", "no headers", "another order"],
)
def test_an_interaction_of_another_writer_is_no_torn_end(end: bytes) -> None:
    assert find_torn_end(HEAD + end, MISSING_STATUS) is None


def test_a_request_is_whole_before_its_response_begins() -> None:
    end = b"- request:\n    method: GET\n  response:\n    headers"

    assert find_torn_end(HEAD + end, damage("interaction 2: `uri` is missing")) is None
    assert find_torn_end(HEAD + end, MISSING_STATUS) == len(HEAD)


@pytest.mark.parametrize(
    ("error", "is_torn"),
    [
        (damage("`uri` is nothing", ended=True), False),
        (damage("`code` is '2012'", incomplete=False), False),
        (MISSING_STATUS, True),
    ],
    ids=["ended", "wrong", "missing"],
)
def test_only_what_is_missing_makes_a_torn_end(error: DamagedError, is_torn: bool) -> None:
    assert (find_torn_end(HEAD + REQUEST, error) is not None) == is_torn


def test_text_that_cannot_be_parsed_is_torn_if_its_last_line_is() -> None:
    error = damage("unexpected end of stream", incomplete=False)

    assert find_torn_end(HEAD + b"- request:\n    body: 'x", error) == len(HEAD)
    assert find_torn_end(HEAD + b"- request:\n    body: 'x\n", error) is None


def test_a_cassette_without_an_interaction_has_no_torn_end() -> None:
    assert find_torn_end(b"version: 1\ninter", damage("`x` is missing")) is None


@pytest.mark.parametrize(
    ("message", "key"),
    [("interaction 2: `code` is missing", "`code`"), ("unexpected end of stream", "")],
)
def test_the_key_that_is_missing_is_known(message: str, key: str) -> None:
    assert damage(message).missing == key
