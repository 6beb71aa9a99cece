"""The commands that messages of cassettes name work when they are typed."""

import gzip
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from ringback.cassette.model import Interaction
from tests.support.cassettes.archives import CHROMIUM, dump_flows, make_flow
from tests.support.cassettes.exchanges import create, created, render_cassette
from tests.support.process.background import Finished
from tests.support.process.ringback import run

TEXT = render_cassette(Interaction(create(FriendlyName="Ada"), created()))
CALL = (
    "import requests; requests.get('https://conversations.twilio.com/v1/Conversations/CH1', "
    "auth=('AC' + '0' * 32, 'any'), timeout=10)"
)
# What a message names as a command, up to the quotation mark, the semicolon or the line's end.
COMMAND = re.compile(r"((?:ringback (?:record|cassette)|gzip) [^`\n;]+)")


def write(name: str, text: str | bytes) -> Callable[[Path], None]:
    content = text.encode() if isinstance(text, str) else text

    def write_file(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return write_file


def nothing(folder: Path) -> None:
    assert folder.is_dir()


ARCHIVE = CHROMIUM.read_bytes()
REPLAY = ("--", "python", "-c", CALL)

MESSAGES = {
    "a miss in YAML": (write("x.yaml", TEXT), ("replay", "-c", "x.yaml", *REPLAY)),
    "a miss in a file with a blank": (
        write("x y.yaml", TEXT),
        ("replay", "-c", "x y.yaml", *REPLAY),
    ),
    "a miss in JSON": (
        write("x.json", json.dumps(yaml.safe_load(TEXT))),
        ("replay", "-c", "x.json", *REPLAY),
    ),
    "a miss in an empty cassette": (write("x.json", ""), ("replay", "-c", "x.json", *REPLAY)),
    "a miss among comments": (write("x.yaml", "# nothing"), ("replay", "-c", "x.yaml", *REPLAY)),
    "no recording": (write("x.yaml", "# nothing\n"), ("replay", "-c", "x.yaml", "--", "true")),
    "no recording in JSON": (
        write("x.json", '{"version": 1, "interactions": []}'),
        ("replay", "-c", "x.json", "--", "true"),
    ),
    "no recording to fake from": (
        write("x.yaml", "interactions: []\nversion: 1\n"),
        ("fake", "-c", "x.yaml", "--", "true"),
    ),
    "no cassette": (nothing, ("replay", "-c", "x.yaml", "--", "true")),
    "no JSON cassette": (nothing, ("replay", "-c", "x.json", "--", "true")),
    "Ruby's VCR": (
        write("r.yml", "http_interactions: []\n"),
        ("replay", "-c", "r.yml", "--", "true"),
    ),
    "an archive": (write("x.har", ARCHIVE), ("cassette", "show", "x.har")),
    "flows": (write("x.flows", dump_flows(make_flow())), ("cassette", "show", "x.flows")),
    "gzip": (write("x.yaml.gz", gzip.compress(TEXT.encode())), ("cassette", "show", "x.yaml.gz")),
    "a secret": (write("x.yaml", TEXT), ("cassette", "lint", "x.yaml")),
    "a torn end": (
        write("x.yaml", TEXT + TEXT[TEXT.index("- req") :][:-40]),
        ("cassette", "redact", "x.yaml"),
    ),
}


# Pieces of the messages that these cases show, for the test that looks for messages without a case.
WITH_A_SCENE = (
    "compressed with gzip",
    "ringback cassette import --format {}",
    "`ringback cassette redact` takes it out",
    "moves that aside",
)


@pytest.mark.parametrize("case", MESSAGES)
def test_a_command_in_a_message_works(case: str, tmp_path: Path) -> None:
    prepare, arguments = MESSAGES[case]
    prepare(tmp_path)
    shown = run(*arguments, folder=tmp_path)
    commands = list(dict.fromkeys(COMMAND.findall(shown.stderr + shown.stdout)))

    assert commands
    for command in commands:
        assert type_in(command.strip(), tmp_path).status == 0


def type_in(command: str, folder: Path) -> Finished:
    """Run a command of a message, around `true` if it would go on as a server."""
    words = shlex.split(command)
    if words[0] == "gzip":
        (folder / words[-1]).write_bytes(gzip.decompress((folder / words[2]).read_bytes()))
        words = ["ringback", "cassette", "show", words[-1]]
    if words[1] == "record":
        words = [*words[: words.index("--") if "--" in words else None], "--", "true"]
    if words[1:] == ["cassette", "redact"]:
        words.append("x.yaml")
    return run(*words[1:], folder=folder)
