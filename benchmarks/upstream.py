"""An HTTPS server that answers one fixed 201 and nothing else: python benchmarks/upstream.py FOLDER

It stands in for Twilio when forwarding is measured, and for a bare server when the client's own
cost is. Its port and the CA to trust are in FOLDER as `port` and `ca.pem`.
"""

import asyncio
import json
import ssl
import sys
from pathlib import Path

import trustme

_BODY = json.dumps({"sid": "CH" + "0" * 32, "friendly_name": "printer on fire"}).encode()
_REPLY = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
) % (len(_BODY), _BODY)


class Answering(asyncio.Protocol):
    """One connection; every request has a head and a body with a Content-Length."""

    def __init__(self) -> None:
        self.received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every complete request."""
        self.received += data
        while True:
            head, separator, body = self.received.partition(b"\r\n\r\n")
            lower = head.lower()
            length = 0
            if b"content-length:" in lower:
                length = int(lower.partition(b"content-length:")[2].partition(b"\r\n")[0])
            if not separator or len(body) < length:
                return
            del self.received[: len(head) + 4 + length]
            self.transport.write(_REPLY)


async def main(folder: Path) -> None:
    """Serve until the process is ended."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "conversations.twilio.com").configure_cert(context)
    server = await asyncio.get_running_loop().create_server(
        Answering, "127.0.0.1", 0, ssl=context, backlog=1_000
    )
    (folder / "port.draft").write_text(str(server.sockets[0].getsockname()[1]))
    (folder / "port.draft").rename(folder / "port")
    await server.serve_forever()


asyncio.run(main(Path(sys.argv[1])))
