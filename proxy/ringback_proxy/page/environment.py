"""Renders the templates of the page."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def _make_environment() -> Environment:
    return Environment(
        loader=PackageLoader("ringback_proxy.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: Any) -> str:
    """Return a template of the page, filled in; every value is escaped."""
    return _make_environment().get_template(template).render(**values)
