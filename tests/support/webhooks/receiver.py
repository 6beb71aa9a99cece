"""A receiver that a test scripts, on the test's own event loop."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ringback.http.forms import Form, parse_form

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it arrived; names of headers are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> Form:
        """The fields of the body."""
        return parse_form(self.body.decode())


Answer = Callable[[Received, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Receiver:
    """What has arrived, and what the next requests are answered: the last answer stays."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The URL of a target."""
        return f"http://127.0.0.1:{self.port}/hook"

    def bodies(self, conversation: str | None = None) -> list[str | None]:
        """Return the field Body of each request, or of those of a conversation."""
        return [
            one.form.first("Body")
            for one in self.received
            if conversation in (None, one.form.first("ConversationSid"))
        ]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        try:
            received = await _read(reader)
            self.received.append(received)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            await answer(received, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, target, headers, body)


def replies(data: bytes) -> Answer:
    """Return an answer of these bytes."""

    async def answer(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return answer


def status(number: int, body: bytes = b"", content_type: str = "text/plain") -> Answer:
    """Return an answer with a status and a body."""
    head = f"HTTP/1.1 {number} Any\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}"
    return replies(f"{head}\r\n\r\n".encode() + body)


def waits_for(event: asyncio.Event, data: bytes = OK) -> Answer:
    """Return an answer that comes once an event is set."""

    async def answer(_: Received, writer: asyncio.StreamWriter) -> None:
        await event.wait()
        writer.write(data)

    return answer


async def resets(_: Received, writer: asyncio.StreamWriter) -> None:
    """Reset the connection."""
    writer.transport.abort()


@asynccontextmanager
async def receiving(*answers: Answer) -> AsyncIterator[Receiver]:
    """Yield a receiver that gives these answers in turn, by default 200."""
    receiver = Receiver(answers=list(answers) or [replies(OK)])
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
