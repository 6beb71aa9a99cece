import gzip
import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from ringback.cassette.format.reader import read
from ringback.cassette.format.writer import render, render_header
from ringback.cassette.model import Interaction
from ringback.cassette.redaction.caller.authorization import Caller
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.tools.lint import Linter
from ringback.cassette.tools.redact import RedactionResult, redact_cassette
from ringback.errors import CassetteError
from ringback.http.messages import Response
from tests.support.cassettes.exchanges import (
    ACCOUNT,
    FORM,
    HIDDEN_SECRET,
    JSON,
    TOKEN,
    basic,
    create,
    created,
    read_interactions,
    render_cassette,
    request,
)

PATH = Path("some.yaml")
CLEAN = Interaction(create(caller=None, FriendlyName="Ada"), created(OWN_ACCOUNT))
LEAKING = Interaction(create(FriendlyName="Eve"), created())


def vcrpys(**changes: Any) -> dict[str, Any]:
    """Return a cassette as vcrpy records it, without redaction."""
    headers = {"Authorization": [basic()], "Content-Type": [FORM], "X-Note": f"token {TOKEN}"}
    return {
        "interactions": [
            {
                "request": {
                    "body": f"FriendlyName=Eve&From={ACCOUNT}",
                    "headers": headers,
                    "method": "POST",
                    "uri": f"https://conversations.twilio.com/v1/Conversations?Token={TOKEN}",
                },
                "response": {
                    "body": {"string": json.dumps({"account_sid": ACCOUNT, "note": TOKEN})},
                    "headers": {"Content-Type": [JSON], "Set-Cookie": ["a=b; Path=/"]},
                    "status": {"code": 201, "message": "Created"},
                },
            }
        ],
        "version": 1,
        **changes,
    }


def yaml_of(document: dict[str, Any]) -> bytes:
    return yaml.dump(document).encode()


def places(revision: RedactionResult) -> list[tuple[int, tuple[str, ...]]]:
    return [(change.recording.index, change.places) for change in revision.changes]


def test_a_clean_cassette_stays_as_it_is() -> None:
    text = render_cassette(CLEAN, CLEAN).encode()

    assert redact_cassette(text, PATH) == RedactionResult(text)


def test_changes_are_named_by_their_places() -> None:
    assert places(redact_cassette(yaml_of(vcrpys()), PATH)) == [
        (
            1,
            (
                "the URL",
                "the request header Authorization",
                "the request header X-Note",
                "From in the request body",
                "the response header Set-Cookie",
                "account_sid in the response body",
                "note in the response body",
            ),
        )
    ]


def test_what_vcrpy_recorded_is_redacted_and_keeps_its_layout() -> None:
    text = redact_cassette(yaml_of(vcrpys(metadata={"a": 1})), PATH).data.decode()

    assert TOKEN not in text
    assert ACCOUNT not in text
    document = yaml.safe_load(text)
    assert list(document) == ["interactions", "metadata", "version"]
    assert document["metadata"] == {"a": 1}
    (interaction,) = document["interactions"]
    assert interaction["request"]["headers"] == {
        "Authorization": ["Basic REDACTED"],
        "Content-Type": [FORM],
        "X-Note": "token REDACTED",
    }
    assert interaction["request"]["uri"].endswith("?Token=REDACTED")


def test_redacting_again_changes_nothing() -> None:
    once = redact_cassette(yaml_of(vcrpys()), PATH).data

    assert redact_cassette(once, PATH) == RedactionResult(once)


def test_a_json_cassette_is_redacted_too() -> None:
    path = Path("some.json")

    revision = redact_cassette(json.dumps(vcrpys(), indent=4).encode() + b"\n", path)

    assert len(revision.changes) == 1
    assert json.loads(revision.data)["interactions"][0]["request"]["headers"]["Authorization"] == [
        "Basic REDACTED"
    ]
    assert revision.data.endswith(b"\n}\n")
    assert TOKEN not in revision.data.decode()
    assert redact_cassette(revision.data, path) == RedactionResult(revision.data)


def test_in_our_own_layout_only_changed_lines_change() -> None:
    comment = "# a comment\n"
    text = render_cassette(CLEAN).replace("FriendlyName=Ada", "FriendlyName=Ada") + comment
    text += render(LEAKING) + render(CLEAN)

    revision = redact_cassette(text.encode(), PATH)

    redacted = render(revision.changes[0].redacted)
    assert [change.recording.index for change in revision.changes] == [2]
    assert revision.data.decode() == (render_cassette(CLEAN) + comment + redacted + render(CLEAN))


