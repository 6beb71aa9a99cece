import io
from collections.abc import Mapping

import pytest

from ringback_proxy.reporting.colors import is_terminal, wants_color


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "expected"),
    [
        pytest.param(Terminal(), {}, True, id="a terminal"),
        pytest.param(io.StringIO(), {}, False, id="a pipe"),
        pytest.param(None, {}, False, id="no stream"),
        pytest.param(Terminal(), {"NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param(Terminal(), {"NO_COLOR": "0"}, False, id="NO_COLOR, whatever its value"),
        pytest.param(Terminal(), {"NO_COLOR": ""}, True, id="NO_COLOR, empty"),
        pytest.param(io.StringIO(), {"FORCE_COLOR": "1"}, True, id="FORCE_COLOR"),
        pytest.param(io.StringIO(), {"FORCE_COLOR": ""}, False, id="FORCE_COLOR, empty"),
        pytest.param(Terminal(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, id="both"),
        pytest.param(Terminal(), {"TERM": "dumb"}, False, id="a terminal without colors"),
    ],
)
def test_colors_are_for_terminals_and_for_those_who_ask(
    stream: io.StringIO | None, environ: Mapping[str, str], expected: bool
) -> None:
    assert wants_color(stream, environ) is expected


def test_a_closed_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    stream.close()

    assert not is_terminal(stream)
