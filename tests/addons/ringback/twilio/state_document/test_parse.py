import pytest

from ringback.twilio.state_document.parse import parse_document
from tests.support.twilio.caller import ACCOUNT
from tests.support.twilio.documents import begin, find_problems, read

SID = "CH" + "a" * 32


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a", "1: a start file is a mapping, such as"),
        (
            "conversatons: []",
            "'conversatons' is not a key of an account; did you mean conversations?",
        ),
        ("xyz: 1", "'xyz' is not a key of an account; accepted are account_sid, "),
        ("conversations: 5", "1: conversations is no list; give a list, each item after a `- `"),
        ("conversations: [a]", "1: a conversation is no mapping; give keys, such as `attributes:`"),
        ("configuration: [a]", "1: a configuration of an account is no mapping"),
        ("users: [{friendly_name: a}]", "1: a user has no identity; Twilio requires it, so add it"),
        ("conversations: [{timers: {close: PT1H}}]", "'timers.close' is not a key of a conv"),
        ("conversations: [{timers: PT1H}]", "timers is no mapping; give one of closed, inactive"),
        ("accounts: [{users: []}]", "an account of several has no account_sid"),
        (f"accounts: [{{account_sid: {ACCOUNT}}}]\nusers: []", "users stands beside accounts"),
    ],
)
def test_what_is_no_start_file_is_refused(text: str, problem: str) -> None:
    (found,) = find_problems(text)
    assert problem in found


def test_a_sid_is_there_once() -> None:
    (found,) = find_problems(f"conversations:\n  - sid: {SID}\n  - sid: {SID}\n")
    assert found == f"3: the SID {SID} is that of line 2, too; give another one"


def test_all_mistakes_are_found_at_once() -> None:
    found = find_problems("""\
        conversations:
          - state: opened
            participants:
              - idntity: alice
        users: [{}]
        """)
    assert [problem.split(":")[0] for problem in found] == ["2", "4", "5"]


def test_what_is_wrong_is_named_once() -> None:
    (found,) = find_problems("users: [{identity: [a]}]")
    assert "identity is a list" in found


def test_what_follows_from_the_rest_may_be_there_as_in_a_reply() -> None:
    caller = begin(f"""\
        conversations:
          - unique_name: t
            account_sid: {ACCOUNT}
            chat_service_sid: IS1
            url: https://conversations.twilio.com/v1/Conversations/CH1
            links: {{}}
            timers: {{}}
            bindings: null
            participants:
              - messaging_binding: {{type: sms, address: "+15550001", proxy_address: "+15550002"}}
                last_read_timestamp: null
        """)
    assert caller.get("/Conversations/t").status == 200


def test_no_account_is_named_or_all_of_them_are() -> None:
    assert read("conversations: []").account_sids == ()
    assert read(f"account_sid: {ACCOUNT}").account_sids == (ACCOUNT,)
    assert read(f"accounts: [{{account_sid: {ACCOUNT}}}]").account_sids == (ACCOUNT,)
    assert read("accounts: []").account_sids == ()
    assert parse_document is not None
