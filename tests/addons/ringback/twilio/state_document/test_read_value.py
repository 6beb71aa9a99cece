import pytest

from tests.support.twilio.documents import begin, find_problems


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("state: opened", "state is 'opened', which Twilio refuses (400/50378"),
        ("friendly_name: [a]", "friendly_name is a list; give a text of up to 256 characters"),
        ("friendly_name: {a: b}", "friendly_name is a mapping; give a text"),
        ("attributes: '{'", "give a mapping, or JSON as text, of up to 16384 bytes"),
        (
            "timers: {closed: PT1M}",
            "give an ISO 8601 duration of at least 10 minutes, such as PT1H",
        ),
        ("messaging_service_sid: MG1", "give MG and 32 hexadecimal digits"),
        ("date_created: today", "give a date and time, such as 2026-01-31T12:00:00Z"),
        ("messages: [{content_variables: []}]", "give the values of a template's variables"),
        ("sid: IM1", "1: sid is 'IM1'; give CH and 32 hexadecimal digits"),
        ("unique_name: " + "x" * 300, f"'{'x' * 60}...', which Twilio refuses"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_accepted(line: str, problem: str) -> None:
    (found,) = find_problems(f"conversations: [{{{line}}}]")
    assert problem in found


def test_the_wrong_item_of_a_list_is_named_with_its_line() -> None:
    (found,) = find_problems("""\
        roles:
          - friendly_name: r
            type: service
            permissions:
              - joinConversation
              - fly
        """)
    assert found.startswith("6: permissions is 'fly', which Twilio refuses (400/50104")


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("{a: 1, b: [yes, null]}", '{"a": 1, "b": ["yes", null]}'),
        ("""'{"a":1}'""", '{"a":1}'),
        ("{}", "{}"),
        ("null", "{}"),
    ],
)
def test_json_is_a_mapping_or_text(value: str, stored: str) -> None:
    caller = begin(f"conversations: [{{unique_name: t, attributes: {value}}}]")
    assert caller.get("/Conversations/t").body["attributes"] == stored


def test_a_number_without_quotes_is_text_as_it_stands() -> None:
    caller = begin("""\
        conversations:
          - unique_name: 007
            participants:
              - messaging_binding: {address: +15550001111, proxy_address: +15550002222}
        """)
    (participant,) = caller.get("/Conversations/007/Participants").body["participants"]
    assert participant["messaging_binding"]["address"] == "+15550001111"
