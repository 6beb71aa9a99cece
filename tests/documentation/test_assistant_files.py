"""SKILL.md and llms.txt are today's, and name only commands and options that exist."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from ringback_proxy.cli.main import cli
from ringback_proxy.pytest_plugin import options
from tests.documentation.assistant_files import LLMS, SKILL, render_llms, render_skill
from tests.documentation.test_reference import Declared, commands, options_of
from tests.support.documents.documents import DOCS
from tests.support.documents.markdown import blocks

FILES = {"SKILL.md": SKILL, "llms.txt": LLMS}
RENDER = {"SKILL.md": render_skill, "llms.txt": render_llms}
COMMANDS: dict[str, click.Command] = {"ringback": cli, **dict(commands(cli))}
# Options of every command, and of other programs that the documentation shows.
COMMON = {"--help", "--version"}
OTHERS = {"--from", "--spec", "--bind"}


def code_in(text: str) -> Iterator[str]:
    """Yield each line of code, in blocks and within sentences."""
    for block in blocks(text):
        yield from block.code.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S))


def calls_in(text: str) -> Iterator[list[str]]:
    """Yield the words of each call of ringback, up to the command that it runs."""
    for line in code_in(text):
        for call in re.findall(r"(?:^|[\s(\"'])(ringback(?: [^)\"|;&>#`]*)?)", line):
            own = f"{call} ".partition(" -- ")[0]
            yield shlex.split(own.replace("...", " ").replace("'", ""))


def unknown_in(call: list[str]) -> list[str]:
    """Return the words of a call that are no command or option of it."""
    name, rest = "ringback", call[1:]
    while rest and f"{name} {rest[0]}" in COMMANDS:
        name, rest = f"{name} {rest[0]}", rest[1:]
    command = COMMANDS[name]
    if isinstance(command, click.Group) and rest and re.fullmatch("[a-z]+", rest[0]):
        return [f"{name} {rest[0]}"]
    known = {flag for option in options_of(command) for flag in option.opts}
    anywhere = {"MODE", "COMMAND"} & set(rest)  # stands for any command
    return [
        word for word in rest
        if word.startswith("--") and word.partition("=")[0] not in known | COMMON and not anywhere
    ]  # fmt: skip


def every_option() -> set[str]:
    declared = Declared()
    options.add_options(declared)  # type: ignore[arg-type]
    each_option = [option for command in COMMANDS.values() for option in options_of(command)]
    own = {flag for option in each_option for flag in option.opts}
    return own | set(declared.names) | COMMON | OTHERS


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_todays(name: str) -> None:
    assert FILES[name].read_text(encoding="utf-8") == RENDER[name](), "run: make docs-tables"


@pytest.mark.parametrize("name", FILES)
def test_every_call_has_commands_and_options_that_exist(name: str) -> None:
    calls = list(calls_in(FILES[name].read_text(encoding="utf-8")))

    assert len(calls) > 10
    assert [call for call in calls if unknown_in(call)] == []


@pytest.mark.parametrize("name", FILES)
def test_every_option_exists(name: str) -> None:
    text = FILES[name].read_text(encoding="utf-8")

    assert set(re.findall(r"(?<![\w-])--[a-z][\w-]*", text)) - every_option() == set()


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("ringback perform", ["ringback perform"]),
        ("ringback cassette play x", ["ringback cassette play"]),
        ("ringback fake --tune 7 -- python", ["--tune"]),
        ("ringback cassette lint --check a", ["--check"]),
        ("ringback cassette redact --check a", []),
    ],
)
def test_what_does_not_exist_is_found(line: str, unknown: list[str]) -> None:
    (call,) = calls_in(f"```sh\n{line}\n```\n")

    assert unknown_in(call) == unknown


def test_every_page_and_link_exists() -> None:
    pages = re.findall(r"\]\(docs/([\w-]+\.md)", SKILL.read_text(encoding="utf-8"))
    listed = re.findall(r"\]\(([\w-]+\.md)\)", LLMS.read_text(encoding="utf-8"))

    assert set(listed) == {page.name for page in DOCS.glob("*.md")}
    assert pages
    assert [page for page in {*pages, *listed} if not (DOCS / page).is_file()] == []


def test_an_assistant_finds_the_skill_by_its_name_and_description() -> None:
    _, front, _ = SKILL.read_text(encoding="utf-8").split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in front.splitlines())

    assert fields["name"] == "ringback"
    assert "Twilio" in fields["description"]
    assert len(fields["description"]) <= 1024