def test_our_own_cassette_edited_by_hand_is_redacted_all_the_same() -> None:
    text = render_cassette(LEAKING).replace("    method: POST", "    method:   'POST'")

    revision = redact_cassette(text.encode(), PATH)

    assert len(revision.changes) == 1
    assert TOKEN not in revision.data.decode()


def test_an_empty_file_stays_as_it_is() -> None:
    assert redact_cassette(b"\n", PATH, ("A",)) == RedactionResult(b"\n")


def test_new_names_are_applied_and_noted() -> None:
    revision = redact_cassette(render_cassette(CLEAN).encode(), PATH, ("FriendlyName",))

    assert places(revision) == [(1, ("FriendlyName in the request body",))]
    assert revision.data.decode().startswith(render_header(["FriendlyName"]))
    assert redact_cassette(revision.data, PATH, ("FriendlyName",)) == RedactionResult(revision.data)


def test_new_names_are_noted_where_others_wrote() -> None:
    revision = redact_cassette(yaml_of(vcrpys()), PATH, ("FriendlyName",))

    assert read(revision.data, PATH).redact_names == ("FriendlyName",)


def test_names_are_noted_where_there_is_nothing_to_redact() -> None:
    text = render_header().encode()

    assert redact_cassette(text, PATH, ("A",)) == RedactionResult(render_header(["A"]).encode())


def test_names_are_noted_where_a_comment_stands_first() -> None:
    text = b"# mine\n" + render_cassette(CLEAN).encode()

    assert read(redact_cassette(text, PATH, ("A",)).data, PATH).redact_names == ("A",)


def test_a_later_secret_is_found_in_an_earlier_recording() -> None:
    early = Interaction(create(caller=None, Note=TOKEN), created(OWN_ACCOUNT))

    revision = redact_cassette(render_cassette(early, LEAKING).encode(), PATH)

    assert places(revision)[0] == (1, ("Note in the request body",))


def test_keys_of_other_programs_are_redacted_too() -> None:
    document = vcrpys(recorded_by=f"me, {ACCOUNT}")
    document["interactions"][0]["curl"] = [f"-u {ACCOUNT}:{TOKEN}", {"x": TOKEN}]

    revision = redact_cassette(yaml_of(document), PATH)

    assert TOKEN not in revision.data.decode()
    assert ACCOUNT not in revision.data.decode()
    assert yaml.safe_load(revision.data)["recorded_by"] == f"me, {OWN_ACCOUNT}"


@pytest.mark.parametrize(
    "beside", [f"# the account is {ACCOUNT}\n", f"note: {ACCOUNT}\n"], ids=["comment", "key"]
)
def test_a_secret_outside_the_interactions_is_reported(beside: str) -> None:
    text = beside + render_cassette(CLEAN)

    revision = redact_cassette(text.encode(), PATH)

    assert (revision.changes, revision.other_changes) == ((), True)
    assert ACCOUNT not in revision.data.decode()
    assert [one.request for one in read(revision.data, PATH).recordings] == [CLEAN.request]


def test_a_compressed_body_is_redacted() -> None:
    document = vcrpys()
    response = document["interactions"][0]["response"]
    body = gzip.compress(response["body"]["string"].encode())
    response["body"]["string"] = body
    response["headers"].update({"Content-Encoding": ["gzip"], "Content-Length": [str(len(body))]})

    revision = redact_cassette(yaml_of(document), PATH)

    after = yaml.safe_load(revision.data)["interactions"][0]["response"]
    assert json.loads(after["body"]["string"]) == {"account_sid": OWN_ACCOUNT, "note": "REDACTED"}
    assert "Content-Encoding" not in after["headers"]
    assert after["headers"]["Content-Length"] == [str(len(after["body"]["string"]))]


@pytest.mark.parametrize(
    "body",
    [
        {"base64_string": "eyJub3RlIjogIjZjMWYwYjdiZTJhOTRkNThhN2YzMzUwZDllODRjMjFmIn0="},
        json.dumps({"note": TOKEN}),
        {"string": b"\xff" + TOKEN.encode()},
    ],
    ids=["base64_string", "text", "binary"],
)
def test_bodies_of_every_shape_are_redacted(body: object) -> None:
    document = vcrpys()
    document["interactions"][0]["response"].update(body=body, headers=None)

    revision = redact_cassette(yaml_of(document), PATH)

    (recording,) = read(revision.data, PATH).recordings
    assert b"REDACTED" in recording.response.body
    assert TOKEN.encode() not in recording.response.body


