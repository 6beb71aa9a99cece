"""One proxy from start to stop: certificates, listening, ready, serving, draining, summary."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ringback.journal import Journal
from ringback.mitmproxy_addon.addon import Conversations, make_conversations
from ringback.modes import factory
from ringback.settings.table import ForwardingSettings, ReplaySettings, Settings
from ringback_proxy.access import proxy_auth, upstream_proxy, upstream_proxy_addon
from ringback_proxy.access.proxy_auth import ProxyAuth
from ringback_proxy.access.proxy_credentials import Credentials
from ringback_proxy.client_setup import certificates, prepare
from ringback_proxy.client_setup.certificates import Authority
from ringback_proxy.client_setup.child_process import Command
from ringback_proxy.reporting import banner, console, invocation, logging_bridge, strict
from ringback_proxy.reporting.console import Console
from ringback_proxy.runtime_files import paths as folders
from ringback_proxy.runtime_files import ready_file as ready
from ringback_proxy.runtime_files import run_dir
from ringback_proxy.server.lifecycle import serving
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.master import LeanMaster


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that one run of the proxy is asked for."""

    settings: Settings
    addresses: Addresses
    confdir: Path
    ready_file: Path | None = None
    command: tuple[str, ...] = ()
    verbosity: int = console.NORMAL
    proxy_auth: Credentials | None = None


def run(plan: Plan) -> int:
    """Serve until a signal, or until the command ends; give the status to exit with.

    Raises RingbackError for what the operator can mend.
    """
    return asyncio.run(Runner(plan).run())


