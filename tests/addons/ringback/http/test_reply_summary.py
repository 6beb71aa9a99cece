import pytest

from ringback.http.reply_summary import summarize


@pytest.mark.parametrize(
    ("document", "summary"),
    [
        ({"sid": "CH1", "unique_name": None, "friendly_name": None}, "CH1"),
        ({"sid": "CH1", "unique_name": "fire"}, 'CH1 "fire"'),
        ({"sid": "CH1", "unique_name": None, "friendly_name": "on fire"}, 'CH1 "on fire"'),
        ({"sid": "CH1", "unique_name": "fire", "friendly_name": "on fire"}, 'CH1 "fire"'),
        ({"sid": "CH1", "friendly_name": 'é"\n'}, 'CH1 "é\\"\\n"'),
        ({"friendly_name": "fire"}, '"fire"'),
        ({"code": 20404, "message": "not found", "status": 404}, "20404 not found"),
        ({"message": "ringback: no", "status": 501}, ""),
        ({"conversations": [{"sid": "CH1"}], "meta": {}}, ""),
        ({}, ""),
    ],
)
def test_a_summary_names_the_resource_or_the_error(
    document: dict[str, object], summary: str
) -> None:
    assert summarize(document) == summary
