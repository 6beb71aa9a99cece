import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.cassette.format.reader import read
from ringback.cassette.model import Cassette, Interaction
from ringback.errors import CassetteError
from ringback.http.messages import Response
from tests.support.cassettes.exchanges import create, created, render_cassette, reply

PATH = Path("cassettes/some.yaml")
ADA = Interaction(create(caller=None, FriendlyName="Ada"), created(friendly_name="Ada"))
EVE = Interaction(create(caller=None, FriendlyName="Eve"), created(friendly_name="Eve\n"))
TEXT = render_cassette(ADA, EVE).encode()


def interactions(cassette: Cassette) -> list[Interaction]:
    return [Interaction(one.request, one.response) for one in cassette.recordings]


def in_json(**changes: Any) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": "GET",
        "uri": "https://a.test/",
        "body": None,
        "headers": {},
    }
    response = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": "é"}}
    return {"version": 1, "interactions": [{"request": request, "response": response}], **changes}


def test_recordings_have_indexes_and_lines() -> None:
    cassette = read(TEXT, PATH)

    assert interactions(cassette) == [ADA, EVE]
    assert [(one.index, one.path) for one in cassette.recordings] == [(1, PATH), (2, PATH)]
    lines = TEXT.decode().splitlines()
    assert all(lines[(one.line or 0) - 1] == "- request:" for one in cassette.recordings)
    assert cassette.appendable
    assert cassette.whole == len(TEXT)
    assert cassette.torn_line is None


@pytest.mark.parametrize("text", [b"", b"\n \n"])
def test_an_empty_file_is_an_empty_cassette(text: bytes) -> None:
    assert read(text, PATH) == Cassette(PATH)


def test_a_cassette_without_a_version_is_read() -> None:
    assert interactions(read(TEXT.replace(b"version: 1\n", b""), PATH)) == [ADA, EVE]


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace(b"version: 1\n", b"") + b"version: 1\n",
        TEXT.replace(b"\n", b"\n  ").replace(b"version", b"  version", 1),
        TEXT + b"...\n",
        TEXT.removesuffix(b"\n"),
        TEXT.decode().encode("utf-16"),
        json.dumps(in_json()).encode(),
    ],
    ids=["version last", "indented", "ended", "without a line feed", "UTF-16", "JSON"],
)
def test_a_cassette_in_another_layout_cannot_be_appended_to(text: bytes) -> None:
    cassette = read(text, PATH)

    assert cassette.recordings
    assert not cassette.appendable


@pytest.mark.parametrize(
    ("text", "appendable"),
    [
        (b"version: 1\ninteractions:\n", True),
        (b"version: 1\ninteractions: []\n", False),
        (b"version: 1\ninteractions: # to come\n", True),
        (b"version: 1\ninteractions: null\n", False),
        (b"version: 1\ninteractions: ~\n", False),
        (b"interactions: []\nversion: 1\n", False),
    ],
)
def test_a_cassette_may_have_no_interactions(text: bytes, appendable: bool) -> None:
    cassette = read(text, PATH)

    assert (cassette.recordings, cassette.appendable) == ((), appendable)


@pytest.mark.parametrize(
    ("metadata", "names"),
    [
        ("{ringback: {redact: [a, B]}}", ("a", "B")),
        ("{ringback: {redact: a}}", ()),
        ("{ringback: 1}", ()),
        pytest.param("{an-older-name: {redact: [a]}}", ("a",), id="of an older version"),
        pytest.param(
            "{older: {redact: [a, B]}, ringback: {redact: [B, c]}}", ("a", "B", "c"), id="both"
        ),
        ("nothing known", ()),
    ],
)
def test_names_to_redact_are_read_from_the_metadata(metadata: str, names: tuple[str, ...]) -> None:
    text = f"version: 1\nmetadata: {metadata}\ninteractions: []\n"

    assert read(text.encode(), PATH).redact_names == names


def test_a_json_cassette_is_read_without_lines() -> None:
    for path in (PATH, Path("some.json")):
        (recording,) = read(json.dumps(in_json()).encode(), path).recordings

        assert recording.response == Response(200, body="é".encode(), reason="OK")
        assert recording.line is None


