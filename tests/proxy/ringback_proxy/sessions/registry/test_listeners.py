import asyncio
from functools import partial

from ringback_proxy.sessions.registry.listeners import SessionListeners
from ringback_proxy.sessions.session import Session
from tests.support.proxy.sessions import make_session


def test_each_is_called_when_its_time_comes() -> None:
    session = make_session()
    listeners = SessionListeners()
    heard: list[object] = []

    async def before(ending: Session) -> None:
        heard.append(("before", ending))

    async def after(ended: Session) -> None:
        heard.append(("after", ended))

    listeners.on_begin(lambda name, begun: heard.append((name, begun)))
    listeners.on_change(lambda: heard.append("changed"))
    listeners.before_end(before)
    listeners.after_end(after)

    listeners.tell_begun("w1", session)
    listeners.tell_changed()
    asyncio.run(listeners.tell_ending(session))
    asyncio.run(listeners.tell_ended(session))

    assert heard == [("w1", session), "changed", ("before", session), ("after", session)]


def test_they_are_called_in_the_order_in_which_they_came() -> None:
    listeners = SessionListeners()
    heard: list[int] = []
    for number in (1, 2):
        listeners.on_change(partial(heard.append, number))

    listeners.tell_changed()

    assert heard == [1, 2]
