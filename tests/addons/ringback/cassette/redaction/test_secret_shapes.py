import re
import time
from base64 import b64encode

import pytest

from ringback.cassette.redaction.secret_shapes import (
    _SHAPES,
    BEGINNINGS,
    _Shape,
    replace_shapes,
)

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
        "sk_test_" + "a1" * 12,
        "AKIA" + "A2B3" * 4,
        "ASIA" + "A2B3" * 4,
        "sk-ant-" + "api03-" + "a1" * 40,
        "sk-proj-" + "a1" * 20,
        "hf_" + "aB" * 17,
        "dop_v1_" + "a1" * 32,
        "pypi-AgE" + "a1" * 30,
        "shpat_" + "a1" * 16,
        "hvs." + "a1" * 45,
        "glsa_" + "a1" * 16 + "_a1b2c3d4",
        "xapp-" + "1-A012-345-" + "a1" * 16,
        "AGE-SECRET-KEY-1" + "Q3" * 29,
        "ATATT3" + "a1" * 40,
        "lin_api_" + "a1" * 20,
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
        # Twilio's SIDs, dates, UUIDs, hashes, words, pictures
        *(f"{kind}{'ab' * 16}" for kind in ("CH", "IM", "MB", "IS", "US", "RL", "SK", "AC", "XE")),
        "2015-07-30T20:00:00Z",
        "123e4567-e89b-12d3-a456-426614174000",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "AKIAIVORY",
        "ASIA PACIFIC",
        "hf_hub_download",
        "sk_test_mode",
        "xapp-x",
        b64encode(bytes(range(256)) * 4).decode(),
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    ],
)
def test_other_texts_stay(text: str) -> None:
    assert replace_shapes(text, "X") == text


@pytest.mark.parametrize(
    "beginning",
    ["eyJaaaaaaaa.", "eyJ.", "-eyJ", "-eyJaaaaaaaa-.", KEY, "-----BEGIN A ", "ghp_a", "SG.a"],
)
def test_the_work_grows_with_the_text_and_not_faster(beginning: str) -> None:
    began = time.process_time()
    replace_shapes(beginning * (200_000 // len(beginning)), "X")

    assert BEGINNINGS
    assert time.process_time() - began < 10  # hundredths of a second in fact


@pytest.mark.parametrize("shape", _SHAPES, ids=lambda shape: shape.mark.strip("- "))
def test_every_beginning_has_its_mark(shape: _Shape) -> None:
    """Else the shape would not be looked for."""
    literal = re.sub(r"\[[^]]*\]|\(\?:[^)]*\)", " ", shape.beginning).replace("\\.", ".")

    assert shape.mark in literal


def test_a_large_text_without_secrets_takes_little_time() -> None:
    used = time.thread_time()

    replace_shapes("lorem ipsum " * 100_000, "REDACTED")

    assert time.thread_time() - used < 0.1
