from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Interaction
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.tools.lint import RULES, Finding, Linter, find_cutoff, select_rules
from ringback.cassette.tools.phone_numbers import PhoneNumbers
from ringback.errors import UsageError
from ringback.http.messages import Headers, Response
from tests.support.cassettes.exchanges import (
    ACCOUNT,
    HIDDEN_SECRET,
    TOKEN,
    create,
    created,
    render_cassette,
    reply,
    request,
)

PATH = Path("some.yaml")
ADA = Interaction(create(caller=None, FriendlyName="Ada"), created(OWN_ACCOUNT))
EVE = Interaction(create(caller=None, FriendlyName="Eve"), created(OWN_ACCOUNT))
GONE = reply(204, None, Date="Mon, 02 Mar 2026 14:08:01 GMT")
OLD = Interaction(request("DELETE", caller=None), replace(GONE, body=b""))


def found(*interactions: Interaction, linter: Linter | None = None) -> list[str]:
    return lines((linter or Linter()).check(render_cassette(*interactions).encode(), PATH))


def lines(findings: list[Finding]) -> list[str]:
    return [str(finding) for finding in findings]


def test_an_age_before_all_time_makes_nothing_old() -> None:
    assert find_cutoff(10**6, datetime(2026, 1, 31, tzinfo=UTC)) == datetime.min.replace(tzinfo=UTC)


