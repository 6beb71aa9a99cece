import jinja2
import pytest

from ringback_proxy.page.environment import render


def test_what_an_application_has_sent_is_text_and_never_markup() -> None:
    counts = (("<script>alert(1)</script>", '"><img>'),)
    html = render("traffic_counts.html", counts=counts)
    assert "<script>" not in html
    assert "<img>" not in html
    assert "&lt;script&gt;" in html


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render("traffic_counts.html")
