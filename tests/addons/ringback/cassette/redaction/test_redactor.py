import base64
import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.caller.authorization import Caller
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT, OWN_KEY
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.restoration import restore_sids
from ringback.http.messages import Headers, Request, Response, request_to
from tests.support.cassettes.exchanges import (
    ACCOUNT,
    CONVERSATION,
    DUMMY,
    FORM,
    KEY,
    TOKEN,
    basic,
    create,
    created,
    reply,
    request,
)

OTHER = "AC" + "0f" * 16
SECRET = 'k"9/+\\&=%z<Qw7>{s;4}:#?@!|~^,.$*'


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


def account_of(response: Response) -> str:
    return str(json.loads(response.body)["account_sid"])


def test_credentials_leave_only_their_scheme(redactor: Redactor) -> None:
    assert redactor.redact_request(create()).headers.get("authorization") == "Basic REDACTED"


def test_a_secret_is_known_from_the_request_that_brings_it(redactor: Redactor) -> None:
    redacted = redactor.redact_request(create(FriendlyName=f"my {TOKEN}"))

    assert redacted.body == b"FriendlyName=my+REDACTED"


def test_a_secret_stays_known_for_the_run(redactor: Redactor) -> None:
    redactor.remember(create())

    assert redactor.redact_text(f"it was {TOKEN}") == "it was REDACTED"
    assert redactor.redact_request(create(DUMMY, a=TOKEN)).body == b"a=REDACTED"


@pytest.mark.parametrize(
    "value",
    [basic(), f"Bearer {TOKEN}", TOKEN, basic(TOKEN, ""), f"Digest {TOKEN}", f"Bearer\t{TOKEN}"],
    ids=["password", "bearer", "no scheme", "token for a user", "digest", "tab"],
)
def test_every_kind_of_credentials_is_remembered(redactor: Redactor, value: str) -> None:
    redactor.remember(request(caller=None, Proxy_Authorization=value))

    assert TOKEN not in redactor.redact_text(TOKEN)


@pytest.mark.parametrize(
    "value",
    [basic("bob"), f"basic:{basic('bob')[6:]}", f"Bearer {TOKEN}", f"Digest response={TOKEN}"],
)
def test_credentials_in_other_headers_are_remembered(redactor: Redactor, value: str) -> None:
    redactor.remember(request(caller=None, X_Upstream_Auth=value))

    assert redactor.redact_text(f"bad {TOKEN}") == "bad REDACTED"


def test_a_user_that_only_begins_like_a_sid_is_a_secret(redactor: Redactor) -> None:
    redactor.remember(request(caller=("ACME-live-secret-0001", "x")))

    assert redactor.redact_text("bad ACME-live-secret-0001") == "bad REDACTED"


def test_an_account_in_lower_case_is_the_callers_too(redactor: Redactor) -> None:
    sent = [create((who.lower(), TOKEN), From=who.lower()) for who in (ACCOUNT, DUMMY[0])]

    assert {redactor.redact_request(one).body for one in sent} == {f"From={OWN_ACCOUNT}".encode()}


def test_a_short_secret_is_redacted_only_in_its_own_field(redactor: Redactor) -> None:
    redacted = redactor.redact_request(create(DUMMY, FriendlyName="t", AuthToken="t"))

    assert redacted.body == b"FriendlyName=t&AuthToken=REDACTED"


def test_the_same_request_of_two_accounts_becomes_one(redactor: Redactor) -> None:
    sent = [create((who, secret), From=who) for who, secret in ((ACCOUNT, TOKEN), DUMMY)]

    assert len({redactor.redact_request(one) for one in sent}) == 1


def test_the_callers_account_is_its_own_and_anothers_is_not(redactor: Redactor) -> None:
    redacted = redactor.redact_request(create(A=ACCOUNT, B=OTHER))

    assert redacted.body.startswith(f"A={OWN_ACCOUNT}&B=AC00000000".encode())
    assert OTHER.encode() not in redacted.body


