import json

import pytest

from ringback.cassette.redaction.caller.authorization import Caller
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.restoration import restore_sids, restore_values
from ringback.cassette.redaction.sensitive_names import SensitiveNames
from ringback.http.messages import Headers, Response
from tests.support.cassettes.exchanges import ACCOUNT, KEY, created, reply

OTHER = "AC" + "0f" * 16
UNKNOWN = Caller()
PLACEHOLDER = "REDACTED-1"


def account_of(response: Response) -> str:
    return str(json.loads(response.body)["account_sid"])


def test_a_key_caller_whose_account_is_unknown_gets_the_placeholder() -> None:
    response = created(OWN_ACCOUNT)

    assert restore_sids(response, Caller(key_sid=KEY), UNKNOWN) == response


def test_an_unredacted_account_is_restored_too() -> None:
    assert account_of(restore_sids(created(OTHER), Caller(ACCOUNT), Caller(OTHER))) == ACCOUNT
    # vcrpy's users filter the header out; the reply then names the account.
    assert account_of(restore_sids(created(OTHER), Caller(ACCOUNT), UNKNOWN)) == ACCOUNT


def test_the_account_is_restored_in_headers() -> None:
    location = f"https://conversations.twilio.com/{OWN_ACCOUNT}"
    response = Response(307, Headers([("Location", location), ("X-Bytes", "\udcff AC")]))

    restored = restore_sids(response, Caller(ACCOUNT), UNKNOWN)

    assert restored.headers.get("location") == f"https://conversations.twilio.com/{ACCOUNT}"
    assert restored.headers.get("x-bytes") == "\udcff AC"


def test_a_response_without_sids_stays_as_it_is() -> None:
    response = reply(404, {"code": 20404, "message": "gone"}, X_Cache="Miss")

    assert restore_sids(response, Caller(ACCOUNT, KEY), UNKNOWN) == response


def test_values_of_sensitive_names_are_restored() -> None:
    response = reply(200, {"friendly_name": PLACEHOLDER, "other": PLACEHOLDER})

    restored = restore_values(response, SensitiveNames(["FriendlyName"]), {PLACEHOLDER: "A"}.get)

    assert json.loads(restored.body) == {"friendly_name": "A", "other": PLACEHOLDER}


@pytest.mark.parametrize("body", [b"\xff", b"REDACTED-1"], ids=["no text", "no JSON"])
def test_a_body_without_json_stays_as_it_is(body: bytes) -> None:
    response = Response(200, Headers(), body)

    assert restore_values(response, SensitiveNames(), {PLACEHOLDER: "A"}.get) == response


def test_a_placeholder_without_a_value_stays() -> None:
    response = reply(200, {"password": PLACEHOLDER})

    assert restore_values(response, SensitiveNames(), lambda _: None) == response
