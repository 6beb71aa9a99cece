"""Runs the probes against a fake, and observes what reaches it."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mitmproxy import http
from mitmproxy.tls import TlsData

from ringback.journal import Journal, JournalEntry
from ringback.mitmproxy_addon.addon import Conversations
from ringback.modes import factory
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


@dataclass
class ClientObserver:
    """The addon that observes clients, each by the host that only it requests."""

    connected: set[str] = field(default_factory=set)
    distrust: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Note a client that uses the proxy."""
        self.connected.add(flow.request.host)

    def tls_failed_client(self, data: TlsData) -> None:
        """Note a client that rejects the certificate."""
        host = data.context.client.sni or (data.context.server.address or ("",))[0]
        self.distrust[host] = data.conn.error or "it closed the connection in the handshake"

    def exchange(self, entry: JournalEntry) -> None:
        """Note a client that gets an answer; it may have used the proxy without a tunnel."""
        self.connected.add(entry.request.host)
        self.answered.add(entry.request.host)


async def examine(probes: Iterable[Probe], confdir: Path) -> tuple[Diagnosis, ...]:
    """Run the probes, a few at a time; return their diagnoses in the same order."""
    at_once = asyncio.Semaphore(os.cpu_count() or 2)

    async def one(probe: Probe) -> Diagnosis:
        async with at_once:
            return await _examine(probe, environ, observer)

    async with _run_fake(confdir) as (environ, observer):
        return tuple(await asyncio.gather(*(one(probe) for probe in probes)))


@asynccontextmanager
async def _run_fake(confdir: Path) -> AsyncIterator[tuple[Mapping[str, str], ClientObserver]]:
    """Run a fake; yield the environment for its clients, and their observer."""
    authority = certificates.ensure_authority(confdir, factory.system_clock())
    runtime = paths.make_runtime_dir(confdir)
    assembled = factory.assemble_fake(FakeSettings())
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


async def _examine(probe: Probe, environ: Mapping[str, str], observer: ClientObserver) -> Diagnosis:
    command = probe.command()
    if command is None:
        return diagnose(probe, Observation(None))
    status, error_line = await _run_probe(command, {**environ, "TWILIO_EDGE": probe.edge})
    observation = Observation(
        status,
        error_line,
        probe.host in observer.connected,
        observer.distrust.get(probe.host, ""),
        probe.host in observer.answered,
    )
    return diagnose(probe, observation)


async def _run_probe(command: tuple[str, ...], environ: Mapping[str, str]) -> tuple[int, str]:
    """Run a probe; return its exit status and the line that explains a failure."""
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, env=dict(environ), stdin=nothing, stdout=nothing, stderr=pipe
        )
    except OSError as error:
        return 126, f"{command[0]} cannot be run ({error.strerror})"
    try:
        async with asyncio.timeout(_TIMEOUT):
            _, stderr = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.communicate()
        return 124, f"no answer within {_TIMEOUT:.0f} seconds"
    return process.returncode or 0, find_error_line(stderr.decode("utf-8", "replace"))


def find_error_line(stderr: str) -> str:
    """Return the last line of standard error that mentions an error, or the last line."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if "rror" in line or "xception" in line] or lines
    return errors[-1][:200] if errors else ""