def test_a_replys_account_becomes_the_stand_in_and_then_the_callers(redactor: Redactor) -> None:
    redacted = redactor.redact_response(created(ACCOUNT), Caller(ACCOUNT))
    restored = restore_sids(redacted, Caller(DUMMY[0]), Caller())

    assert account_of(redacted) == OWN_ACCOUNT
    assert account_of(restored) == DUMMY[0]


def test_a_key_callers_account_is_known_from_the_reply(redactor: Redactor) -> None:
    ask = create((KEY, TOKEN))
    redacted = redactor.redact_response(created(ACCOUNT), redactor.key_accounts.find_caller(ask))

    assert account_of(redacted) == OWN_ACCOUNT
    assert redactor.key_accounts.find_caller(ask) == Caller(ACCOUNT, KEY)
    # From now on the account in its requests is its own, too.
    assert redactor.redact_request(create((KEY, TOKEN), A=ACCOUNT)).body == (
        f"A={OWN_ACCOUNT}".encode()
    )


def test_a_key_caller_gets_its_key_back(redactor: Redactor) -> None:
    redacted = redactor.redact_response(reply(200, {"key": KEY}), Caller(key_sid=KEY))

    assert json.loads(redacted.body) == {"key": OWN_KEY}
    assert json.loads(restore_sids(redacted, Caller(key_sid=KEY), Caller()).body) == {"key": KEY}


def test_what_a_key_recorded_fits_the_dummy_account(redactor: Redactor) -> None:
    redacted = redactor.redact_response(created(ACCOUNT), Caller(key_sid=KEY))

    assert account_of(restore_sids(redacted, Caller(DUMMY[0]), Caller())) == DUMMY[0]


def test_anothers_account_in_a_reply_stays_anothers(redactor: Redactor) -> None:
    redacted = redactor.redact_response(created(OTHER), Caller(ACCOUNT))

    # The recorded request has no credentials, so its caller is unknown.
    assert Redactor().redact_response(redacted, Caller()) == redacted
    assert restore_sids(redacted, Caller(ACCOUNT), Caller()) == redacted


def test_an_error_reply_and_a_redirect_are_redacted(redactor: Redactor) -> None:
    redactor.remember(create())
    location = f"https://{ACCOUNT}:{TOKEN}@conversations.twilio.com/?token={TOKEN}"
    response = reply(401, {"detail": f"token {TOKEN}"}, Location=location, Set_Cookie="a=b")

    redacted = redactor.redact_response(response, Caller(ACCOUNT))

    assert json.loads(redacted.body) == {"detail": "token REDACTED"}
    assert redacted.headers.get("location") == (
        "https://REDACTED@conversations.twilio.com/?token=REDACTED"
    )
    assert redacted.headers.get("set-cookie") == "a=REDACTED"


def test_names_of_the_run_are_redacted_in_requests_and_replies() -> None:
    redactor = Redactor(["FriendlyName"])

    assert redactor.redact_request(create(FriendlyName="Ada")).body == b"FriendlyName=REDACTED"
    redacted = redactor.redact_response(created(friendly_name="Ada"), Caller(ACCOUNT))
    assert json.loads(redacted.body)["friendly_name"] == "REDACTED"


def test_a_line_of_the_log_shows_no_sid_of_a_caller(redactor: Redactor) -> None:
    redactor.redact_request(create())

    assert redactor.redact_text(f"created for {ACCOUNT}") == f"created for {OWN_ACCOUNT}"


def careless_requests(secret: str) -> list[Request]:
    """Return requests with a secret in every place where a careless application may put it."""
    nested = json.dumps({"token": secret, "text": f"before {secret} behind"})
    token = base64.b64encode(f"x:{secret}".encode()).decode()
    form = f"FriendlyName=it+is+{quote_plus(secret)}&AuthToken={quote_plus(secret)}"
    form += f"&UniqueName={quote_plus(token)}&Attributes={quote_plus(nested)}"
    document = json.dumps({"auth_token": secret, "nested": nested, "deep": [{"a": secret}]})
    caller = (ACCOUNT, secret)
    return [
        request(body=form.encode(), caller=caller, X_Basic=basic(ACCOUNT, secret)),
        request(body=document.encode(), caller=caller, content_type="application/json"),
        request(body=base64.b64encode(secret.encode()), caller=caller, content_type=None),
        request(body=b"\xff\xfe" + secret.encode(), caller=caller),
        request("GET", f"/v1/{quote(secret, safe='')}?x=a+{quote_plus(secret)}+b", caller=caller),
        request("GET", caller=caller, Cookie=f"a={secret}", X_Secret=secret, X_Token=token),
    ]


