import pytest

from tests.support.twilio.documents import begin, find_problems

PAIR = '{address: "+15550001111", proxy_address: "+15550002222"}'

GROUP = """\
conversations:
  - participants:
      - messaging_binding: {address: "+15550001"}
      - messaging_binding: {projected_address: "+15550009"}
"""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "conversations:\n  - unique_name: t\n  - unique_name: t",
            "3: unique_name is 't', which another conversation on line 2 has (409/50353",
        ),
        (
            "conversations:\n  - participants:\n      - identity: a\n      - identity: a",
            "4: identity is 'a', which another participant on line 3 has (409/50433",
        ),
        (
            "conversations:\n  - messages:\n      - author: alice",
            "3: Twilio refuses this message (author 'alice'): 400/50503",
        ),
        (
            "conversations:\n  - messages:\n    - {body: a, index: 0}\n    - {body: b, index: 0}",
            "4: the index 0 is that of another message; give another one",
        ),
        (
            GROUP + "    messages:\n      - {author: stranger, body: hello}",
            "6: Twilio refuses this message (author 'stranger', body 'hello'): 400/50513",
        ),
        (
            "conversations:\n"
            + "".join(f"  - participants: [{{messaging_binding: {PAIR}}}]\n" for _ in range(2)),
            "already exists in Conversation of line 2",
        ),
        (
            "conversations: [{webhooks: ["
            + ", ".join(["{target: studio, configuration: {flow_sid: FW" + "a" * 32 + "}}"] * 6)
            + "]}]",
            "1: Twilio refuses this webhook (target 'studio', flow_sid 'FW",
        ),
    ],
)  # fmt: skip
def test_what_twilio_would_refuse_is_named(text: str, problem: str) -> None:
    (found,) = find_problems(text)
    assert problem in found


def test_the_reason_is_that_of_the_refused_record() -> None:
    text = f"""\
        conversations:
          - participants:
              - {{identity: a, role_sid: RL{"a" * 32}}}
              - {{identity: b, role_sid: RL{"b" * 32}}}
        """
    first, second = find_problems(text, adopts_services=False)
    assert "RL" + "a" * 32 in first
    assert "RL" + "a" * 32 not in second
    assert first.endswith("Correct it, or leave it out")


def test_a_message_has_the_index_of_the_document() -> None:
    caller = begin("""\
        conversations:
          - unique_name: t
            messages:
              - {body: five, index: 5}
              - {body: six}
              - {body: two, index: 2}
        """)
    messages = caller.get("/Conversations/t/Messages").body["messages"]
    assert [(one["index"], one["body"]) for one in messages] == [
        (2, "two"),
        (5, "five"),
        (6, "six"),
    ]
    assert caller.create("/Conversations/t/Messages", {"Body": "next"})["index"] == 7


def test_a_complete_record_is_as_it_was() -> None:
    sid, date = "MB" + "a" * 32, "2026-01-31T12:00:00Z"
    caller = begin(f"""\
        conversations:
          - unique_name: t
            participants:
              - {{sid: {sid}, identity: alice, date_created: "{date}"}}
              - {{identity: bob}}
        """)
    alice, bob = caller.get("/Conversations/t/Participants").body["participants"]
    assert (alice["sid"], alice["role_sid"], alice["date_updated"]) == (sid, None, None)
    assert bob["role_sid"] is not None
    assert bob["date_updated"] is not None


def test_a_refused_configuration_is_named() -> None:
    (found,) = find_problems(f"""\
        services:
          - friendly_name: a
            configuration: {{default_chat_service_role_sid: RL{"a" * 32}}}
        """, adopts_services=False)  # fmt: skip
    assert found.startswith("3: Twilio refuses this configuration of a service")