def test_yaml_in_flow_style_is_not_json() -> None:
    text = b"{version: 1, interactions: []}"

    assert read(text, PATH) == Cassette(PATH, whole=len(text))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[1, 2]", "not a cassette: there is no list `interactions`"),
        ("just text", "not a cassette"),
        ("a: b", "not a cassette"),
        ("interactions: text", "not a cassette"),
        ("version: 2\ninteractions: []", "version 2 of the format; version 1 is read"),
        ("- request: {}\n  response: {}", "`python -m vcr.migration cassettes/some.yaml`"),
        ("- request: !!python/object:vcr.request.Request {}\n", "vcr.migration cassettes/some.y"),
        ("http_interactions: []", "record another one with `ringback record -c"),
        ("interactions:\n- a\n", "interaction 1: text, not a mapping with `request`"),
        ("interactions:\n- request: {}\n  response: {}\n- a", "interaction 1: `uri` is missing"),
        ("interactions: []\ninteractions: []", "a second list `interactions`"),
        ("interactions:\n\ninteractions: text", "a second list `interactions`"),
        ("a: &x 1\nb: &x 2\ninteractions: []", "the anchor &x is defined twice"),
        ("? [a]\n: b\ninteractions: []", "a key that is not text"),
        ("interactions: [", "did not find expected"),
        ("a: b: c", "mapping values"),
    ],
    ids=lambda text: text[:24],
)
def test_other_files_are_rejected_with_file_and_line(text: str, problem: str) -> None:
    with pytest.raises(CassetteError) as caught:
        read(text.encode(), PATH)

    assert problem in str(caught.value)
    assert str(caught.value).startswith(f"{PATH}:")
    assert caught.value.line is not None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "some.json:1: not JSON"),
        ("[]", "not a cassette"),
        ('[{"request": {}}]', "vcr.migration"),
        ('{"version": 1, "interactions": null}', ""),
        ('{"version": 1, "interactions": [1]}', "interaction 1: a number, not a mapping"),
    ],
    ids=["open", "list", "old", "null", "wrong"],
)
def test_an_invalid_json_cassette_is_rejected(text: str, problem: str) -> None:
    if not problem:
        assert read(text.encode(), Path("some.json")).recordings == ()
        return
    with pytest.raises(CassetteError) as caught:
        read(text.encode(), Path("some.json"))

    assert problem in str(caught.value)


def test_a_wrong_value_in_an_earlier_interaction_is_an_error() -> None:
    text = TEXT.replace(b"method: POST", b"method: [POST]", 1)

    with pytest.raises(CassetteError) as caught:
        read(text, PATH)

    assert caught.value.line == 3


def test_a_wrong_value_in_the_last_interaction_is_an_error() -> None:
    text = TEXT.decode().replace("code: 201", "code: 2012").encode()

    with pytest.raises(CassetteError, match="interaction 1"):
        read(text, PATH)


def last(request: str, response: str) -> bytes:
    """Return a cassette whose second interaction was written by hand."""
    text = f"- request: {{method: GET, {request}}}\n  response:\n{response}"
    return render_cassette(ADA).encode() + text.encode()


URI = "uri: 'https://a.test/'"
NO_CONTENT = "    headers: {}\n    status: {message: No Content, code: 204}\n"


@pytest.mark.parametrize("end", ["\n", ""], ids=["a line feed", "none"])
def test_an_interaction_without_a_body_is_complete(end: str) -> None:
    cassette = read(last(URI, NO_CONTENT.rstrip() + end), PATH)

    assert cassette.torn_line is None
    assert interactions(cassette)[1].response == Response(204, reason="No Content")


@pytest.mark.parametrize("end", ["\n", ""], ids=["a line feed", "none"])
@pytest.mark.parametrize(
    ("request_", "response", "problem"),
    [
        ("uri: null", NO_CONTENT, "`uri` is nothing, not text"),
        (URI, "    body: {a: b}\n" + NO_CONTENT, "`string` is missing"),
        ("body: null", NO_CONTENT, "`uri` is missing"),
        (URI, NO_CONTENT.replace("204", "2044"), "`code` is '2044', not an HTTP status"),
        (
            URI,
            NO_CONTENT.replace("204", "103"),
            "`code` is 103, an interim status and no answer; record it again",
        ),
    ],
    ids=["no URL", "another body", "URL missing", "code", "interim"],
)
def test_a_wrong_interaction_with_a_status_code_is_an_error(
    request_: str, response: str, problem: str, end: str
) -> None:
    text = last(request_, response.rstrip() + end)

    with pytest.raises(CassetteError) as caught:
        read(text, PATH)

    line = render_cassette(ADA).count("\n") + 1
    assert str(caught.value) == f"{PATH}:{line}: interaction 2: {problem}"


