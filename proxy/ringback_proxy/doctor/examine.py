"""Runs the probes against a fake, and observes what reaches it."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mitmproxy import http
from mitmproxy.connection import Client
from mitmproxy.tls import TlsData

from ringback.clock import system_clock
from ringback.journal import Journal, JournalEntry
from ringback.mitmproxy_addon.addon import Conversations
from ringback.modes.factories.fake import assemble_fake
from ringback.settings.table import FakeSettings
from ringback_proxy.client_setup import certificates, prepare
from ringback_proxy.doctor.diagnosis import Diagnosis, Observation, diagnose
from ringback_proxy.doctor.probe import REGION, Probe
from ringback_proxy.runtime_files import paths, run_dir
from ringback_proxy.server.lifecycle import serving
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.master import ProxyMaster

# In seconds; Go compiles its standard library when it is first used.
_TIMEOUT = 120.0

# In seconds; how long the proxy may take to notice that a client has left.
_SETTLING = 10.0

_LEFT = "it closed the connection in the handshake"


@dataclass
class ClientObserver:
    """The addon that observes clients, each by the host that only it requests.

    `open` has the open connections by their id, with the host once a client has named it.
    """

    connected: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    open: dict[str, str] = field(default_factory=dict)
    _tunnelled: set[str] = field(default_factory=set)
    _trusting: set[str] = field(default_factory=set)
    _failures: dict[str, str] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def client_connected(self, client: Client) -> None:
        """Note a connection."""
        self.open[client.id] = ""

    def client_disconnected(self, client: Client) -> None:
        """Note the end of a connection, of which everything is known now."""
        self.open.pop(client.id, None)
        self._changed.set()

    async def wait_for_end(self, host: str) -> None:
        """Wait until no connection is open that is for a host, or may be.

        A program may end before the proxy has noticed what it did. One that has left a child with
        an open connection is not waited for any longer than `_SETTLING`.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SETTLING):
                while {host, ""} & set(self.open.values()):
                    self._changed.clear()
                    await self._changed.wait()

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Note a client that uses the proxy."""
        self.open[flow.client_conn.id] = flow.request.host
        self.connected.add(flow.request.host)
        self._tunnelled.add(flow.request.host)

    def tls_established_client(self, data: TlsData) -> None:
        """Note a client that accepts the certificate."""
        self._trusting.add(_find_host(data))

    def tls_failed_client(self, data: TlsData) -> None:
        """Note a client that rejects the certificate."""
        self._failures[_find_host(data)] = data.conn.error or _LEFT

    def find_distrust(self, host: str) -> str:
        """Return why the handshake with the client of a host failed, or "".

        One that leaves right after its first message may be gone before mitmproxy has begun the
        handshake, and is not reported as a failure then.
        """
        tunnelled = host in self._tunnelled and host not in self._trusting
        return self._failures.get(host) or (_LEFT if tunnelled else "")

    def exchange(self, entry: JournalEntry) -> None:
        """Note a client that gets an answer; it may have used the proxy without a tunnel."""
        self.connected.add(entry.request.host)
        self.answered.add(entry.request.host)


async def examine(
    probes: Iterable[Probe], confdir: Path, timeout: float = _TIMEOUT
) -> tuple[Diagnosis, ...]:
    """Run the probes, a few at a time; return their diagnoses in the same order.

    A probe that has not ended after `timeout` seconds is given up.
    """
    at_once = asyncio.Semaphore(os.cpu_count() or 2)

    async def one(probe: Probe) -> Diagnosis:
        async with at_once:
            return await _examine(probe, environ, observer, timeout)

    async with _run_fake(confdir) as (environ, observer):
        return tuple(await asyncio.gather(*(one(probe) for probe in probes)))


@asynccontextmanager
async def _run_fake(confdir: Path) -> AsyncIterator[tuple[Mapping[str, str], ClientObserver]]:
    """Run a fake; yield the environment for its clients, and their observer."""
    authority = certificates.ensure_authority(confdir, system_clock())
    runtime = paths.make_runtime_dir(confdir)
    assembled = assemble_fake(FakeSettings())
    journal, observer = Journal(), ClientObserver()
    journal.listen(observer.exchange)
    conversations = Conversations(assembled.mode, journal)
    master = ProxyMaster(conversations, Addresses(port=0), authority.confdir)
    master.addons.add(observer)
    async with serving(master):
        with run_dir.make_run_dir(runtime) as folder:
            url = f"http://127.0.0.1:{master.listeners.port}"
            client_setup = prepare.prepare(folder, url, authority.root, os.environ)
            yield {**os.environ, **client_setup.variables, "TWILIO_REGION": REGION}, observer


async def _examine(
    probe: Probe, environ: Mapping[str, str], observer: ClientObserver, timeout: float
) -> Diagnosis:
    command = probe.command()
    if command is None:
        return diagnose(probe, Observation(None))
    environ = {**environ, "TWILIO_EDGE": probe.edge}
    status, error_line = await _run_probe(command, environ, timeout)
    await observer.wait_for_end(probe.host)
    observation = Observation(
        status,
        error_line,
        probe.host in observer.connected,
        observer.find_distrust(probe.host),
        probe.host in observer.answered,
    )
    return diagnose(probe, observation)


def _find_host(data: TlsData) -> str:
    return data.context.client.sni or (data.context.server.address or ("",))[0]


async def _run_probe(
    command: tuple[str, ...], environ: Mapping[str, str], timeout: float
) -> tuple[int, str]:
    """Run a probe; return its exit status and the line that explains a failure."""
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, env=dict(environ), stdin=nothing, stdout=nothing, stderr=pipe
        )
    except OSError as error:
        return 126, f"{command[0]} cannot be run ({error.strerror})"
    try:
        async with asyncio.timeout(timeout):
            _, stderr = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.communicate()
        return 124, f"no answer within {timeout:.0f} seconds"
    return process.returncode or 0, find_error_line(stderr.decode("utf-8", "replace"))


def find_error_line(stderr: str) -> str:
    """Return the last line of standard error that mentions an error, or the last line."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if "rror" in line or "xception" in line] or lines
    return errors[-1][:200] if errors else ""