@pytest.mark.parametrize("secret", [TOKEN, SECRET], ids=["hexadecimal", "awkward"])
@pytest.mark.parametrize("number", range(6))
def test_the_guard_finds_nothing_after_redaction(
    redactor: Redactor, secret: str, number: int
) -> None:
    sent = careless_requests(secret)[number]
    echo = Response(400, sent.headers, sent.body + sent.target.encode())
    redacted = Interaction(
        redactor.redact_request(sent), redactor.redact_response(echo, Caller(ACCOUNT))
    )

    assert redactor.find_leak(Interaction(sent, echo)) is not None
    assert redactor.find_leak(redacted) is None


@given(
    st.sampled_from(careless_requests(TOKEN) + careless_requests(SECRET)),
    st.text(max_size=30),
    st.binary(max_size=30),
)
def test_redacting_twice_changes_nothing_more(sent: Request, text: str, tail: bytes) -> None:
    first, second = Redactor(["Deep"]), Redactor(["Deep"])
    headers = [*sent.headers, ("X-Text", f"{text} {OTHER} https://a:b@c/?secret=d")]
    sent = request_to(sent.method, sent.url, Headers(headers), sent.body + tail)

    once = first.redact_request(sent)

    assert second.redact_request(once) == once
    answer = Response(200, once.headers, once.body)
    again = first.redact_response(answer, Caller(ACCOUNT))
    assert second.redact_response(again, Caller()) == again


def test_a_repr_shows_no_secret(redactor: Redactor) -> None:
    redactor.remember(create())

    assert TOKEN not in repr(redactor) + repr(vars(redactor))


def test_a_conversation_keeps_its_sid(redactor: Redactor) -> None:
    redacted = redactor.redact_response(created(), Caller(ACCOUNT))

    assert json.loads(redacted.body)["sid"] == CONVERSATION
    assert FORM in str(create().headers.get("content-type"))


ODD = st.text('{}[]":,\\%+&=?/@ué\udcff09aF \n') | st.text(st.characters(exclude_categories=["Cs"]))


@given(ODD, st.binary() | ODD.map(lambda text: text.encode("utf-8", "surrogateescape")), ODD)
def test_any_request_is_redacted(target: str, body: bytes, value: str) -> None:
    headers = Headers([("Authorization", basic()), ("X-Odd", value), ("Cookie", value)])
    sent = Request("POST", "https", "conversations.twilio.com", 443, "/" + target, headers, body)
    redactor = Redactor(["u"])

    redacted = redactor.redact_request(sent)
    answer = redactor.redact_response(Response(200, headers, body, value), Caller(ACCOUNT))

    assert redactor.find_leak(Interaction(redacted, answer)) is None
    assert redactor.redact_request(redacted) == redacted


@pytest.mark.parametrize("name", ["Certificate", "PrivateKey", "ApiKey", "Secret"])
def test_the_secrets_of_a_push_credential_are_redacted(redactor: Redactor, name: str) -> None:
    pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpQIBAAKCAQEA+/a=\n-----END RSA PRIVATE KEY-----"
    body = f"Type=apn&{name}={quote_plus(pem)}&FriendlyName=One"
    url = "https://conversations.twilio.com/v1/Credentials"
    headers = Headers([("Content-Type", FORM)])
    redacted = redactor.redact_request(request_to("POST", url, headers, body.encode()))

    assert b"MII" not in redacted.body
    assert b"Type=apn&" in redacted.body
    assert redacted.body.endswith(b"&FriendlyName=One")