class Runner:
    """The one run of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        # The console reads each entry as it comes; to keep them would only cost memory.
        self.journal = Journal(keep=0)
        self.console = Console(sys.stderr, plan.verbosity, details=plan.settings.mode == "inspect")
        self.stopping = asyncio.Event()
        self.master: LeanMaster | None = None
        self.command: Command | None = None
        self.stopped_by = 0
        self.hurried_by = 0

    async def run(self) -> int:
        """Set up, serve, stop, sum up."""
        settings = self.plan.settings
        authority = certificates.ensure_authority(self.plan.confdir, factory.system_clock())
        assembled = factory.assemble(settings, folders.lock_dir(self.plan.confdir))
        self.console.redactor = assembled.redactor
        self.console.warn(*(f"ringback: {line}" for line in assembled.warnings))
        self.journal.listen(lambda entry: assembled.redactor.remember(entry.request))
        self.journal.listen(self.console.exchange)
        logging_bridge.install(self.console)
        conversations = make_conversations(assembled.mode, self.journal, self._forwarding.upstream)
        ended_well = False
        try:
            with self._signals():
                async with self._serving(conversations, authority) as master:
                    status = await self._until_done(master, authority)
            status = status or self.hurried_by
            ended_well = status == 0
        finally:
            lines = await assembled.mode.finish(ended_well=ended_well)
        objection = ""
        if isinstance(settings, ReplaySettings) and settings.strict:
            unplayed = assembled.mode.unplayed() or ()
            objection = strict.find_violations(self.journal, len(unplayed))
        if self.journal.counts or not self.plan.command or objection:
            self.console.say(console.summary(self.journal), *lines)
        if objection and status == 0:
            self.console.warn(f"ringback: --strict: {objection}")
            return strict.STATUS
        return status

    @property
    def _forwarding(self) -> ForwardingSettings:
        settings = self.plan.settings
        return settings if isinstance(settings, ForwardingSettings) else ForwardingSettings()

    @asynccontextmanager
    async def _serving(
        self, conversations: Conversations, authority: Authority
    ) -> AsyncIterator[LeanMaster]:
        forwarding = self._forwarding
        certificates.check_trusted(forwarding.upstream_ca)
        wanted = self.plan.proxy_auth
        warning = proxy_auth.warning(self.plan.addresses.host, wanted)
        master = LeanMaster(
            conversations,
            self.plan.addresses,
            authority.confdir,
            forwarding.upstream_ca,
            forwarding.upstream_timeout,
            ProxyAuth(wanted) if wanted or warning else None,
        )
        async with serving(master):
            self.master = master
            if warning:
                self.console.warn(f"ringback: {warning}")
            self._chain(master)
            yield master

    def _chain(self, master: LeanMaster) -> None:
        """Lead what leaves this machine through the company's proxy, where there is one."""
        listeners = master.listeners
        own_ports = (listeners.port, *filter(None, (listeners.base_url_port,)))
        proxies = upstream_proxy.find(os.environ, own_ports)
        for proxy in dict.fromkeys(filter(None, (proxies.https, proxies.http))):
            self.console.say(f"ringback: chained to {proxy}, which your environment names")
        if proxies.https or proxies.http:
            master.addons.add(
                upstream_proxy_addon.UpstreamProxyAddon(
                    proxies, offline=master.conversations.offline
                )
            )

    async def _until_done(self, master: LeanMaster, authority: Authority) -> int:
        with self._announced(master, authority) as facts:
            if not self.plan.command:
                env = invocation.env_command(self.plan.confdir)
                banner.print_banner(self.console, facts, self.plan.settings, env)
                await self.stopping.wait()
                return 0
            return await self._run_command(facts)

    async def _run_command(self, facts: ready.Ready) -> int:
        with run_dir.run_dir(folders.runtime_dir(self.plan.confdir)) as folder:
            pointed = prepare.prepare(folder, facts.proxy_url, Path(facts.ca), os.environ)
            if pointed.dropped:
                entries = ", ".join(pointed.dropped)
                self.console.warn(
                    f"ringback: {entries} left out of the command's NO_PROXY, "
                    f"or its calls to Twilio would go past the proxy"
                )
            if self.stopping.is_set():  # before it was started
                return 128 + self.stopped_by
            self.command = await Command.start(
                self.plan.command, {**os.environ, **pointed.variables}
            )
            status = await self.command.status()
        if not self.journal.counts:
            self.console.warn(
                "ringback: the command ended and NO EXCHANGE WAS SEEN: it called nothing, or it "
                "talked to the real Twilio past the proxy.",
                "  `ringback doctor` finds out which clients on this machine take the proxy from "
                "the environment, and what to do about those that do not.",
            )
        return status

    @contextmanager
    def _announced(self, master: LeanMaster, authority: Authority) -> Iterator[ready.Ready]:
        facts = self._facts(master, authority)
        runtime = folders.runtime_dir(self.plan.confdir)
        run_dir.sweep(runtime)
        # Both: `env` finds a proxy by its port, too, whichever file it was told to write.
        paths = [runtime / f"ready-{os.getpid()}.json"]
        if self.plan.ready_file is not None:
            paths.append(self.plan.ready_file)
        with ExitStack() as written:
            for path in paths:
                ready.write(path, facts)
                written.callback(ready.remove, path)
            yield facts

    def _facts(self, master: LeanMaster, authority: Authority) -> ready.Ready:
        host = self.plan.addresses.host
        reached = ready.client_host(host)
        listeners = master.listeners
        base = listeners.base_url_port
        bundle = prepare.write_bundle(authority.confdir, authority.root, os.environ)
        wanted = self.plan.proxy_auth
        return ready.Ready(
            mode=self.plan.settings.mode,
            pid=os.getpid(),
            host=host,
            port=listeners.port,
            proxy_url=f"http://{wanted.in_url if wanted else ''}{reached}:{listeners.port}",
            base_url=None if base is None else f"http://{reached}:{base}",
            ca=str(authority.root),
            bundle=str(bundle),
        )

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        numbers = [
            getattr(signal, name)
            for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
            if hasattr(signal, name)
        ]
        for number in numbers:
            with suppress(NotImplementedError):  # Windows; Ctrl-C is a KeyboardInterrupt there
                loop.add_signal_handler(number, self._on_signal, number)
        try:
            yield
        finally:
            for number in numbers:
                with suppress(NotImplementedError):
                    loop.remove_signal_handler(number)

    def _on_signal(self, number: signal.Signals) -> None:
        if self.command is not None and self.command.runs:
            self.command.pass_on(number)
        elif self.command is None and not self.stopping.is_set():
            self.stopping.set()
            self.stopped_by = number
        elif self.master is not None:
            # Asked twice: whoever asks does not want to wait for what is in flight.
            self.master.in_a_hurry = True
            self.hurried_by = 128 + number
