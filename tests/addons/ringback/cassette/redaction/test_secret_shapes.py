import time

import pytest

from ringback.cassette.redaction.secret_shapes import BEGINNINGS, replace_shapes

# Put together here, so that no scanner takes this file for a leak.
JWT = "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxIn0xx" + "." + "c2lnbmF0dXJl"
JWE = "eyJ" + "hbGciOiJIUzI1NiJ9" + ".a2V5" + ".aXZpdml2" + "pdg.Y2lwaGVydA.dGFndGFn" + "dGFn"
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----"


@pytest.mark.parametrize(
    "secret",
    [
        JWT,
        JWE,
        f"{KEY}\nMII\n-----END RSA PRIVATE KEY-----",
        f"{KEY}\nMII cut off",
        "-----BEGIN " + "PRIVATE KEY-----MII-----END PRIVATE KEY-----",
        "ghp_" + "a1" * 18,
        "github_pat_" + "a1" * 30,
        "glpat-" + "a1" * 10,
        "xoxb-" + "12345678-abc",
        "sk_live_" + "a1" * 12,
        "AIza" + "a" * 35,
        "SG." + "a" * 22 + "." + "b" * 43,
        "npm_" + "a1" * 18,
    ],
)
def test_a_secret_is_recognized_by_its_shape(secret: str) -> None:
    assert replace_shapes(f"a {secret}", "X") == "a X"
    assert replace_shapes(f'"{secret}"', "X").startswith('"X')


@pytest.mark.parametrize(
    "text",
    [
        "eyJ",
        "eyJhbGciOiJIUzI1NiJ9",
        "-----BEGIN CERTIFICATE-----\nMII",
        "heyJ.a.b",
        "MSG.a.b",
        "npm_config",
    ],
)
def test_other_texts_stay(text: str) -> None:
    assert replace_shapes(text, "X") == text


@pytest.mark.parametrize(
    "beginning", ["eyJaaaaaaaa.", "eyJ.", KEY, "-----BEGIN A ", "ghp_a", "SG.a"]
)
def test_the_work_grows_with_the_text_and_not_faster(beginning: str) -> None:
    began = time.process_time()
    replace_shapes(beginning * (200_000 // len(beginning)), "X")

    assert BEGINNINGS
    assert time.process_time() - began < 10  # hundredths of a second in fact
