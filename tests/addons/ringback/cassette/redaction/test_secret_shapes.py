import re
from base64 import b64encode

import pytest

from ringback.cassette.redaction.secret_shapes import (
    _SHAPES,
    _Shape,
    find_beginnings,
    replace_shapes,
)
from tests.support.endless import guard_against_endless_work

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
        "glrt-" + "a1" * 10,
        "gldt-" + "a1" * 10,
        "GR1348941" + "a1" * 10,
        "ABIA" + "A2B3" * 4,
        "ACCA" + "A2B3" * 4,
        "ABSK" + "aB" * 60 + "=",
        "LTAI" + "a1" * 10,
        "sk-svcacct-" + "a1" * 20,
        "sk-admin-" + "a1" * 20,
        "pplx-" + "a1" * 24,
        "api_org_" + "aB" * 17,
        "dor_v1_" + "a1" * 32,
        "dapi" + "a1" * 16,
        "dp.pt." + "a1" * 22,
        "dt0c01." + "A1" * 12 + "." + "A1" * 32,
        "glc_" + "a1" * 20,
        "HRKU-AA" + "a1" * 29,
        "ntn_" + "1" * 11 + "a" * 35,
        "ops_eyJ" + "a1" * 130,
        "PMAK-" + "a1" * 12 + "-" + "a1" * 17,
        "pscale_pw_" + "a1" * 20,
        "pul-" + "a1" * 20,
        "rubygems_" + "a1" * 24,
        "sha256~" + "a" * 43,
        "shippo_live_" + "a1" * 20,
        "sntryu_" + "a1" * 32,
        "sntrys_eyJ" + "a1" * 50,
        "sq0atp-" + "a1" * 11,
        "xkeysib-" + "a1" * 32 + "-" + "a1" * 8,
        "hooks.slack.com/" + "services/T01234567/B01234567/" + "a1" * 12,
        "webhook.office.com/" + "webhookb2/" + "a1b2-" * 14,
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
        "ACCADEMIA",
        "glowing-embers-of-a-long-evening",
        "single-use-token-for-everything",
        "sk-learn-is-a-library-for-python",
        "sha256~x",
        "https://hooks.slack.com/services/",
        "dapi-config",
        f"AC{'CA23' * 8}",
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
    with guard_against_endless_work():
        replace_shapes(beginning * (1_000_000 // len(beginning)), "X")


@pytest.mark.parametrize("shape", _SHAPES, ids=lambda shape: shape.mark.strip("- "))
def test_every_beginning_has_its_mark(shape: _Shape) -> None:
    """Else the shape would not be looked for."""
    literal = re.sub(r"\[[^]]*\]|\(\?:[^)]*\)", " ", shape.beginning).replace("\\.", ".")

    assert shape.mark in literal


def test_beginnings_are_found_by_what_is_in_a_text() -> None:
    assert find_beginnings("nothing") == ()
    assert find_beginnings("a ghost with eyJ") == ("eyJ", "gh[opsur]_")
