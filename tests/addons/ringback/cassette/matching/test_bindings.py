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
