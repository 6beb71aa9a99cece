"""The product under test, as a server beside the test or around a command."""

import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.support.http.plain import NO_CAS
from tests.support.http.wire import Address, dial
from tests.support.process.background import Background, Finished
from tests.support.process.launch import PROGRAM, launch
from tests.support.process.preloaded.main import Streams
from tests.support.process.waiting import TIMEOUT, wait_for
from tests.support.state.kind import add_state

ACCOUNT = "AC" + "0a1b2c3d" * 4
TOKEN = "9f8e7d6c" * 4
CREDENTIALS = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}


@dataclass(frozen=True, slots=True)
class Ready:
    """The content of the ready-file."""

    mode: str
    pid: int
    host: str
    port: int
    proxy_url: str
    base_url: str | None
    ca: Path
    bundle: Path
    control_url: str = ""
    control_token: str = ""


class Server(Background):
    """A running Ringback that listens."""

    def __init__(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> None:
        mode, *options = add_state(arguments, folder)
        self.ready_file = folder / "ready.json"
        listening = (*prefix, *PROGRAM, mode, "--port", "0", "--ready-file", str(self.ready_file))
        super().__init__((*listening, *options), folder, environment)
        try:
            self.ready = self.until(self._read_ready_file)
        except BaseException:  # Ctrl-C, too, leaves no process behind
            self.stop()
            raise

    def _read_ready_file(self) -> Ready | None:
        if not self.ready_file.exists():
            return None
        ready = json.loads(self.ready_file.read_text())
        return Ready(**{**ready, "ca": Path(ready["ca"]), "bundle": Path(ready["bundle"])})

    @property
    def address(self) -> Address:
        """The address of the proxy."""
        return (self.ready.host, self.ready.port)

    @property
    def ca(self) -> Path:
        """The certificate that its clients trust."""
        return self.ready.ca

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead a client program to the proxy, and credentials."""
        ready = self.ready
        return {
            **CREDENTIALS,
            "HTTPS_PROXY": ready.proxy_url,
            "HTTP_PROXY": ready.proxy_url,
            "SSL_CERT_FILE": str(ready.bundle),
            "REQUESTS_CA_BUNDLE": str(ready.bundle),
            "CURL_CA_BUNDLE": str(ready.bundle),
            "NODE_EXTRA_CA_CERTS": str(ready.ca),
        }

    def client(
        self,
        auth: tuple[str, str] | None = (ACCOUNT, TOKEN),
        proxy_auth: tuple[str, str] | None = None,
    ) -> httpx.Client:
        """Return a client in this process that goes through the proxy."""
        trust = ssl.create_default_context(cafile=self.ready.ca)
        proxy = httpx.Proxy(self.ready.proxy_url, auth=proxy_auth)
        return httpx.Client(proxy=proxy, verify=trust, auth=auth, trust_env=False, timeout=TIMEOUT)

    def control(self) -> httpx.Client:
        """Return a client of the control API, with its token."""
        headers = {"Authorization": f"Bearer {self.ready.control_token}"}
        return httpx.Client(
            base_url=self.ready.control_url,
            headers=headers,
            trust_env=False,
            verify=NO_CAS,
            timeout=TIMEOUT,
        )

    def wait_until_closed(self) -> None:
        """Wait until it no longer listens, which is how a stop begins."""
        wait_for(self._refuses, lambda: "it still listens")

    def _refuses(self) -> bool | None:
        try:
            dial(self.address).close()
        except ConnectionError:
            return True
        return None

    def create(self, **form: str) -> httpx.Response:
        """Create a conversation through the proxy, over a new connection."""
        with self.client() as client:
            return client.post(CONVERSATIONS, data=form)


CONVERSATIONS = "https://conversations.twilio.com/v1/Conversations"


def run(
    *arguments: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    stdin: str = "",
    timeout: float = TIMEOUT,
) -> Finished:
    """Run the product until it exits, for some seconds at most."""
    with TemporaryDirectory() as name:
        stdin_file, stdout, stderr = (Path(name) / stream for stream in ("in", "out", "err"))
        stdin_file.write_text(stdin)
        streams = Streams(stdout, stderr, stdin_file)
        command = (*PROGRAM, *add_state(arguments, folder))
        process = launch(command, folder, environment, streams)
        try:
            status = process.wait(timeout)
        except BaseException:  # Ctrl-C, too, leaves no process behind
            process.kill()
            process.wait()
            raise
        return Finished(status, stdout.read_text(), stderr.read_text())