def test_a_cassette_of_old_httpx_is_redacted() -> None:
    document = vcrpys()
    document["interactions"][0]["response"] = {
        "status_code": 201,
        "headers": {},
        "content": json.dumps({"note": TOKEN}),
    }

    revision = redact_cassette(yaml_of(document), PATH)

    assert yaml.safe_load(revision.data)["interactions"][0]["response"]["content"] == (
        '{"note": "REDACTED"}'
    )


def test_headers_that_are_merged_or_shared_are_redacted() -> None:
    shared = yaml_of(vcrpys()).decode().replace("    headers:\n", "    headers: &shared\n", 1)
    text = shared.replace("version: 1", "") + (
        "- request:\n    body: null\n    headers:\n      <<: *shared\n      X-More: a\n"
        "    method: GET\n    uri: https://conversations.twilio.com/\n"
        "  response:\n    body: {string: ''}\n    headers: {}\n"
        "    status: {code: 200, message: OK}\n"
    )

    revision = redact_cassette(text.encode(), PATH)

    assert TOKEN not in revision.data.decode()
    assert len(revision.changes) == 2


def test_a_reason_is_redacted() -> None:
    leaking = replace(LEAKING, response=replace(LEAKING.response, reason=f"no {TOKEN}"))
    text = yaml_of(yaml.safe_load(render_cassette(leaking)))

    revision = redact_cassette(text, PATH)

    assert "the response's reason" in revision.changes[0].places
    assert read(revision.data, PATH).recordings[0].response.reason == "no REDACTED"


def test_credentials_in_a_url_are_redacted() -> None:
    document = vcrpys()
    request = document["interactions"][0]["request"]
    request["uri"] = request["uri"].replace("https://", f"https://{ACCOUNT}:short@")
    del request["headers"]["Authorization"]

    text = redact_cassette(yaml_of(document), PATH).data.decode()

    assert "short" not in text
    assert ACCOUNT not in text


def test_credentials_in_a_url_are_redacted_wherever_they_stand() -> None:
    document = vcrpys()
    request = document["interactions"][0]["request"]
    request["uri"] = f"https://{ACCOUNT}:{TOKEN}@conversations.twilio.com/v1/Conversations"
    del request["headers"]["Authorization"]

    text = redact_cassette(yaml_of(document), PATH).data.decode()

    assert TOKEN not in text
    assert "token REDACTED" in text


def test_credentials_in_a_url_that_is_clean_otherwise_are_redacted() -> None:
    text = render_cassette(CLEAN).replace("https://conv", f"https://{ACCOUNT}:short@conv")

    revision = redact_cassette(text.encode(), PATH)

    assert revision.other_changes
    assert b"uri: https://REDACTED@conversations.twilio.com/" in revision.data


def test_the_name_of_an_unknown_key_is_redacted() -> None:
    # Escaped so that only a YAML parser reads it as a SID.
    sid = ACCOUNT.replace("AC", "A\\x43")
    text = f'"{ACCOUNT}": {{"{ACCOUNT}": 1}}\nx: "{sid}"\n' + render_cassette(CLEAN)

    data = redact_cassette(text.encode(), PATH).data

    assert ACCOUNT.encode() not in data
    assert len(yaml.safe_load(data)) == 4


@pytest.mark.parametrize(
    "key",
    [
        "db: {password: s3cret, port: 1}",
        "token: s3cret",
        "secrets: [{password: [s3cret]}]",
        "password: {a: {b: s3cret}}",
        "log: 'x password=s3cret'",
        "xml: <Password>s3cret</Password>",
        "form: a=1&password=s3cret",
        """json: '{"a": {"password": "s3cret"}}'""",
        "url: https://a.test/?password=s3cret",
        "dump: |\n      GET / HTTP/1.1\n      Authorization: Token s3cret",
        'env: \'[{"name": "DB_PASSWORD", "value": "s3cret"}]\'',
    ],
)
@pytest.mark.parametrize("place", ["cassette", "interaction", "request", "response"])
def test_a_named_value_in_an_unknown_key_is_found_and_redacted(key: str, place: str) -> None:
    anchor, indent = {
        "cassette": ("version: 1\n", ""),
        "interaction": ("  response:\n", "  "),
        "request": ("    method: POST\n", "    "),
        "response": ("  response:\n", "    "),
    }[place]
    lines = key.replace("\n      ", f"\n{indent}  ")
    added = f"{indent}{lines}\n"
    text = render_cassette(CLEAN)
    text = text.replace(
        anchor, added + anchor if place in ("interaction", "request") else anchor + added
    )

    result = redact_cassette(text.encode(), PATH)

    assert b"s3cret" not in result.data
    assert b"REDACTED" in result.data
    assert read(result.data, PATH).recordings[0].request == CLEAN.request
    assert redact_cassette(result.data, PATH).data == result.data
    (finding,) = Linter(frozenset({"secret"})).check(text.encode(), PATH)
    assert "in a key of another program" in finding.message


