import json

import pytest

from ringback.cassette.redaction.personal.fields import Content
from ringback.cassette.redaction.personal.json_values import replace_values


def mark(text: str, content: Content | None) -> str:
    return text if content in (None, Content.MEMBER) else f"<{content}>"


@pytest.mark.parametrize(
    ("document", "content", "replaced"),
    [
        ('{"identity": "ada"}', None, '{"identity": "<person>"}'),
        ('{ "identity" :\t"a\\"b" }', None, '{ "identity" :\t"<person>" }'),
        ('{"identity": null, "a": true}', None, '{"identity": null, "a": true}'),
        ('[{"author": "a"}, "b"]', None, '[{"author": "<person>"}, "b"]'),
        (
            '{"messaging_binding": {"type": "sms", "address": "+1"}, "type": "x"}',
            None,
            '{"messaging_binding": {"type": "sms", "address": "<person>"}, "type": "x"}',
        ),
        ('{"phone": 5}', Content.ATTRIBUTES, '{"phone": "<person>"}'),
        (
            '{"emails": [], "email": ["a", "b"], "tier": "c"}',
            Content.ATTRIBUTES,
            '{"emails": [], "email": ["<person>", "<person>"], "tier": "c"}',
        ),
        ('{"a": {"email": "b"}}', Content.ATTRIBUTES, '{"a": {"email": "<person>"}}'),
        ('{"a": {"email": "b"}}', None, '{"a": {"email": "b"}}'),
        (
            '{"body": {"a": ["b", {"c": "d"}]}}',
            None,
            '{"body": {"a": ["<text>", {"c": "<text>"}]}}',
        ),
        ('{"a": {}, "identity": "b"}', None, '{"a": {}, "identity": "<person>"}'),
    ],
)
def test_values_are_replaced_by_what_they_are(
    document: str, content: Content | None, replaced: str
) -> None:
    assert replace_values(document, content, mark) == replaced


def test_digits_that_replace_a_number_are_a_number() -> None:
    replaced = replace_values('{"phone": 41, "fax": "42"}', Content.ATTRIBUTES, lambda *_: "43")

    assert json.loads(replaced.replace('"43":', '"a":', 1)) == {"a": 43, "43": "43"}


def test_what_is_not_ascii_stays_so_and_a_lone_surrogate_is_escaped() -> None:
    assert replace_values('["ä", "b"]', Content.TEXT, lambda *_: "ö") == '["ö", "ö"]'
    assert replace_values('["a"]', Content.TEXT, lambda *_: "\udcff") == '["\\udcff"]'
