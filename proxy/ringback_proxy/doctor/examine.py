"""Trying every client on this machine for real: a fake, a witness in it, and the probes."""

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
from ringback_proxy.doctor.diagnosis import Diagnosis, Seen, diagnose
from ringback_proxy.doctor.probe import REGION, Probe
from ringback_proxy.runtime_files import paths, run_dir
from ringback_proxy.server.lifecycle import serving
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.master import ProxyMaster

# Go compiles its standard library when it is first used.
_PATIENCE = 120.0


@dataclass
class Witness:
    """The addon that sees who came through the proxy, by the host that was asked for."""

    connected: set[str] = field(default_factory=set)
    distrust: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """See who asks for a tunnel."""
        self.connected.add(flow.request.host)

    def tls_failed_client(self, data: TlsData) -> None:
        """See who leaves when shown a certificate."""
        host = data.context.client.sni or (data.context.server.address or ("",))[0]
        self.distrust[host] = data.conn.error or "left in the handshake"

    def exchange(self, entry: JournalEntry) -> None:
        """See who is answered; one that needed no tunnel has come through, too."""
        self.connected.add(entry.request.host)
        self.answered.add(entry.request.host)


async def examine(probes: Iterable[Probe], confdir: Path) -> tuple[Diagnosis, ...]:
    """Try the probes, a few at once; give a diagnosis of each, in their order."""
    at_once = asyncio.Semaphore(os.cpu_count() or 2)

    async def one(probe: Probe) -> Diagnosis:
        async with at_once:
            return await _examine(probe, environ, witness)

    async with _fake(confdir) as (environ, witness):
        return tuple(await asyncio.gather(*(one(probe) for probe in probes)))


@asynccontextmanager
async def _fake(confdir: Path) -> AsyncIterator[tuple[Mapping[str, str], Witness]]:
    """Run a fake; give the environment that leads clients to it, and its witness."""
    authority = certificates.ensure_authority(confdir, factory.system_clock())
    runtime = paths.runtime_dir(confdir)
    assembled = factory.assemble_fake(FakeSettings())
    journal, witness = Journal(), Witness()
    journal.listen(witness.exchange)
    conversations = Conversations(assembled.mode, journal)
    master = ProxyMaster(conversations, Addresses(port=0), authority.confdir)
    master.addons.add(witness)
    async with serving(master):
        with run_dir.run_dir(runtime) as folder:
            url = f"http://127.0.0.1:{master.listeners.port}"
            pointed = prepare.prepare(folder, url, authority.root, os.environ)
            yield {**os.environ, **pointed.variables, "TWILIO_REGION": REGION}, witness


async def _examine(probe: Probe, environ: Mapping[str, str], witness: Witness) -> Diagnosis:
    command = probe.command()
    if command is None:
        return diagnose(probe, Seen(None))
    status, said = await _run(command, {**environ, "TWILIO_EDGE": probe.edge})
    seen = Seen(
        status,
        said,
        probe.host in witness.connected,
        witness.distrust.get(probe.host, ""),
        probe.host in witness.answered,
    )
    return diagnose(probe, seen)


async def _run(command: tuple[str, ...], environ: Mapping[str, str]) -> tuple[int, str]:
    """Run a probe; give its status and the line that says what was wrong."""
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, env=dict(environ), stdin=nothing, stdout=nothing, stderr=pipe
        )
    except OSError as error:
        return 126, f"{command[0]} cannot be run ({error.strerror})"
    try:
        async with asyncio.timeout(_PATIENCE):
            _, stderr = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.communicate()
        return 124, f"no answer within {_PATIENCE:.0f} seconds"
    return process.returncode or 0, last_words(stderr.decode("utf-8", "replace"))


def last_words(stderr: str) -> str:
    """Return the line of a program's standard error that says most: its last error, or its last."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    telling = [line for line in lines if "rror" in line or "xception" in line] or lines
    return telling[-1][:200] if telling else ""
