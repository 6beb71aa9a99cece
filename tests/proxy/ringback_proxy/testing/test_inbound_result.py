import re
from typing import Any

import pytest

from ringback.errors import UsageError
from ringback_proxy.testing.api_client import ApiClient, ApiRecord
from ringback_proxy.testing.inbound_result import InboundResult, encode_message


def no_call(document: dict[str, Any]) -> tuple[int, Any]:
    raise NotImplementedError


API = ApiClient(no_call, "AC1")


def test_a_message_and_its_conversation_are_records() -> None:
    document = {
        "routed": True,
        "reason": "",
        "conversation": {"sid": "CH1"},
        "message": {"sid": "IM1", "body": "hi"},
        "notes": ["a note"],
    }
    result = InboundResult.from_json(document, API)

    assert result.routed
    assert result.conversation is not None
    assert result.message is not None
    assert (result.conversation.sid, result.message.body) == ("CH1", "hi")
    assert result.message.receipts._path == "/v1/Conversations/CH1/Messages/IM1/Receipts"
    assert result.notes == ("a note",)


def test_a_message_to_no_conversation_has_a_reason() -> None:
    document = {
        "routed": False, "reason": "nobody", "conversation": None, "message": None, "notes": [],
    }  # fmt: skip
    assert InboundResult.from_json(document, API) == InboundResult(False, "nobody")


def test_a_message_is_encoded() -> None:
    conversation = ApiRecord(API, "/v1/Conversations/CH1", {"sid": "CH1"})
    file = {"content_type": "image/png", "filename": "a.png", "data": b"hi"}

    assert encode_message("ada", conversation, "ho", [file], {"a": 1}, "+1555", "AC1") == {
        "from": "ada",
        "to": "CH1",
        "body": "ho",
        "media": [{"content_type": "image/png", "filename": "a.png", "data_base64": "aGk="}],
        "attributes": '{"a": 1}',
        "others": ["+1555"],
        "account_sid": "AC1",
    }


@pytest.mark.parametrize("file", ["a.png", {"content_type": "image/png", "data": "text"}])
def test_what_is_no_file_is_refused(file: Any) -> None:
    with pytest.raises(UsageError, match=re.escape(f"a file is {file!r}; give a dict")):
        encode_message("ada", "CH1", "", [file], None, (), None)
