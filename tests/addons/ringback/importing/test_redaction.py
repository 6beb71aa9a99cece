import json

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.http.messages import Request, Response
from ringback.importing.exchange import Found, ImportedExchange, LeftOut
from ringback.importing.redaction import ImportRedaction
from tests.support.cassettes.exchanges import ACCOUNT, KEY, TOKEN, create, created, reply, request


def redact(*exchanges: tuple[Request, Response], names: tuple[str, ...] = ()) -> list[Found]:
    return redact_found(
        [
            ImportedExchange(f"entry {index}", Interaction(*exchange))
            for index, exchange in enumerate(exchanges, 1)
        ],
        names,
    )


def redact_found(found: list[Found], names: tuple[str, ...] = ()) -> list[Found]:
    redaction = ImportRedaction(names)
    redaction.learn(found)
    return [redaction.redact(one) for one in found]


def interaction(found: Found) -> Interaction:
    assert isinstance(found, ImportedExchange)
    return found.interaction


def test_secrets_and_the_account_are_replaced() -> None:
    (found,) = redact((create(FriendlyName="Ada", Note=TOKEN), created(note=TOKEN)))

    redacted = interaction(found)
    assert redacted.request.headers["Authorization"] == "Basic REDACTED"
    assert TOKEN.encode() not in redacted.request.body + redacted.response.body
    assert json.loads(redacted.response.body)["account_sid"] == OWN_ACCOUNT


def test_a_secret_that_a_later_exchange_shows_is_redacted_in_an_earlier_one() -> None:
    first, _ = redact((create(caller=None, Note=TOKEN), created()), (create(), created()))

    assert TOKEN.encode() not in interaction(first).request.body


def test_the_account_of_a_sanitized_archive_is_that_of_the_replies() -> None:
    sent = request("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Messages", caller=None)

    (found,) = redact((sent, created()))

    assert f"/Accounts/{OWN_ACCOUNT}/" in interaction(found).request.target


def test_the_account_of_an_api_key_is_known_before_its_reply() -> None:
    sent = request("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Messages", caller=(KEY, "s" * 20))

    first, _ = redact((sent, reply(200, {})), (create(caller=(KEY, "s" * 20)), created()))

    assert f"/Accounts/{OWN_ACCOUNT}/" in interaction(first).request.target


def test_named_fields_are_redacted() -> None:
    (found,) = redact((create(FriendlyName="Ada"), created()), names=("FriendlyName",))

    assert b"FriendlyName=REDACTED-1" in interaction(found).request.body


def test_personal_data_is_replaced_when_asked() -> None:
    sent = request(body=b"MessagingBinding.Address=%2B14155550123&Identity=ada@lovelace.org")

    (kept,) = redact((sent, created()))
    (replaced,) = redact((sent, created()), names=("personal-data",))

    assert b"ada" in interaction(kept).request.body
    assert b"ada" not in interaction(replaced).request.body
    assert b"4155550123" not in interaction(replaced).request.body


def test_what_is_left_out_is_shown_without_secrets() -> None:
    left_out = LeftOut("entry 2", f"GET https://x.test/{TOKEN}", "a reason", "x.test")

    _, found = redact_found(
        [ImportedExchange("entry 1", Interaction(create(), created())), left_out]
    )

    assert TOKEN not in str(found)