def test_a_copy_knows_what_was_known_and_learns_on_its_own() -> None:
    redactor = Redactor(["Nickname"])
    redactor.remember(create())
    copied = redactor.copy()
    assert TOKEN not in copied.redact_text(f"my {TOKEN}")
    assert copied.redact_member("Nickname", "Ada") != "Ada"

    copied.remember(create((OTHER, "another-long-secret-0123")))

    assert "another-long-secret-0123" not in copied.redact_text("another-long-secret-0123")
    assert redactor.redact_text("another-long-secret-0123") == "another-long-secret-0123"


# --- other hosts of Twilio's


def to(url: str, form: dict[str, str] | None = None) -> Request:
    headers = Headers([("Authorization", basic()), ("Content-Type", FORM)])
    return request_to("POST", url, headers, urlencode(form or {}).encode())


VERIFY = "https://verify.twilio.com/v2/Services/VA1"


@pytest.mark.parametrize(
    ("url", "field"),
    [
        (f"{VERIFY}/VerificationCheck", "Code"),
        (f"{VERIFY}/Verifications", "CustomCode"),
        (f"{VERIFY}/Entities/1/Factors/YF1", "AuthPayload"),
        ("https://verify.sydney.au1.twilio.com/v2/Services/VA1/VerificationCheck", "Code"),
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/SIP/CredentialLists/CL1", "Password"),
    ],
)
def test_codes_and_passwords_are_redacted_where_they_are_secrets(
    redactor: Redactor, url: str, field: str
) -> None:
    redacted = redactor.redact_request(to(url, {"To": "+15005550006", field: "123456"}))

    assert redacted.body == f"To=%2B15005550006&{field}=REDACTED".encode()
    assert redactor.redact_target(to(f"{url}?{field}=123456&a=1")).endswith(
        f"?{field}=REDACTED&a=1"
    )


def test_a_code_elsewhere_is_no_secret(redactor: Redactor) -> None:
    fault = reply(404, {"code": 20404, "message": "gone", "status": 404})

    assert redactor.redact_request(create(Code="123456")).body == b"Code=123456"
    assert redactor.redact_response(fault, Caller()) == fault


@pytest.mark.parametrize("name", ["Signature", "X-Amz-Signature", "X-Amz-Credential"])
def test_the_signature_of_a_link_to_a_file_is_redacted(redactor: Redactor, name: str) -> None:
    link = f"https://media.us1.twilio.com/ME1?Expires=1&{name}=abc~def&Key-Pair-Id=K1"
    shown = reply(200, {"links": {"content_direct_temporary": link}, "signature": "Yours, Ada"})
    plain = link.replace("abc~def", "REDACTED")

    redacted = redactor.redact_response(shown, Caller())

    assert json.loads(redacted.body) == {
        "links": {"content_direct_temporary": plain},
        "signature": "Yours, Ada",
    }
    assert redactor.redact_request(to(link)).url == plain


@pytest.mark.parametrize(
    "document",
    [
        {"sid": OTHER, "auth_token": "x1"},
        {"sid": KEY, "secret": "x1"},
        {"validation_code": "x1"},
        {"binding": {"secret": "x1", "uri": "otpauth://totp/a:b?secret=x1&issuer=a"}},
    ],
    ids=["account", "key", "caller id", "factor"],
)
def test_secrets_in_replies_of_other_hosts_are_redacted(
    redactor: Redactor, document: dict[str, object]
) -> None:
    assert b"x1" not in redactor.redact_response(reply(201, document), Caller()).body


def test_the_account_in_the_path_is_the_callers_where_there_are_no_credentials() -> None:
    path = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    by_hand = request_to("POST", path, Headers(), b"")

    assert Redactor().redact_request(by_hand).path == (
        f"/2010-04-01/Accounts/{OWN_ACCOUNT}/Messages.json"
    )
    assert Redactor().key_accounts.find_caller(by_hand) == Caller(ACCOUNT)


def test_a_subaccount_in_the_path_is_not_the_callers(redactor: Redactor) -> None:
    sent = to(f"https://api.twilio.com/2010-04-01/Accounts/{OTHER}/Messages.json")

    redacted = redactor.redact_request(sent)

    assert OTHER not in redacted.path
    assert OWN_ACCOUNT not in redacted.path
