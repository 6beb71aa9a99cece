import json
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml

from ringback.cassette.format.normalize import make_appendable
from ringback.cassette.format.reader import read
from ringback.cassette.format.writer import render, render_header
from ringback.cassette.model import Interaction
from ringback.errors import CassetteError
from tests.support.cassettes.exchanges import create, created, render_cassette

PATH = Path("some.yaml")
ADA = Interaction(create(caller=None, FriendlyName="Ada"), created(friendly_name="Ada 🎭"))
EVE = Interaction(create(caller=None, FriendlyName="Eve"), created())
DOCUMENT: dict[str, Any] = yaml.safe_load(render_cassette(ADA))


def appended_to(text: bytes) -> list[Interaction]:
    data = make_appendable(text, PATH) + render(EVE).encode()
    return [Interaction(one.request, one.response) for one in read(data, PATH).recordings]


VCRPYS = yaml.dump(DOCUMENT).encode()  # sorted by key: `version` comes last

LAYOUTS = {
    "ours": render_cassette(ADA).encode(),
    "vcrpy's": VCRPYS,
    "vcrpy's with metadata": yaml.dump({**DOCUMENT, "metadata": {"a": "b"}}).encode(),
    "no version": VCRPYS.replace(b"version: 1\n", b""),
    "no line feed": VCRPYS.removesuffix(b"\n"),
    "indented": indent(render_cassette(ADA), "  ", lambda line: line[0] in "- ").encode(),
    "ended": VCRPYS + b"...\n",
    "flow style": yaml.dump(DOCUMENT, default_flow_style=True).encode(),
    "JSON": json.dumps(DOCUMENT).encode(),
    "CRLF": VCRPYS.replace(b"\n", b"\r\n"),
    "UTF-16": VCRPYS.decode().encode("utf-16"),
    "quoted keys": VCRPYS.replace(b"version:", b'"version":')
    .replace(b"inter", b'"inter')
    .replace(b"actions:", b'actions":'),
    "an explicit key": b"? version\n: 1\n" + VCRPYS.replace(b"version: 1\n", b""),
    "line separators": b"# \xe2\x80\xa8\xc2\x85\n" + VCRPYS,
    "a comment between": VCRPYS.replace(b"version:", b"# the format\nversion:"),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_can_be_made_appendable(name: str) -> None:
    assert appended_to(LAYOUTS[name]) == [ADA, EVE]


def test_in_vcrpys_layout_only_lines_move() -> None:
    commented = b"# by hand\n" + VCRPYS + b"# the end\nextra: [1, 2]\n"

    moved = make_appendable(commented, PATH).decode().splitlines()

    assert moved[:2] == ["version: 1", "# the end"]
    assert "# by hand" in moved
    assert sorted(moved) == sorted(commented.decode().splitlines())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("interactions: []\nversion: 1\n", "version: 1\ninteractions:\n"),
        ("version: 1\n# mine\ninteractions: [ ] # none\n", None),
        ("version: 1\r\ninteractions: []\r\n", "version: 1\r\ninteractions:\r\n"),
        ("interactions: null", "version: 1\ninteractions:\n"),
        ("a: [b]\ninteractions: ~\n", "version: 1\na: [b]\ninteractions:\n"),
        ('{"version": 1, "interactions": []}', "version: 1\ninteractions:\n"),
        ('{"version": 1, "interactions": null}', "version: 1\ninteractions:\n"),
        ("{interactions: []}\n", "version: 1\ninteractions:\n"),
    ],
)
def test_an_empty_list_becomes_appendable(text: str, expected: str | None) -> None:
    if expected is not None:
        assert make_appendable(text.encode(), PATH).decode().replace('"', "") == expected
    assert appended_to(text.encode()) == [EVE]


@pytest.mark.parametrize("layout", ["vcrpy's", "flow style"])
def test_unknown_keys_are_kept(layout: str) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    document.update(recorded_by="me", metadata={"a": ["b"], "when": "2020-01-01"})
    document["interactions"][0]["recorded_at"] = "now"
    document["interactions"][0]["response"]["protocol"] = ["HTTP/1.1", None, 1.5]

    text = make_appendable(
        yaml.dump(document, default_flow_style=layout != "vcrpy's").encode(), PATH
    )

    assert yaml.safe_load(text) == document


def test_tags_and_aliases_are_kept() -> None:
    interaction = DOCUMENT["interactions"][0]
    text = f"{{interactions: [&a {json.dumps(interaction)}, *a], version: !!int 1}}"

    written = make_appendable(text.encode(), PATH).decode()

    assert "*" in written
    assert len(read(written.encode(), PATH).recordings) == 2


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (None, {"ringback": {"redact": ["a", "b"]}}),
        ({"c": 1}, {"c": 1, "ringback": {"redact": ["a", "b"]}}),
        ({"ringback": {"redact": ["b"], "d": 2}}, {"ringback": {"d": 2, "redact": ["b", "a"]}}),
        ({"ringback": 1}, {"ringback": {"redact": ["a", "b"]}}),
    ],
    ids=["none", "another's", "ours", "something odd"],
)
def test_names_to_redact_are_noted(metadata: object, expected: object) -> None:
    document = dict(DOCUMENT) if metadata is None else {**DOCUMENT, "metadata": metadata}

    text = make_appendable(yaml.dump(document).encode(), PATH, ("a", "b"))

    assert yaml.safe_load(text)["metadata"] == expected
    assert set(read(text, PATH).redact_names) == {"a", "b"}


def test_known_names_to_redact_change_nothing() -> None:
    text = render_cassette(ADA).encode()
    noted = make_appendable(text, PATH, ("a",))

    assert make_appendable(noted, PATH, ("a",)) == noted


def test_an_incomplete_interaction_is_dropped() -> None:
    torn = render_cassette(ADA, EVE).encode()[:-40]

    assert make_appendable(torn, PATH, ("a",)) == make_appendable(
        render_cassette(ADA).encode(), PATH, ("a",)
    )


def test_an_empty_file_gets_a_header() -> None:
    assert make_appendable(b"\n", PATH, ("a",)) == render_header(["a"]).encode()


def test_json_cannot_be_appended_to() -> None:
    with pytest.raises(CassetteError, match=r"is JSON, which is replayed only"):
        make_appendable(json.dumps(DOCUMENT).encode(), Path("some.json"))


def test_a_cassette_whose_recordings_would_change_is_rejected() -> None:
    # After a tag, an item does not begin the list.
    text = render_cassette(ADA).replace("interactions:", "interactions: !!python/tuple")

    with pytest.raises(CassetteError, match="cannot be brought into an order to append to"):
        make_appendable(text.encode(), PATH)
