"""An HTTPS server on loopback that stands in for Twilio's other hosts, each by its own name."""

import json
import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.http.threaded_server import ThreadedServer
from tests.support.process.waiting import TIMEOUT
from tests.support.twilio.certificates import Authority

# What its replies give away, each of which is a secret.
SUB_TOKEN = "5ub7okenc0de1234567890abcdef1234"
KEY_SECRET = "k3y5ecretc0de1234567890abcdef123"
SIGNATURE = "Qx7~w0oSignature-of-a-link__"
FILE = bytes(range(256)) * 4

_ACCOUNTS = "/2010-04-01/Accounts"


class ManyHosts(ThreadedServer["_Server"]):
    """The running server; a context manager. `asked` has the method and URL of each request."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        authority = Authority(folder)
        self.ca = authority.path
        super().__init__(_Server(self, authority.server_context()))


class _Server(ThreadingHTTPServer):
    def __init__(self, hosts: ManyHosts, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hosts = hosts
        self.context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(TIMEOUT)
        with self.context.wrap_socket(request, server_side=True) as connection:
            super().finish_request(connection, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log nothing for clients that leave."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        host, path = self.headers["Host"], self.path.partition("?")[0]
        self.server.hosts.asked.append(f"{self.command} https://{host}{path}")
        status, document, headers = _reply(self.command, host, path)
        is_file = isinstance(document, bytes)
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "image/png" if is_file else "application/json")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = answer  # noqa: N815 - the name that http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls
        """Log nothing."""


def _reply(method: str, host: str, path: str) -> tuple[int, Any, dict[str, str]]:
    if host == "api.twilio.com":
        return _api_reply(method, path)
    if host == "media.us1.twilio.com":
        return 200, FILE, {}
    if host == "mcs.us1.twilio.com":
        link = f"https://media.us1.twilio.com/ME1?Expires=1&Signature={SIGNATURE}&Key-Pair-Id=K1"
        return 201, {"sid": "ME1", "links": {"content_direct_temporary": link}}, {}
    if host == "lookups.twilio.com":
        return 200, {"phone_number": path.rpartition("/")[2], "valid": True}, {}
    if host == "studio.twilio.com":
        return 202, {"sid": "FN1", "status": "active"}, {}
    if path.endswith("/VerificationCheck"):
        return 200, {"sid": "VE1", "status": "approved", "valid": True}, {}
    if host == "verify.twilio.com":
        return 201, {"sid": "VE1", "status": "pending", "valid": False}, {}
    return 404, {"code": 20404, "message": f"{host}{path} was not found", "status": 404}, {}


def _api_reply(method: str, path: str) -> tuple[int, Any, dict[str, str]]:
    account = path.removeprefix(f"{_ACCOUNTS}/")[:34]
    if path == f"{_ACCOUNTS}.json":
        sid = "AC" + "0f" * 16
        return 201, {"sid": sid, "auth_token": SUB_TOKEN, "owner_account_sid": sid}, {}
    if path.endswith("/Keys.json"):
        return 201, {"sid": "SK" + "0e" * 16, "secret": KEY_SECRET}, {}
    if path.endswith("/Media/ME1"):
        return 307, {}, {"Location": f"https://media.us1.twilio.com/ME1?Signature={SIGNATURE}"}
    if path.endswith("/Messages.json") and method == "POST":
        sid = "SM" + "1" * 32
        uri = f"{_ACCOUNTS}/{account}/Messages/{sid}.json"
        return 201, {"sid": sid, "account_sid": account, "status": "queued", "uri": uri}, {}
    return 404, {"code": 20404, "message": f"{path} was not found", "status": 404}, {}
