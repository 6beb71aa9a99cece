import pytest

from ringback.errors import RingbackError
from ringback_proxy.engine.mitmproxy_changes import report_changes


@pytest.mark.parametrize(
    "error", [ImportError("no x"), AttributeError("no y")], ids=["module", "name"]
)
def test_what_mitmproxy_lacks_is_reported_with_what_to_type(error: Exception) -> None:
    expected = r"^mitmproxy 1\d\..*\(no [xy]\); set RINGBACK_ENGINE=plain, or install"

    with pytest.raises(RingbackError, match=expected), report_changes():
        raise error


def test_other_errors_stay_as_they_are() -> None:
    with pytest.raises(ZeroDivisionError), report_changes():
        raise ZeroDivisionError
