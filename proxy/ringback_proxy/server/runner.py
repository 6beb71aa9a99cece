"""One run of the proxy from start to stop: set up, listen, serve, drain and sum up."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ringback.errors import CHECK_FAILED
from ringback.journal import Journal
from ringback.mitmproxy_addon.addon import Conversations, make_conversations
from ringback.modes import factory
from ringback.modes.factory import Assembled
from ringback.settings.table import (
    ForwardingSettings,
    InspectSettings,
    MissSettings,
    ReplaySettings,
)
from ringback_proxy.access import proxy_auth
from ringback_proxy.access.proxy_auth import ProxyAuth
from ringback_proxy.client_setup import certificates
from ringback_proxy.client_setup.certificates import Authority
from ringback_proxy.reporting import banner, console, console_log_handler, invocation, strict
from ringback_proxy.reporting.console import Console
from ringback_proxy.runtime_files import paths
from ringback_proxy.server import command
from ringback_proxy.server.announcement import announce
from ringback_proxy.server.chaining import chain
from ringback_proxy.server.lifecycle import serving
from ringback_proxy.server.master import ProxyMaster
from ringback_proxy.server.plan import Plan
from ringback_proxy.server.signals import SignalHandler


def run(plan: Plan) -> int:
    """Serve until a signal, or until the command ends; return the exit status.

    Raises RingbackError for what the operator can correct.
    """
    return asyncio.run(Runner(plan).run())


class Runner:
    """The one run of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        # The console reads each entry as it comes; keeping them would only cost memory.
        self.journal = Journal(keep=0)
        self.console = Console(
            sys.stderr, plan.verbosity, details=isinstance(plan.settings, InspectSettings)
        )
        self.signals = SignalHandler()

    async def run(self) -> int:
        """Serve, and return the exit status."""
        authority = certificates.ensure_authority(self.plan.confdir, factory.system_clock())
        assembled = factory.assemble(self.plan.settings, paths.make_lock_dir(self.plan.confdir))
        self._show_on_console(assembled)
        conversations = make_conversations(assembled.mode, self.journal, self._forwarding.upstream)
        if isinstance(self.plan.settings, MissSettings):
            conversations.miss_status = self.plan.settings.miss_status
        ended_well = False
        try:
            with self.signals.installed():
                async with self._serving(conversations, authority) as master:
                    status = await self._until_done(master, authority, conversations)
            status = status or (128 + self.signals.aborted_by if self.signals.aborted_by else 0)
            ended_well = status == 0
        finally:
            lines = await assembled.mode.finish(ended_well=ended_well)
        return self._sum_up(assembled, status, lines)

    def _show_on_console(self, assembled: Assembled) -> None:
        self.console.redactor = assembled.redactor
        self.console.warn(*(f"ringback: {line}" for line in assembled.warnings))
        self.journal.listen(lambda entry: assembled.redactor.remember(entry.request))
        self.journal.listen(self.console.exchange)
        console_log_handler.install(self.console)

    @property
    def _forwarding(self) -> ForwardingSettings:
        settings = self.plan.settings
        return settings if isinstance(settings, ForwardingSettings) else ForwardingSettings()

    @asynccontextmanager
    async def _serving(
        self, conversations: Conversations, authority: Authority
    ) -> AsyncIterator[ProxyMaster]:
        forwarding = self._forwarding
        certificates.check_trusted(forwarding.upstream_ca)
        warning = proxy_auth.make_warning(self.plan.addresses.host, self.plan.proxy_auth)
        master = ProxyMaster(
            conversations,
            self.plan.addresses,
            authority.confdir,
            forwarding.upstream_ca,
            None if conversations.offline else forwarding.upstream_timeout,
            ProxyAuth(self.plan.proxy_auth) if self.plan.proxy_auth or warning else None,
        )
        async with serving(master):
            self.signals.master = master
            if warning:
                self.console.warn(f"ringback: {warning}")
            chain(master, os.environ, self.console)
            yield master

    async def _until_done(
        self, master: ProxyMaster, authority: Authority, conversations: Conversations
    ) -> int:
        with announce(self.plan, master.listeners, authority) as ready:
            if not self.plan.command:
                env = invocation.format_env_command(self.plan.confdir)
                banner.print_banner(self.console, ready, self.plan.settings, env)
                await self.signals.stopping.wait()
                return 0
            status = await command.run_command(self.plan, ready, self.console, self.signals)
            if not self.journal.counts and not self.signals.stopping.is_set():
                command.warn_of_no_exchange(self.console, status, conversations.tunnelled)
            return status

    def _sum_up(self, assembled: Assembled, status: int, lines: tuple[str, ...]) -> int:
        """Write the summary; return the exit status, which `--strict` may change."""
        objection = ""
        settings = self.plan.settings
        if isinstance(settings, ReplaySettings) and settings.strict:
            unplayed = assembled.mode.unplayed() or ()
            objection = strict.find_violations(self.journal, len(unplayed))
        if self.journal.counts or not self.plan.command or objection:
            self.console.say(console.summary(self.journal), *lines)
        if objection and status == 0:
            self.console.warn(f"ringback: --strict: {objection}")
            return CHECK_FAILED
        return status
