from pathlib import Path

import pytest

from ringback.cassette.matching.bindings import Bindings

ONE, TWO = Path("one.yaml"), Path("two.yaml")
# Recorded placeholders and the values sent in their places, in order; and whether the last fits.
Sequence = list[tuple[Path, str, str]]


@pytest.mark.parametrize(
    ("sequence", "fits"),
    [
        pytest.param([(ONE, "REDACTED-1", "a")], True, id="unbound"),
        pytest.param([(ONE, "REDACTED-1", "a")] * 2, True, id="the same value"),
        pytest.param(
            [(ONE, "REDACTED-1", "a"), (ONE, "REDACTED-1", "b")], False, id="another value"
        ),
        pytest.param(
            [(ONE, "REDACTED-1", "a"), (ONE, "REDACTED-2", "b")], True, id="another number"
        ),
        pytest.param(
            [(ONE, "REDACTED-1", "a"), (ONE, "REDACTED-2", "a")], False, id="a value has one number"
        ),
        pytest.param(
            [(ONE, "REDACTED-1", "a"), (ONE, "REDACTED-1-run-2", "a")], True, id="of each run"
        ),
        pytest.param(
            [(ONE, "REDACTED-1", "a"), (ONE, "REDACTED-1-run-2", "b")], True, id="another run"
        ),
        pytest.param(
            [(ONE, "REDACTED-1-run-2", "a"), (ONE, "REDACTED-2-run-2", "a")],
            False,
            id="a value has one number in a later run",
        ),
        pytest.param([(ONE, "REDACTED-1", "a"), (TWO, "REDACTED-1", "b")], True, id="cassettes"),
        pytest.param([(ONE, "REDACTED", "a"), (ONE, "REDACTED", "b")], True, id="plain"),
        pytest.param([(ONE, "REDACTED-1 REDACTED-1", "a a")], True, id="twice in a request"),
        pytest.param([(ONE, "REDACTED-1 REDACTED-1", "a b")], False, id="not equal in a request"),
        pytest.param([(ONE, "REDACTED-1 REDACTED-2", "a a")], False, id="equal in a request"),
        pytest.param([(ONE, "REDACTED-1 REDACTED-2", "a b")], True, id="two in a request"),
        pytest.param(
            [(ONE, "REDACTED-1", "a"), (ONE, "REDACTED-1", "REDACTED-1")], True, id="from a reply"
        ),
        pytest.param(
            [(ONE, "REDACTED-1", "a"), (ONE, "REDACTED-1", "REDACTED-2")], False, id="from another"
        ),
    ],
)
def test_a_placeholder_stands_for_one_value(sequence: Sequence, fits: bool) -> None:
    bindings = Bindings()
    *earlier, (cassette, recorded, sent) = sequence
    for path, placeholders, values in earlier:
        bindings.bind(path, tuple(placeholders.split()), tuple(values.split()))

    assert bindings.fits(cassette, tuple(recorded.split()), tuple(sent.split())) is fits


def test_a_request_that_does_not_fit_binds_nothing() -> None:
    bindings = Bindings()
    bindings.bind(ONE, ("REDACTED-1", "REDACTED-2"), ("a", "a"))

    assert bindings.find(ONE, "REDACTED-1") is None


def test_what_a_placeholder_is_bound_to_is_found() -> None:
    bindings = Bindings()
    bindings.bind(ONE, ("REDACTED-1",), ("a",))

    assert bindings.find(ONE, "REDACTED-1") == "a"
    assert bindings.find(TWO, "REDACTED-1") is None


PERSON, NAME = "PERSONAL-1-person", "PERSONAL-1-name"


@pytest.mark.parametrize(
    ("sequence", "fits"),
    [
        pytest.param([(ONE, PERSON, "a"), (ONE, PERSON, "a")], True, id="the same value"),
        pytest.param([(ONE, PERSON, "a"), (ONE, PERSON, "b")], False, id="another value"),
        pytest.param(
            [(ONE, PERSON, "a"), (ONE, "PERSONAL-2-person", "a")], False, id="one person is one"
        ),
        pytest.param(
            [(ONE, PERSON, "a"), (ONE, "PERSONAL-1-person-run-2", "a")], True, id="of each run"
        ),
        pytest.param([(ONE, PERSON, "a"), (ONE, NAME, "a")], True, id="a person and a name"),
        pytest.param(
            [(ONE, PERSON, "a"), (ONE, "PERSONAL-1-email", "a")], True, id="another format"
        ),
        pytest.param([(ONE, NAME, "a"), (ONE, "PERSONAL-2-name", "a")], True, id="equal names"),
        pytest.param([(ONE, NAME, "a"), (ONE, NAME, "b")], False, id="another name"),
        pytest.param(
            [(ONE, "PERSONAL-1-sent", "PERSONAL-2-sent")], False, id="a value that is not redacted"
        ),
        pytest.param(
            [(ONE, "PERSONAL-1-sent", "PERSONAL-1-sent")], True, id="an equal one that is not"
        ),
        pytest.param([(TWO, PERSON, "a")], False, id="a literal cassette"),
        pytest.param([(TWO, PERSON, PERSON)], True, id="equal in a literal cassette"),
        pytest.param([(ONE, PERSON, "a"), (ONE, PERSON, PERSON)], True, id="from a reply"),
        pytest.param(
            [(ONE, PERSON, "a"), (ONE, "PERSONAL-2-person", PERSON), (ONE, PERSON, PERSON)],
            False,
            id="another value that looks like it",
        ),
        pytest.param([(ONE, PERSON, PERSON), (ONE, PERSON, "a")], True, id="itself, then a value"),
        pytest.param(
            [(ONE, PERSON, PERSON), (ONE, "PERSONAL-2-person", PERSON)], False, id="itself, twice"
        ),
    ],
)
def test_a_stand_in_stands_for_one_value(sequence: Sequence, fits: bool) -> None:
    bindings = Bindings(literal=(TWO,))
    *earlier, (cassette, recorded, sent) = sequence
    for path, placeholder, value in earlier:
        assert bindings.fits(path, (placeholder,), (value,))
        bindings.bind(path, (placeholder,), (value,))

    assert bindings.fits(cassette, (recorded,), (sent,)) is fits


def test_what_is_bound_to_a_value_is_found_of_the_same_kind_first() -> None:
    bindings = Bindings()
    bindings.bind(ONE, (NAME, PERSON), ("a", "a"))

    assert bindings.find_placeholder(ONE, "a") == NAME
    assert bindings.find_placeholder(ONE, "a", "PERSONAL-7-person") == PERSON
    assert bindings.find_placeholder(TWO, "a") is None


def test_a_fork_has_the_same_literal_cassettes_and_nothing_bound() -> None:
    bindings = Bindings(literal=(TWO,))
    bindings.bind(ONE, (PERSON,), ("a",))
    fork = bindings.fork()

    assert fork.find(ONE, PERSON) is None
    assert not fork.fits(TWO, (PERSON,), ("a",))
