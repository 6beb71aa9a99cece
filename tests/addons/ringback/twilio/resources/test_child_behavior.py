import pytest

from tests.support.twilio.caller import Caller


@pytest.mark.parametrize(
    ("collection", "parameters", "change"),
    [
        ("Participants", {"Identity": "alice"}, {"Attributes": "[1]"}),
        ("Messages", {"Body": "Hello"}, {"Body": "Bye"}),
        (
            "Webhooks",
            {"Target": "studio", "Configuration.FlowSid": "FW" + "a" * 32},
            {"Configuration.FlowSid": "FW" + "b" * 32},
        ),
    ],
)
def test_a_closed_conversation_can_be_read_but_not_written(
    caller: Caller, collection: str, parameters: dict[str, str], change: dict[str, str]
) -> None:
    parts = f"/Conversations/{caller.create('/Conversations')['sid']}/{collection}"
    part = f"{parts}/{caller.create(parts, parameters)['sid']}"
    caller.post(parts.removesuffix(f"/{collection}"), {"State": "closed"})

    assert caller.post(parts, parameters).fault == (400, 50377)
    assert caller.post(part, change).fault == (400, 50377)
    assert caller.delete(part).fault == (400, 50377)
    assert caller.get(part).status == 200
    assert caller.get(parts).status == 200
