"""Checked by mypy and pyright, not run: what people write with the plugin has its types."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_type

import ringback_proxy
from ringback_proxy import Exchange, ProxyProcess, Ringback


def test_with_the_fixture(ringback: Ringback) -> None:
    assert_type(ringback.requests, tuple[Exchange, ...])
    assert_type(ringback.assert_requested("POST", form={"A": "b"}), tuple[Exchange, ...])
    assert_type(ringback.requests[0].form, Mapping[str, str | list[str]])
    assert_type(ringback.now, datetime)
    assert_type(ringback.environ, Mapping[str, str])
    ringback.fail_next(429, times=2)
    ringback.advance(hours=1)
    ringback.fail_next("429")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ringback.assert_request()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def test_with_the_session(ringback_session: ProxyProcess) -> None:
    assert_type(ringback_session.environ, Mapping[str, str])


ringback_proxy.pretend  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnusedExpression]  # noqa: B018 - only looked up

with ringback_proxy.serve(seed=7) as served:
    assert_type(served, Ringback)

ringback_proxy.serve("record")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
