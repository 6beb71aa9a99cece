import pytest

from ringback.errors import UsageError
from ringback_proxy.sessions.names import check_name, is_name


@pytest.mark.parametrize("name", ["a", "default", "A.b-c_9", "x" * 64, "..."])
def test_names_are_accepted(name: str) -> None:
    assert is_name(name)
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", "a b", "a/b", "x" * 65, "\u2603", "a\n", "\u0661"])
def test_other_texts_are_refused_with_an_example(name: str) -> None:
    assert not is_name(name)
    with pytest.raises(UsageError, match="such as worker-1"):
        check_name(name)
