from typing import Any

import pytest

from ringback.errors import StartFileError
from ringback.state_files.start_file import read_inline_document
from ringback.twilio.state_document.records import StateDocument
from ringback.twilio.values.types import Json

SID = "CH" + "a" * 32


def read(document: dict[str, Json]) -> StateDocument:
    return read_inline_document(document, None, adopts_services=True)


def test_values_are_taken_as_json_has_them() -> None:
    document = read(
        {
            "conversations": [
                {"unique_name": "007", "friendly_name": "true", "attributes": {"a": [1, None]}},
            ],
            "users": [{"identity": "ada", "friendly_name": None}],
        }
    )
    assert len(document.accounts) == 1


@pytest.mark.parametrize(
    ("document", "mistake"),
    [
        pytest.param(
            {"users": [], "conversations": [{}, {"frendly_name": "a"}]},
            "start_with/conversations/1/frendly_name: 'frendly_name' is not a key",
            id="key",
        ),
        pytest.param(
            {"conversations": [{"messages": [{}, {"index": "x"}]}]},
            "start_with/conversations/0/messages/1/index: index is 'x'",
            id="value",
        ),
        pytest.param(
            {"conversations": {"a/b~": 1}},
            "start_with/conversations: conversations is no list",
            id="no list",
        ),
        pytest.param({"a/b~": 1}, "start_with/a~1b~0: 'a/b~' is not a key", id="escaped"),
        pytest.param(
            {"conversations": [{"sid": SID}, {"sid": SID}]},
            f"start_with/conversations/1/sid: the SID {SID} is that of /conversations/0",
            id="another place",
        ),
        pytest.param(
            {"conversations": [{"unique_name": "a"}, {"unique_name": "a"}]},
            "start_with/conversations/1/unique_name: unique_name is 'a', which another "
            "conversation at /conversations/0 has (409/50353",
            id="refused",
        ),
    ],
)
def test_a_mistake_has_its_place(document: dict[str, Json], mistake: str) -> None:
    with pytest.raises(StartFileError) as refused:
        read(document)
    assert str(refused.value).startswith(mistake)
    assert " line " not in str(refused.value)


def test_a_document_that_is_too_deep_is_refused() -> None:
    deep: Any = 1
    for _ in range(100):
        deep = {"a": deep}
    with pytest.raises(StartFileError, match="it is nested deeper than 40 levels"):
        read({"attributes": deep})


def test_another_account_than_the_accepted_one_is_a_mistake() -> None:
    account = "AC" + "a" * 32
    with pytest.raises(StartFileError, match="start_with: it has the account AC"):
        read_inline_document({"account_sid": account}, "AC0", adopts_services=True)
