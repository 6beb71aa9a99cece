import pytest

from ringback.twilio.webhooks.retries import count_retries


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("http://a.example/x", 1, id="default"),
        pytest.param("http://a.example/x#rc=3", 3, id="by the fragment"),
        pytest.param("http://a.example/x#ct=2000&rc=0", 0, id="none"),
        pytest.param("http://a.example/x#rc=9", 5, id="at most five"),
        pytest.param("http://a.example/x#rc=-1", 1, id="no number"),
        pytest.param("http://a.example/x?rc=3", 1, id="in the query"),
        pytest.param("http://a.example/x#top", 1, id="another fragment"),
    ],
)
def test_the_fragment_of_a_url_says_how_often_it_is_tried_again(url: str, expected: int) -> None:
    assert count_retries(url) == expected
