import asyncio

from ringback_proxy.control.joined_writes import JoinedWrites


class Recording:
    """A transport that records what is done with it."""

    def __init__(self) -> None:
        self.done: list[bytes | str] = []

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def close(self) -> None:
        self.done.append("close")

    def is_closing(self) -> bool:
        return "close" in self.done


def test_a_head_is_sent_with_its_body_at_once() -> None:
    async def write() -> list[bytes | str]:
        recording = Recording()
        joined = JoinedWrites(recording)
        joined.write(b"head")
        joined.write(b"body")
        return recording.done

    assert asyncio.run(write()) == [b"headbody"]


def test_a_head_without_a_body_is_sent_when_the_event_loop_goes_on() -> None:
    async def write() -> list[list[bytes | str]]:
        recording = Recording()
        joined = JoinedWrites(recording)
        joined.write(b"head")
        before = list(recording.done)
        await asyncio.sleep(0)
        return [before, recording.done]

    assert asyncio.run(write()) == [[], [b"head"]]


def test_a_connection_is_closed_after_what_is_written() -> None:
    async def write() -> list[bytes | str]:
        recording = Recording()
        joined = JoinedWrites(recording)
        joined.write(b"last")
        joined.close()
        assert joined.is_closing()
        await asyncio.sleep(0)
        return recording.done

    assert asyncio.run(write()) == [b"last", "close"]
