from typing import Any

import pytest

from tests.support.chaos.account import LOST, Account, Thing


def seen(**changes: bool) -> Account:
    """Return an account of two conversations, the second of which has changed."""
    account = Account()
    for number, name in enumerate(("first", "second")):
        account.note_race(name, 201)
        account.note_conversation(f"CH{number}", name, "group", number)
    for name, value in changes.items():
        setattr(account.conversations["CH1"], name, value)
    return account


def listed(*names: str) -> list[dict[str, str]]:
    sids = {"first": "CH0", "second": "CH1"}
    return [
        {"sid": sids.get(name, name), "unique_name": name, "friendly_name": ""} for name in names
    ]


def test_a_list_that_agrees_is_right() -> None:
    account = seen()
    account.judge_races()
    account.judge_conversations(listed("second", "first"))
    assert account.wrong == []


@pytest.mark.parametrize(
    ("names", "changes", "wrong"),
    [
        (["first"], {}, "the conversation CH1 is lost"),
        (["first"], {"may_be_gone": True}, None),
        (["second", "first"], {"may_be_gone": True}, None),
        (
            ["second", "first"],
            {"may_be_gone": True, "is_gone": True},
            "the conversation CH1 is back",
        ),
        (["first", "second"], {}, "the conversations of group are not in order"),
        (["second", "first", "first"], {}, "the unique name first is there 2 times"),
        (["third", "second", "first"], {}, "nobody has created third"),
    ],
)
def test_a_list_that_does_not_agree_is_noticed(
    names: list[str], changes: dict[str, bool], wrong: str | None
) -> None:
    account = seen(**changes)
    account.judge_conversations(listed(*names))
    assert (wrong in account.wrong) if wrong else (account.wrong == [])


@pytest.mark.parametrize(
    ("statuses", "is_right"),
    [
        ([201, 409, 409], True),
        ([LOST, 409, 409], True),
        ([LOST, 201, 409], True),
        ([201, 201, 409], False),
        ([409, 409, 409], False),
    ],
)
def test_one_creates_a_name(statuses: list[int], is_right: bool) -> None:
    account = Account()
    for status in statuses:
        account.note_race("name", status)
    account.judge_races()
    assert (not account.wrong) == is_right


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ([("IM0", 0), ("IM1", 1)], None),
        ([("IM0", 0), ("IM1", 1), ("IM2", 2)], None),
        ([("IM0", 0), ("IM1", 1), ("IM2", 2), ("IM3", 3)], "has messages that nobody has sent"),
        ([("IM0", 0)], "the message IM1 is lost"),
        ([("IM1", 1), ("IM0", 0)], "are not in order"),
        ([("IM0", 0), ("IM1", 1), ("IM2", 1)], "the index 1 is there 2 times"),
        ([("IM0", 0), ("IM1", 2)], "has another index"),
    ],
)
def test_messages_are_compared_with_what_was_sent(
    found: list[tuple[str, int]], wrong: str | None
) -> None:
    account = seen()
    conversation = account.conversations["CH0"]
    conversation.messages = {f"IM{index}": Thing(f"IM{index}", index) for index in range(2)}
    conversation.unanswered = 1
    account.judge_messages(conversation, found)
    assert any(wrong in each for each in account.wrong) if wrong else account.wrong == []


def test_a_friendly_name_is_the_last_one_that_was_set() -> None:
    account = seen()
    account.conversations["CH0"].values = {"new", "newer, without a reply"}
    page: list[dict[str, Any]] = listed("second", "first")
    account.judge_conversations(page)
    assert len(account.wrong) == 1