@pytest.mark.parametrize(
    "text",
    [
        b"interactions:\n  - request:\n      method: GET",
        render_cassette(ADA).replace("interactions", "more").encode()
        + b"interactions: []\n- request:",
        b"- request:\n    method: GET\n- request: [",
    ],
    ids=["indented", "another list", "old format"],
)
def test_damage_in_another_layout_is_an_error(text: bytes) -> None:
    with pytest.raises(CassetteError):
        read(text, PATH)


BODIES = {
    "JSON": reply(201, {"a": "b", "c": {}}),
    "lines": Response(200, body=b"one\n- two:\n  three: 3\n\nfour\n"),
    "binary": Response(200, body=bytes(range(256))),
    "plain": Response(200, body=b"plain"),
    "escapes": Response(200, body="\0\x85🎭".encode() * 3),
    "empty": Response(204),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_write_interrupted_at_any_byte_keeps_complete_interactions(name: str) -> None:
    last = Interaction(create(FriendlyName="🎭 é", Attributes="{}"), BODIES[name])
    before, after = render_cassette(ADA).encode(), render_cassette(ADA, last).encode()

    for length in range(len(before), len(after) + 1):
        cassette = read(after[:length], PATH)

        whole = length >= len(after) - 1  # all but the last line feed is everything
        assert interactions(cassette) == ([ADA, last] if whole else [ADA])
        if not whole and length > len(before):
            assert cassette.torn_line == before.count(b"\n") + 1
            assert cassette.whole == len(before)
            assert cassette.appendable


def test_an_incomplete_first_interaction_leaves_none() -> None:
    text = render_cassette(ADA).encode()

    cassette = read(text[: len(text) // 2], PATH)

    assert cassette.recordings == ()
    assert cassette.whole == len(b"version: 1\ninteractions:\n")
    assert cassette.torn_line == 3


def test_nuls_after_a_power_failure_are_a_torn_end() -> None:
    cassette = read(TEXT + b"\0" * 4096, PATH)

    assert interactions(cassette) == [ADA, EVE]
    assert cassette.whole == len(TEXT)
    assert cassette.torn_line == TEXT.count(b"\n") + 1


def test_an_incomplete_interaction_with_nuls_is_a_torn_end() -> None:
    before = render_cassette(ADA).encode()

    cassette = read(TEXT[:-30] + b"\0" * 100, PATH)

    assert interactions(cassette) == [ADA]
    assert cassette.whole == len(before)
    assert cassette.torn_line == before.count(b"\n") + 1


# Every file is either parsed or rejected with CassetteError.

OURS = render_cassette(ADA, Interaction(EVE.request, Response(200, body=bytes(range(256)))))
THEIRS = yaml.dump(yaml.safe_load(OURS))
PIECES = (
    *(b"", b"\0", b"\n", b"- ", b"-", b": ", b"'", b'"', b"\\", b"|", b">", b"&a ", b"*a", b"<<: "),
    *(b"[", b"]", b"{", b"}", b",", b"#", b"%", b"@", b"`", b"!!binary ", b"!!python/object:x "),
    *(b"---\n", b"...\n", b"\t", b"\r", b"\xff", b"\xef\xbb\xbf", b"\xc3", b"\x85", b"null", b"~"),
    *(b"interactions:", b"- request:\n", b"version: 2\n", b"    uri: 5\n", b"[" * 50, b"  " * 40),
)
MUTATIONS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES)), min_size=1, max_size=6
)


def mutated(text: bytes, mutations: list[tuple[float, int, bytes]]) -> bytes:
    """Replace some bytes; each place is a fraction of the length."""
    for place, length, piece in mutations:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + length :]
    return text


def refusal(data: bytes, path: Path) -> str:
    """Return the message with which a cassette is rejected, or its path if it is accepted."""
    try:
        read(data, path)
    except CassetteError as error:
        return str(error)
    return str(path)


@settings(max_examples=300)
@given(
    st.sampled_from([OURS.encode(), THEIRS.encode(), json.dumps(in_json()).encode()]),
    MUTATIONS,
    st.sampled_from(["some.yaml", "some.json"]),
)
def test_a_mutated_cassette_is_parsed_or_rejected(
    text: bytes, mutations: list[tuple[float, int, bytes]], name: str
) -> None:
    assert refusal(mutated(text, mutations), Path(name)).startswith(name)


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_parsed_or_rejected(data: bytes) -> None:
    assert refusal(data, PATH).startswith(str(PATH))


@pytest.mark.parametrize(
    "opening", [b"[", b"{", b"- ", b"? ", b"{a: ", b"[[", b"!!map {", b"&a [*a, "]
)
def test_deep_nesting_is_rejected(opening: bytes) -> None:
    assert refusal(b"a: " + opening * 100_000, PATH) != str(PATH)
    assert refusal(opening * 100_000, PATH) != str(PATH)