@pytest.mark.parametrize("key", ["note: hi", "token:", "token: true", "password: REDACTED"])
def test_other_values_of_unknown_keys_stay(key: str) -> None:
    text = f"{key}\n{render_cassette(CLEAN)}".encode()

    assert redact_cassette(text, PATH).data == text


def test_a_secret_in_the_name_of_a_header_is_an_error() -> None:
    header = f"    headers:\n      {ACCOUNT}:\n      - x\n"
    text = render_cassette(CLEAN).replace("    headers:\n", header, 1)

    with pytest.raises(CassetteError, match="a secret in it where redaction does not reach"):
        redact_cassette(text.encode(), PATH)


INNOCENT = [
    "Visit https://acme.com\nsupport@acme.com",
    "Forgot it?\npassword=hunter2",
    "Read https://acme.com/a?b\ntoken=1",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_lines_that_look_like_a_secret_together_are_none(text: str) -> None:
    redactor = Redactor()
    answer = redactor.redact_response(created(OWN_ACCOUNT, body=text), Caller())
    data = render_cassette(Interaction(CLEAN.request, answer)).encode()

    assert redact_cassette(data, PATH) == RedactionResult(data)
    assert redact_cassette(yaml_of(yaml.safe_load(data)), PATH).changes == ()


def test_what_looks_like_a_secret_in_a_comment_is_left() -> None:
    text = "# of https://u:short@host\n" + render_cassette(CLEAN)

    revision = redact_cassette(text.encode(), PATH)

    assert revision.other_changes
    assert b"short" not in revision.data


def test_a_torn_cassette_is_refused() -> None:
    with pytest.raises(CassetteError, match="its last interaction was cut off"):
        redact_cassette(render_cassette(CLEAN, LEAKING).encode()[:-40], PATH)


def test_a_secret_beyond_redaction_is_an_error_with_its_place() -> None:
    hidden = Response(200, body=HIDDEN_SECRET)
    text = render_cassette(CLEAN, Interaction(create(), hidden))

    with pytest.raises(CassetteError) as caught:
        redact_cassette(text.encode(), PATH)

    assert "interaction 2: the response body still holds a secret" in str(caught.value)
    assert caught.value.line == 1 + text[: text.rindex("- request:")].count("\n")


def test_a_loss_of_content_is_an_error() -> None:
    # Two headers share one value, and only one is redacted.
    text = render_cassette(CLEAN).replace("headers:\n", "headers:\n      X-A: &a b\n", 1)
    text = text.replace("headers:\n", "headers:\n      Cookie: *a\n", 1)
    text = text.replace(
        "      Cookie: *a\n      X-A: &a b\n", "      X-A: &a b\n      Cookie: *a\n"
    )

    with pytest.raises(CassetteError, match="cannot be redacted without loss"):
        redact_cassette(text.encode(), PATH)


def test_a_recording_of_ours_has_nothing_to_redact(tmp_path: Path) -> None:
    redactor = Redactor()
    sent = request("GET", f"/v1/Conversations?From={ACCOUNT}", Cookie="a=b")
    caller = redactor.key_accounts.find_caller(sent)
    interaction = Interaction(
        redactor.redact_request(sent), redactor.redact_response(created(), caller)
    )
    path = tmp_path / "one.yaml"
    path.write_text(render_cassette(interaction))

    assert read_interactions(path) == [interaction]
    assert redact_cassette(path.read_bytes(), path).changes == ()


REQUEST = f"""\
method: GET
    uri: https://conversations.twilio.com/v1/Conversations
    headers:
      Authorization:
      - {basic()}
    body: null
"""
RESPONSE = """\
status: {code: 200, message: OK}
    headers: {}
    body: {string: '{}'}
"""
ODD = {
    "a merged request": f"base: &base\n    {REQUEST}"
    f"interactions:\n- request: {{<<: *base}}\n  response:\n    {RESPONSE}",
    "merged requests": f"base: &base\n    {REQUEST}more: &more {{a: b}}\n"
    f"interactions:\n- request: {{<<: [*more, *base]}}\n  response:\n    {RESPONSE}",
    "a merged interaction": f"base: &base\n  request:\n    {REQUEST}"
    f"interactions:\n- <<: *base\n  response:\n    {RESPONSE}",
    "merged headers": f"more: &more {{A: b}}\ninteractions:\n- request:\n    {REQUEST}".replace(
        "headers:\n", "headers:\n      <<: [*more]\n"
    )
    + f"  response:\n    {RESPONSE}",
    "Tornado's lists": "interactions:\n- request:\n    "
    + REQUEST.replace(
        f"Authorization:\n      - {basic()}", f"- [Authorization, [{basic()}]]\n      - [A, b]"
    )
    + f"  response:\n    {RESPONSE}",
    "old httpx": f"interactions:\n- request:\n    {REQUEST}  response:\n    headers: {{}}\n"
    f"    status_code: 200\n    message: {TOKEN}\n    content: '{{}}'\n    body: a\n",
    "a line separator": "# \u2028 \x85\n"
    f"interactions:\n- request:\n    {REQUEST}  response:\n    {RESPONSE}version: 1\n",
}


@pytest.mark.parametrize("name", ODD)
def test_every_readable_cassette_is_redacted(name: str) -> None:
    before = read(ODD[name].encode(), PATH)

    revision = redact_cassette(ODD[name].encode(), PATH)

    assert revision.changes
    assert basic() not in revision.data.decode()
    assert TOKEN not in revision.data.decode()
    assert read(revision.data, PATH).recordings != before.recordings


@pytest.mark.parametrize("text", ["interactions: null\n", "by: me\ninteractions: ~\n"])
def test_a_cassette_without_a_list_has_nothing_to_redact(text: str) -> None:
    assert redact_cassette(text.encode(), PATH) == RedactionResult(text.encode())
    assert read(redact_cassette(text.encode(), PATH, ("A",)).data, PATH).redact_names == ("A",)


PARSED_BODY = """\
interactions:
- request: {method: POST, uri: "https://a.test/", headers: {}, parsed_body: {token: s3cret, n: 1}}
  response:
    headers: {}
    parsed_body: {sid: CH1, access_token: s3cret, n: 1.5, z: "1", a: true}
    status: {code: 201, message: Created}
"""


def test_a_parsed_body_is_redacted_and_stays_one() -> None:
    result = redact_cassette(PARSED_BODY.encode(), Path("x.yaml"))

    assert b"s3cret" not in result.data
    (item,) = yaml.safe_load(result.data)["interactions"]
    assert item["response"]["parsed_body"] == {
        "sid": "CH1",
        "access_token": "REDACTED-1",
        "n": 1.5,
        "z": "1",
        "a": True,
    }
    assert "body" not in item["response"]
    assert item["request"]["parsed_body"]["n"] == 1
    assert redact_cassette(result.data, Path("x.yaml")).changes == ()


def test_a_secret_of_an_unplayable_request_is_redacted() -> None:
    text = f"""\
interactions:
- request:
    method: CONNECT
    uri: conversations.twilio.com:443
    headers: {{Proxy-Authorization: ["{basic()}"]}}
  response: {{headers: {{}}, body: {{string: ""}}, status: {{code: 200, message: OK}}}}
"""
    result = redact_cassette(text.encode(), Path("x.yaml"))

    assert basic()[6:].encode() not in result.data
    assert b"uri: conversations.twilio.com:443" in result.data


def test_a_header_that_is_binary_is_redacted() -> None:
    value = b64encode(basic().encode()).decode()
    text = f"""\
interactions:
- request:
    method: GET
    uri: https://a.test/
    headers: {{Authorization: [!!binary {value}], X-A: [!!binary YQ==]}}
  response: {{headers: {{}}, body: {{string: "{{}}"}}, status: {{code: 200, message: OK}}}}
"""
    result = redact_cassette(text.encode(), Path("x.yaml"))

    assert value.encode() not in result.data
    assert b"!!binary" in result.data  # what is not secret stays as it was


def test_a_secret_in_nested_base64_is_replaced() -> None:
    nested = b64encode(b64encode(TOKEN.encode())).decode()
    text = render_cassette(Interaction(create(Note=nested), created(note=nested)))

    result = redact_cassette(text.encode(), PATH)

    assert nested[:20].encode() not in result.data
    assert result.data.count(b"note") == 1
    assert redact_cassette(result.data, PATH).changes == ()


def test_how_long_a_reply_took_stays() -> None:
    interaction = Interaction(create(), created(), 0.25)

    result = redact_cassette(render_cassette(interaction).encode(), Path("one.yaml"))

    assert result.changes
    assert b"      seconds: 0.250\n" in result.data