def test_a_good_cassette_passes() -> None:
    assert found(ADA, EVE) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b", "some.yaml:1: unreadable: not a cassette: there is no list `interactions`"),
        ("a: [", "some.yaml:2: unreadable: did not find expected node content"),
        (
            "interactions:\n- request: {}\n  response: {}\n- x\n",
            "some.yaml:2: unreadable: interaction 1: `uri` is missing",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_found(text: str, expected: str) -> None:
    assert lines(Linter().check(text.encode(), PATH)) == [expected]


def test_a_torn_end_is_found() -> None:
    text = render_cassette(ADA, EVE).encode()[:-40]

    (line,) = lines(Linter().check(text, PATH))

    number = render_cassette(ADA).count("\n") + 1
    assert line == (
        f"some.yaml:{number}: torn: the last interaction was cut off while it was written, "
        "before its `status`"
    )


def test_secrets_left_inside_are_found_where_they_are() -> None:
    leaking = Interaction(create(FriendlyName="Ada", Note=TOKEN), created())

    (line,) = found(leaking, EVE)

    assert line == (
        "some.yaml:3: secret: #1: in the request header Authorization, Note in the request body, "
        "account_sid in the response body; `ringback cassette redact` takes it out"
    )


def test_secrets_beyond_redaction_are_found() -> None:
    hidden = Interaction(create(), Response(204, Headers([("X-A", TOKEN[::-1])]), b""))
    deep = Response(200, body=HIDDEN_SECRET)

    rules = frozenset({"secret"})
    first, reversed_, second = found(hidden, Interaction(ADA.request, deep), linter=Linter(rules))

    assert "the request header Authorization" in first
    assert "#1: in the response header X-A, where redaction does not reach" in reversed_
    assert second.endswith(
        "secret: #2: in the response body, where redaction does not reach; delete the interaction"
    )


@pytest.mark.parametrize(
    "text",
    [
        f"# of {ACCOUNT}\n" + render_cassette(ADA),
        render_cassette(ADA).replace("version", f"by: {ACCOUNT}\nversion"),
    ],
    ids=["comment", "key"],
)
def test_secrets_beside_the_interactions_are_found(text: str) -> None:
    (line,) = lines(Linter().check(text.encode(), PATH))

    assert line == (
        "some.yaml: secret: beside the requests and replies, in a comment or in a key of another "
        "program; `ringback cassette redact` takes it out"
    )


def test_names_of_the_cassette_and_of_the_run_are_secrets() -> None:
    (line,) = found(ADA, linter=Linter(redact_names=("FriendlyName",)))
    noted = render_cassette(EVE).replace(
        "interactions", "metadata: {ringback: {redact: [FriendlyName]}}\ninteractions"
    )

    assert "FriendlyName in the request body" in line
    assert len(Linter().check(noted.encode(), PATH)) == 1


def test_a_recording_of_vcrpy_has_secrets() -> None:
    interaction = Interaction(create(), created())
    text = yaml.dump(yaml.safe_load(render_cassette(interaction)))

    assert [one.rule for one in Linter().check(text.encode(), PATH)] == ["secret"]


def test_replies_that_break_the_schema_are_found() -> None:
    wrong = Interaction(ADA.request, reply(201, {"state": "open", "sid": "CH1"}))

    place = "some.yaml:3: schema: #1:"
    assert found(wrong) == [
        f'{place} state is "open", not one of active, inactive, closed, initializing',
        f'{place} sid is "CH1", not CH and 32 hexadecimal digits',
    ]


def test_equal_requests_are_found() -> None:
    text = render_cassette(ADA, EVE, ADA, ADA)
    starts = [at for at, line in enumerate(text.splitlines(), 1) if line == "- request:"]

    second, third = lines(Linter().check(text.encode(), PATH))

    assert second == (
        f"some.yaml:{starts[2]}: equal: #3: POST /v1/Conversations equals #1: only when it is "
        "asked for a 2nd time does #3 play"
    )
    assert third == (
        f"some.yaml:{starts[3]}: equal: #4: POST /v1/Conversations equals #1: only when it is "
        "asked for a 3rd time does #4 play"
    )


def test_the_matchers_decide_which_requests_are_equal() -> None:
    matching = Matching(ignore_fields=frozenset({"FriendlyName"}))

    assert len(found(ADA, EVE, linter=Linter(matching=matching))) == 1


def test_ordinals_are_english() -> None:
    text = render_cassette(*[ADA] * 22)

    tail = [str(one).split(" a ")[1].split()[0] for one in Linter().check(text.encode(), PATH)]

    assert tail[:3] == ["2nd", "3rd", "4th"]
    assert tail[9:12] == ["11th", "12th", "13th"]
    assert tail[-2:] == ["21st", "22nd"]


@pytest.mark.parametrize(("days", "count"), [(30, 1), (31, 0)])
def test_old_replies_are_found(days: int, count: int) -> None:
    now = datetime(2026, 4, 2, 12, 0, 0, tzinfo=UTC)

    old = found(OLD, ADA, linter=Linter(oldest=find_cutoff(days, now)))

    assert len(old) == count
    assert all(line.endswith("old: #1: recorded on 2026-03-02; record it again") for line in old)


@pytest.mark.parametrize(("rules", "count"), [(frozenset(RULES), 1), (frozenset({"torn"}), 0)])
def test_a_file_that_cannot_be_opened_is_a_finding(
    tmp_path: Path, rules: frozenset[str], count: int
) -> None:
    findings = Linter(rules).check_file(tmp_path)

    message = Finding("unreadable", tmp_path, None, "is a folder, not a file")
    assert findings == [message] * count


def test_findings_come_in_the_order_of_the_lines() -> None:
    wrong = Interaction(request("GET", caller=None), reply(200, {"sid": 5}))

    rules = [one.rule for one in Linter().check(render_cassette(ADA, wrong, ADA).encode(), PATH)]

    assert rules == ["schema", "equal"]


def test_a_rule_can_be_left_out() -> None:
    assert found(ADA, ADA, linter=Linter(select_rules(("equal",)))) == []
    assert select_rules(()) == frozenset(RULES)


def test_an_unknown_rule_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        select_rules(("colour",))

    assert str(caught.value) == (
        "--allow: 'colour' is not a rule; "
        "the rules are unreadable, torn, secret, personal, schema, equal, unplayable, old"
    )


def test_a_finding_is_json_too() -> None:
    assert Finding("equal", PATH, 3, "text").as_json() == {
        "rule": "equal",
        "path": "some.yaml",
        "line": 3,
        "message": "text",
    }


def test_no_finding_shows_a_secret() -> None:
    wrong = Interaction(create(Note=TOKEN), reply(201, {"state": TOKEN, "sid": ACCOUNT}))

    text = "\n".join(found(wrong, wrong))

    assert TOKEN not in text
    assert ACCOUNT not in text


@pytest.mark.parametrize(
    ("method", "uri"), [("CONNECT", "conversations.twilio.com:443"), ("OPTIONS", "'*'")]
)
def test_a_request_that_can_never_be_played_is_found(method: str, uri: str) -> None:
    text = render_cassette(ADA).replace("method: POST", f"method: {method}")
    text = text.replace(f"uri: {ADA.request.url}", f"uri: {uri}")

    assert lines(Linter().check(text.encode(), PATH)) == [
        f"some.yaml:3: unplayable: #1: {method} can never be played; delete the interaction"
    ]


def test_personal_data_is_found_if_it_is_asked_for(numbers: PhoneNumbers) -> None:
    sent = create(caller=None, Identity="ada", Note="call (415) 555-2671")
    cassette = Interaction(sent, created(OWN_ACCOUNT))

    assert found(cassette) == []
    replaced, left = found(cassette, linter=Linter(numbers=numbers))
    assert replaced == (
        "some.yaml:3: personal: #1: in Identity in the request body; "
        "`ringback cassette redact --redact personal-data` takes it out"
    )
    assert left == (
        "some.yaml:3: personal: #1: a phone number in Note in the request body, "
        "which is not replaced; name its field with --redact NAME"
    )


def test_a_cassette_with_stand_ins_has_no_personal_data(numbers: PhoneNumbers) -> None:
    marked = "metadata:\n  ringback:\n    redact:\n    - personal-data\ninteractions:"
    sent = create(caller=None, Identity="person-1", Body="text-1")
    text = render_cassette(Interaction(sent, created(OWN_ACCOUNT, identity="person-1")))
    linter = Linter(numbers=numbers)

    assert linter.check(text.replace("interactions:", marked).encode(), PATH) == []


def test_what_a_cassette_with_stand_ins_has_besides_is_found_once(numbers: PhoneNumbers) -> None:
    marked = "metadata:\n  ringback:\n    redact:\n    - personal-data\ninteractions:"
    text = render_cassette(Interaction(create(caller=None, Identity="ada"), created(OWN_ACCOUNT)))
    data = text.replace("interactions:", marked).encode()

    assert [one.rule for one in Linter(numbers=numbers).check(data, PATH)] == ["personal"]
    assert [one.rule for one in Linter().check(data, PATH)] == ["secret"]