@pytest.mark.parametrize(
    "text",
    [b"a" * 20_000_000, b"a: '" + b"x" * 20_000_000, b"a: b\n" * 200_000],
    ids=["word", "quote", "keys"],
)
def test_a_huge_value_is_rejected_with_a_short_message(text: bytes) -> None:
    assert len(str(PATH)) < len(refusal(text, PATH)) < 200


def test_blank_lines_are_an_empty_cassette() -> None:
    assert read(b"\n" * 20_000_000, PATH).recordings == ()


@pytest.mark.parametrize("text", [b"# nothing yet", b"\n  # one\n\n# two\n", b"#" * 20_000_000])
def test_comments_alone_are_an_empty_cassette(text: bytes) -> None:
    assert read(text, PATH) == Cassette(PATH)


def test_a_compressed_cassette_is_rejected_with_the_command_that_decompresses_it() -> None:
    with pytest.raises(CassetteError, match=r"`gzip -dc 'a b.yaml.gz' > 'a b.yaml'`"):
        read(gzip.compress(b"interactions: []"), Path("a b.yaml.gz"))


@pytest.mark.parametrize(
    ("response", "after", "problem"),
    [
        ("{headers: {}, body: {string: x}}", "recorded_with: hand\n", "`status` is missing"),
        ("{headers: {}, body: {string: x}, status: {}}", "", "`code` is missing"),
    ],
    ids=["a key follows", "in one line"],
)
def test_a_whole_interaction_that_lacks_a_key_is_not_cut_off(
    response: str, after: str, problem: str
) -> None:
    sent = "{method: GET, uri: 'https://a.test/', headers: {}, body: null}"
    item = f"- request: {sent}\n  response: {response}\n"

    with pytest.raises(CassetteError, match=f"interaction 2: {problem}"):
        read((render_cassette(ADA) + item + after).encode(), PATH)


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("- grpc_request: {}\n", "`request` is missing"),
        ("- request:\n    method: GET\n  response: {}\n", "`uri` is missing"),
    ],
)
def test_an_interaction_of_another_tool_is_not_cut_off(item: str, problem: str) -> None:
    with pytest.raises(CassetteError, match=f"interaction 2: {problem}"):
        read((render_cassette(ADA) + item).encode(), PATH)


def written_by(order: str, response: str) -> str:
    """Return an interaction in block style whose request has its keys in an order."""
    lines = {
        "body": "    body: null",
        "headers": "    headers: {}",
        "method": "    method: GET",
        "uri": "    uri: https://a.test/",
    }
    request = "\n".join(lines[key] for key in order.split())
    return f"- request:\n{request}\n  response:\n{response}"


VCRPY, OURSELVES = "body headers method uri", "method uri headers body"


@pytest.mark.parametrize(
    ("order", "response", "problem"),
    [
        (VCRPY, "    body:\n      string: x\n    headers: {}\n", "`status` is missing"),
        (
            VCRPY,
            "    body:\n      string: x\n    headers: {}\n    status:\n      message: OK\n",
            "`code` is missing",
        ),
        (OURSELVES, "    headers: {}\n    status:\n      message: OK\n", "`code` is missing"),
        (OURSELVES, "    body:\n      string: x\n", "`status` is missing"),
        ("uri method headers body", "    headers: {}\n", "`status` is missing"),
    ],
    ids=["no status", "no code", "no body and code", "no headers and status", "another order"],
)
def test_a_last_interaction_of_another_writer_is_told_exactly(
    order: str, response: str, problem: str
) -> None:
    with pytest.raises(CassetteError, match=f"interaction 2: {problem}"):
        read((render_cassette(ADA) + written_by(order, response)).encode(), PATH)


@pytest.mark.parametrize(
    ("response", "key"),
    [
        ("    headers: {}\n", "`status`"),
        ("    headers: {}\n    body:\n      string: x\n", "`status`"),
        ("    headers: {}\n    body:\n      string: x\n    status:\n      message: OK\n", "`code`"),
        ("    headers: {}\n    body:\n      string: 'x", ""),
    ],
)
def test_what_a_torn_interaction_lacks_is_known(response: str, key: str) -> None:
    cassette = read((render_cassette(ADA) + written_by(OURSELVES, response)).encode(), PATH)

    assert (cassette.torn_line, cassette.torn_before) == (
        len(render_cassette(ADA).splitlines()) + 1,
        key,
    )
