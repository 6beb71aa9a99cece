"""Whatever people are called: recorded, redacted, and replayed with the data of others."""

import html
import json
import re
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_plus

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ringback.cassette.redaction.personal.stand_ins import parse_stand_in
from ringback.cassette.tools.redact import redact_cassette
from ringback.http.messages import Request
from tests.end_to_end.modes.test_personal_data import (
    PERSONAL,
    Cassette,
    Person,
    list_requests,
    post,
    response_of,
    strip,
)

# In every value but the phone number, so that it is found wherever one is left.
CANARY = "Zqx"
# Surrogates and control characters are not what people are called.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
LOCAL_PARTS = st.from_regex(r"[a-z0-9]([a-z0-9._+-]{0,8}[a-z0-9])?", fullmatch=True)


def values(kind: str) -> st.SearchStrategy[str]:
    """Return values that no other kind of value equals: the same value has one stand-in."""
    return TEXTS.map(lambda text: f"{CANARY}{kind}{text}".rstrip())


PEOPLE = st.builds(
    Person,
    identity=values("i"),
    name=values("n"),
    email=LOCAL_PARTS.map(lambda local: f"{CANARY}.{local}@lovelace.org"),
    phone=st.from_regex(r"\+[1-9][0-9]{9,12}", fullmatch=True).filter(
        lambda phone: parse_stand_in(phone) is None
    ),
    conversation=values("c"),
    title=values("t"),
    body=values("b"),
)
ADA = Person(
    "Zqx ada lovelace", "ZqxAda Lovelace", "Zqx.ada@lovelace.org", "+14155551234",
    "Zqx order 1/ada", "ZqxAda's", "Zqx: this is Ada & co. 🎭",
)  # fmt: skip
EVE = Person(
    "Zqx+eve%41", 'Zqx"eve"', "Zqx.e+v-e@lovelace.org", "+493090182000", "Zqx=?/#", "Zqx\\n",
    "Zqx",
)  # fmt: skip
SMALL = settings(max_examples=20)


def list_all_requests(who: Person) -> list[Request]:
    """Return the requests of an application, one of which hides its values in base64."""
    profile = encode(json.dumps({"email": who.email, "identity": who.identity}))
    hidden = {"profile": profile, "note": f"see {encode(f'<{who.email}> {who.phone}')}, please"}
    return [*list_requests(who), post("/v1/Conversations", Attributes=json.dumps(hidden))]


def encode(text: str) -> str:
    return b64encode(text.encode()).decode()


def read_deeply(text: str, layers: int = 4) -> Iterator[str]:
    """Yield a text and what it is once its escapes and its base64 are undone, repeatedly."""
    yield text
    if not layers:
        return
    plain = re.sub(r"\\u00([0-7][0-9a-f])", lambda match: chr(int(match[1], 16)), text)
    plain = html.unescape(unquote_plus(plain))
    if plain != text:
        yield from read_deeply(plain, layers - 1)
    for run in set(re.findall(r"[A-Za-z0-9+/_-]{8,}", text)):
        standard = run.translate(str.maketrans("-_", "+/"))
        for offset in range(4):
            bare = standard[offset:][: len(standard[offset:]) // 4 * 4]
            decoded = b64decode(bare).decode("latin-1")
            if CANARY in decoded or decoded.isprintable():
                yield from read_deeply(decoded, layers - 1)


def find_left(text: str, who: Person) -> list[str]:
    """Return what is left of a person in a text."""
    wanted = (CANARY, who.phone[1:])
    return [one for one in wanted for reading in read_deeply(text) if one in reading]


def check_replay(cassette: Cassette, recorded: Person, other: Person) -> None:
    """Check that nothing of a person is recorded, and that another one is answered as such."""
    assert find_left(cassette.text, recorded) == []
    replayed = map(response_of, cassette.replay(*list_all_requests(other)))
    fresh = Cassette(cassette.path)  # what the fake would have said to the other one
    assert [strip(one) for one in replayed] == [
        strip(fresh.answer(one)) for one in list_all_requests(other)
    ]


@SMALL
@given(recorded=PEOPLE, other=PEOPLE)
@example(recorded=ADA, other=EVE)
@example(recorded=EVE, other=ADA)
def test_what_is_recorded_of_one_person_plays_for_another(recorded: Person, other: Person) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cassette = Cassette(Path(folder) / "one.yaml")
        cassette.record(*list_all_requests(recorded))

        check_replay(cassette, recorded, other)


@SMALL
@given(recorded=PEOPLE, other=PEOPLE)
@example(recorded=ADA, other=EVE)
@example(recorded=EVE, other=ADA)
def test_so_does_an_old_cassette_that_is_redacted(recorded: Person, other: Person) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cassette = Cassette(Path(folder) / "one.yaml")
        cassette.record(*list_all_requests(recorded), redact=())
        assert find_left(cassette.text, recorded)

        redacted = redact_cassette(cassette.path.read_bytes(), cassette.path, PERSONAL)
        cassette.path.write_bytes(redacted.data)

        check_replay(cassette, recorded, other)
