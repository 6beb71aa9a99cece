import base64
import json
from pathlib import Path
from urllib.parse import quote_plus

import pytest
import yaml

from tests.support.cassettes.secret_scanner import (
    find_leaks,
    find_spellings,
    list_spellings,
    read_files,
)

TOKEN = "6c1f0b7be2a94d58a7f3350d9e84c21f"
KEY_SECRET = "k\"9/+\\é&=' %zQ" + "w7" * 9

SECRETS = pytest.mark.parametrize("secret", [TOKEN, KEY_SECRET], ids=["auth token", "key secret"])


@SECRETS
def test_every_spelling_is_found_in_the_middle_of_a_text(secret: str) -> None:
    for name, spelt in list_spellings(secret):
        assert name in find_spellings(secret, b"before " + spelt + b" after")


@SECRETS
@pytest.mark.parametrize("before", ["", "A", "AC", "AC0:"])
@pytest.mark.parametrize("after", ["", "Z", "YZ"])
def test_base64_is_found_wherever_the_secret_begins(secret: str, before: str, after: str) -> None:
    content = base64.b64encode(f"{before}{secret}{after}".encode())

    assert find_spellings(secret, content)


@SECRETS
def test_a_secret_is_found_in_every_place_of_a_yaml_interaction(secret: str) -> None:
    long = "x" * 70
    places = {
        "header": yaml.dump({"Authorization": [f"Basic {secret}"]}),
        "form": yaml.dump({"body": f"{long}&AuthToken={quote_plus(secret)}&{long}"}),
        "JSON": yaml.dump({"body": json.dumps({long: long, "message": f"{long} {secret} {long}"})}),
        "double-quoted": yaml.dump({"body": f"\t{long} {secret} {long}"}, default_style='"'),
        "binary": yaml.dump({"body": f"{long}{secret}{long}".encode()}),
    }

    for place, content in places.items():
        assert find_spellings(secret, content.encode()), place


@SECRETS
def test_nothing_is_found_in_a_text_without_the_secret(secret: str) -> None:
    other = secret[::-1]

    assert find_spellings(secret, b"\n".join(spelt for _, spelt in list_spellings(other))) == []


def test_a_leak_is_reported_with_secret_encoding_and_place(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "cassette.yaml").write_text(f"token: {TOKEN}")
    (tmp_path / f"{TOKEN}.log").write_text("")

    found = find_leaks({"the token": TOKEN}, read_files(tmp_path))

    assert f"the token as plain in {tmp_path / 'folder' / 'cassette.yaml'}" in found
    assert f"the token as plain in {tmp_path / f'{TOKEN}.log'}" in found
