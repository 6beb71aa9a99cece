"""Checked by mypy and pyright, not run: what people write with the plugin has its types."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_type

import understudy_proxy
from understudy_proxy import Exchange, ProxyProcess, Understudy


def test_with_the_fixture(understudy: Understudy) -> None:
    assert_type(understudy.requests, tuple[Exchange, ...])
    assert_type(understudy.assert_requested("POST", form={"A": "b"}), tuple[Exchange, ...])
    assert_type(understudy.requests[0].form, Mapping[str, str | list[str]])
    assert_type(understudy.now, datetime)
    assert_type(understudy.environ, Mapping[str, str])
    understudy.fail_next(429, times=2)
    understudy.advance(hours=1)
    understudy.fail_next("429")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    understudy.assert_request()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def test_with_the_session(understudy_session: ProxyProcess) -> None:
    assert_type(understudy_session.environ, Mapping[str, str])


understudy_proxy.pretend  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnusedExpression]  # noqa: B018

with understudy_proxy.serve(seed=7) as served:
    assert_type(served, Understudy)

understudy_proxy.serve("record")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
