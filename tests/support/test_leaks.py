import base64
import json
from pathlib import Path
from urllib.parse import quote_plus

import pytest
import yaml

from tests.support.leaks import files_under, found_spellings, leaks, spellings

TOKEN = "6c1f0b7be2a94d58a7f3350d9e84c21f"
KEY_SECRET = "k\"9/+\\é&=' %zQ" + "w7" * 9

SECRETS = pytest.mark.parametrize("secret", [TOKEN, KEY_SECRET], ids=["auth token", "key secret"])


@SECRETS
def test_every_spelling_is_found_in_the_middle_of_a_text(secret: str) -> None:
    for name, spelt in spellings(secret):
        assert name in found_spellings(secret, b"before " + spelt + b" behind")


@SECRETS
@pytest.mark.parametrize("before", ["", "A", "AC", "AC0:"])
@pytest.mark.parametrize("behind", ["", "Z", "YZ"])
def test_base64_is_found_wherever_the_secret_begins(secret: str, before: str, behind: str) -> None:
    content = base64.b64encode(f"{before}{secret}{behind}".encode())

    assert found_spellings(secret, content)


@SECRETS
def test_an_interaction_as_yaml_shows_the_secret_in_each_of_its_places(secret: str) -> None:
    long = "x" * 70
    places = {
        "header": yaml.dump({"Authorization": [f"Basic {secret}"]}),
        "form": yaml.dump({"body": f"{long}&AuthToken={quote_plus(secret)}&{long}"}),
        "JSON": yaml.dump({"body": json.dumps({long: long, "message": f"{long} {secret} {long}"})}),
        "double-quoted": yaml.dump({"body": f"\t{long} {secret} {long}"}, default_style='"'),
        "binary": yaml.dump({"body": f"{long}{secret}{long}".encode()}),
    }

    for place, content in places.items():
        assert found_spellings(secret, content.encode()), place


@SECRETS
def test_a_text_without_the_secret_has_no_spelling_of_it(secret: str) -> None:
    other = secret[::-1]

    assert found_spellings(secret, b"\n".join(spelt for _, spelt in spellings(other))) == []


def test_a_leak_tells_what_how_and_where(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "cassette.yaml").write_text(f"token: {TOKEN}")
    (tmp_path / f"{TOKEN}.log").write_text("")

    found = leaks({"the token": TOKEN}, files_under(tmp_path))

    assert f"the token as plain in {tmp_path / 'folder' / 'cassette.yaml'}" in found
    assert f"the token as plain in {tmp_path / f'{TOKEN}.log'}" in found
