"""The files, folders, functions and make targets that the documents name exist."""

import re
from pathlib import Path

import pytest

from tests.support.documents.documents import AT_THE_ROOT, DOCUMENTS, ROOT, name_of

# Of the changelog only the newest part is about the code as it is.
CHECKED = (*DOCUMENTS, *(path for path in AT_THE_ROOT if path.name != "CHANGELOG.md"))
BASES = [ROOT / base for base in ("", "addons/ringback", "proxy/ringback_proxy")]
BASES += [ROOT / "addons/ringback" / room for room in ("twilio", "cassette/redaction")]
PATH = re.compile(r"`((?:[\w.-]+/)+(?:[\w-]+\.(?:py|toml|json|yaml|sh|md))?)`")
NAMED = re.compile(r"`([\w/]+\.py)`, `([\w.]+)`")
# What recipes have a reader write, and what users have in their own projects.
EXAMPLES = {"modes/deny.py", "modes/factories/deny.py"}
EXAMPLES |= {f"cassettes/{name}.yaml" for name in ("conversations", "create", "support")}
EXAMPLES |= {f"tests/addons/ringback/{name}.py" for name in (
    "modes/test_deny", "twilio/resources/test_export",
)}  # fmt: skip
MADE = {"dist/", "site/", ".venv/"}


def find(path: str) -> Path | None:
    return next((base / path for base in BASES if (base / path).exists()), None)


# Its sources are files of other repositories.
OF_OURS = [path for path in CHECKED if path.name != "fidelity.md"]


@pytest.mark.parametrize("document", OF_OURS, ids=name_of)
def test_every_path_exists(document: Path) -> None:
    paths = set(PATH.findall(document.read_text())) - EXAMPLES - MADE

    assert sorted(path for path in paths if find(path) is None) == []


@pytest.mark.parametrize("document", CHECKED, ids=name_of)
def test_every_function_is_in_the_file_that_is_named_with_it(document: Path) -> None:
    missing = [
        f"{path}: {name}"
        for path, name in NAMED.findall(document.read_text())
        for part in name.split(".")
        if not defines(path, part)
    ]

    assert missing == []


def defines(path: str, name: str) -> bool:
    file = find(path)
    return file is not None and bool(re.search(rf"(?:def|class) {name}\b", file.read_text()))


@pytest.mark.parametrize("document", CHECKED, ids=name_of)
def test_every_make_target_exists(document: Path) -> None:
    targets = set(re.findall(r"`make ([\w-]+)|^make ([\w-]+)", document.read_text(), re.MULTILINE))
    rules = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert {one or other for one, other in targets} - set(rules) == set()


def test_references_are_found() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()

    assert ("modes/faking/fake.py", "FakeMode.decide") in NAMED.findall(text)
    assert "tests/end_to_end/" in PATH.findall(text)
