import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from ringback.state.connection import SessionMovedError
from ringback.state.session_list import SessionList
from tests.support.state.databases import Connect, Proxy


def scenario(
    connect: Connect, play: Callable[[list[SessionList], list[Proxy]], Coroutine[Any, Any, None]]
) -> None:
    """Play a scenario with two proxies and their lists."""

    async def run() -> None:
        proxies = [Proxy(connect) for _ in range(2)]
        await play([SessionList(proxy.database) for proxy in proxies], proxies)
        for proxy in proxies:
            await proxy.database.detach(proxy.session)

    asyncio.run(run())


def test_what_one_proxy_begins_and_ends_is_news_for_another(connect: Connect) -> None:
    async def play(lists: list[SessionList], _: list[Proxy]) -> None:
        one, other = lists
        news: asyncio.Queue[set[str]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def tell(changed: set[str]) -> None:
            loop.call_soon_threadsafe(news.put_nowait, changed)

        other.watch(tell)
        begun = await one.begin("worker", {"seed": 7})
        async with asyncio.timeout(30):
            assert await news.get() == {"worker"}
        assert await other.list_changed({}) == ["worker"]
        assert await other.list_changed({"worker": begun}) == []
        await one.end("worker")
        async with asyncio.timeout(30):
            assert await news.get() == {"worker"}
        assert await other.list_changed({"worker": begun}) == ["worker"]
        assert await other.list_changed({}) == []
        await other.close()

    scenario(connect, play)


def test_nothing_is_done_in_a_session_that_is_another_one_now(connect: Connect) -> None:
    async def play(lists: list[SessionList], proxies: list[Proxy]) -> None:
        (one, other), (_, proxy) = lists, proxies
        proxy.session.begun = 0
        await proxy.database.run(proxy.session, lambda _: None)
        await one.begin("default", {})
        done: list[int] = []
        with pytest.raises(SessionMovedError):
            await proxy.database.run(proxy.session, lambda _: done.append(1))
        assert done == []
        stored = await other.find("default")
        assert stored is not None
        proxy.session.begun = stored.begun
        await proxy.database.run(proxy.session, lambda _: done.append(1))
        assert done == [1]

    scenario(connect, play)
