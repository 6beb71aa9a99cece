import yaml
from hypothesis import given
from hypothesis import strategies as st

from ringback.state_files.writer import HEADER, render_document
from ringback.state_files.yaml_nodes import parse_yaml
from ringback.twilio.state_document.nodes import to_json
from ringback.twilio.values.types import Json

KEYS = st.sampled_from(["sid", "body", "filters", "media"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = TEXTS | st.integers(0, 999_999_999) | st.booleans() | st.none()
# As in a state, where no list has a list as an item.
DOCUMENTS = st.recursive(
    st.dictionaries(KEYS, SCALARS),
    lambda inner: st.dictionaries(KEYS, inner | SCALARS | st.lists(inner | SCALARS)),
)


@given(DOCUMENTS)
def test_a_document_is_read_as_it_was_written(document: dict[str, Json]) -> None:
    assert to_json(parse_yaml(render_document(document))) == document


@given(DOCUMENTS)
def test_other_programs_read_the_same(document: dict[str, Json]) -> None:
    assert yaml.safe_load(render_document(document) or "{}") == (document or None)


def test_it_is_written_as_a_person_would() -> None:
    document: dict[str, Json] = {
        "users": [{"sid": "US1", "identity": "alice"}],
        "timers": {"closed": "PT1H"},
        "filters": [],
        "index": 0,
        "enabled": True,
        "names": ["a", "b: c", "7"],
    }
    assert render_document(document) == HEADER + (
        "users:\n  - sid: US1\n    identity: alice\n"
        "timers:\n  closed: PT1H\n"
        "filters: []\nindex: 0\nenabled: true\n"
        "names:\n  - a\n  - 'b: c'\n  - '7'\n"
    )
