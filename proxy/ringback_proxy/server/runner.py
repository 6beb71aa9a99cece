"""One run of the proxy from start to stop: set up, listen, serve, drain and sum up."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ringback.clock import system_clock
from ringback.errors import CHECK_FAILED, RingbackError
from ringback.journal import Journal, JournalEntry
from ringback.settings.parsers import MEMORY
from ringback.settings.shared import ForwardingSettings
from ringback.settings.table import FakeSettings, InspectSettings, ReplaySettings
from ringback.webhooks.delivery import Delivery
from ringback_proxy.access import proxy_auth
from ringback_proxy.access.proxy_auth import ProxyAuth
from ringback_proxy.client_setup import certificates
from ringback_proxy.client_setup.certificates import Authority
from ringback_proxy.control.access import ControlAccess
from ringback_proxy.reporting import banner, colors, console_log_handler, invocation, strict
from ringback_proxy.reporting.console import Console
from ringback_proxy.reporting.json_format import JsonFormat
from ringback_proxy.reporting.text_format import TextFormat
from ringback_proxy.reporting.types import LogFormat, RunSummary
from ringback_proxy.runtime_files import paths
from ringback_proxy.server import command
from ringback_proxy.server.announcement import announce
from ringback_proxy.server.chaining import chain
from ringback_proxy.server.controlling import Control
from ringback_proxy.server.lifecycle import serving
from ringback_proxy.server.master import ProxyMaster
from ringback_proxy.server.plan import Plan
from ringback_proxy.server.signals import SignalHandler
from ringback_proxy.sessions import names
from ringback_proxy.sessions.explanations import ExplanationsForCommandLine
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.result import SessionResult
from ringback_proxy.sessions.routing.router import SessionRouter
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.session_factory import Opening
from ringback_proxy.sessions.spec import SessionSpec


def run(plan: Plan) -> int:
    """Serve until a signal, or until the command ends; return the exit status.

    Raises RingbackError for what the operator can correct.
    """
    runner = Runner(plan)
    try:
        return asyncio.run(runner.run())
    except RingbackError as error:
        if plan.log_format == "text":
            raise
        runner.console.fail(str(error))
        return error.exit_status


class Runner:
    """The one run of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        # It counts the exchanges of all sessions, which keep them.
        self.journal = Journal(keep=0)
        self.console = Console(
            sys.stderr,
            plan.verbosity,
            details=isinstance(plan.settings, InspectSettings),
            log_format=_choose_format(plan),
        )
        self.signals = SignalHandler()
        # Before the cassette is created.
        self._advice = banner.advise_on_new_cassette(plan.settings)

    async def run(self) -> int:
        """Serve, and return the exit status."""
        authority = certificates.ensure_authority(self.plan.confdir, system_clock())
        sessions = await self._begin_sessions()
        ended_well = False
        try:
            router = SessionRouter(sessions, default_user=self._default_user)
            control = Control(self.plan, sessions)
            with self.signals.installed():
                async with (
                    self._serving(router, control, authority) as master,
                    control.serving() as access,
                ):
                    status = await self._until_done(master, authority, router, access)
            status = status or (128 + self.signals.aborted_by if self.signals.aborted_by else 0)
            ended_well = status == 0
        finally:
            results = await sessions.close(ended_well=ended_well)
            self.console.wait()
        return self._sum_up(results[names.DEFAULT], status)

    async def _begin_sessions(self) -> SessionRegistry:
        """Return the sessions of this run, of which the default one has begun."""
        plan = self.plan
        opening = Opening(paths.make_lock_dir(plan.confdir), system_clock, plan.limits)
        sessions = _make_registry(plan, opening)
        sessions.listeners.on_begin(self._show_on_console)
        sessions.unrouted.listen(self._show)
        console_log_handler.install(self.console)
        spec = SessionSpec(plan.settings, title="the default session", from_test=False)
        opened = await sessions.begin(names.DEFAULT, spec)
        self.console.warn(*(f"ringback: {line}" for line in opened.session.warnings))
        return sessions

    def _show_on_console(self, name: str, session: Session) -> None:
        """Show a session's exchanges; those of another than the default one with its name."""
        if name == names.DEFAULT:
            self.console.redactor = session.redactor
            session.journal.listen(self._show)
        else:
            session.journal.listen(lambda entry: self._show_of(name, session, entry))
        shown_name = "" if name == names.DEFAULT else name
        session.webhooks.log.listen(
            lambda delivery: self._show_delivery(delivery, shown_name, session)
        )

    def _show_delivery(self, delivery: Delivery, name: str, session: Session) -> None:
        if delivery.is_over:
            self.console.delivery(delivery, name, session.redactor)

    def _show(self, entry: JournalEntry) -> None:
        self.journal.add(entry)
        self.console.redactor.remember(entry.request)
        self.console.exchange(entry)

    def _show_of(self, name: str, session: Session, entry: JournalEntry) -> None:
        self.journal.add(entry)
        # Log messages are redacted by the console's own.
        self.console.redactor.remember(entry.request)
        self.console.exchange(entry, session=name, redactor=session.redactor)

    @property
    def _default_user(self) -> str | None:
        credentials = self.plan.proxy_auth
        return credentials.user if credentials is not None else None

    @property
    def _forwarding(self) -> ForwardingSettings:
        settings = self.plan.settings
        return settings if isinstance(settings, ForwardingSettings) else ForwardingSettings()

    @asynccontextmanager
    async def _serving(
        self, router: SessionRouter, control: Control, authority: Authority
    ) -> AsyncIterator[ProxyMaster]:
        forwarding = self._forwarding
        certificates.check_trusted(forwarding.upstream_ca)
        warning = proxy_auth.make_warning(self.plan.addresses.host, self.plan.proxy_auth)
        master = ProxyMaster(
            router,
            self.plan.addresses,
            authority.confdir,
            forwarding.upstream_ca,
            forwarding.upstream_timeout,
            ProxyAuth(self.plan.proxy_auth) if self.plan.proxy_auth or warning else None,
            control.server.make_protocol,
        )
        control.master = master
        async with serving(master):
            router.attach(master)
            self.signals.master = master
            if warning:
                self.console.warn(f"ringback: {warning}")
            chain(master, os.environ, self.console)
            yield master

    async def _until_done(
        self,
        master: ProxyMaster,
        authority: Authority,
        router: SessionRouter,
        access: ControlAccess,
    ) -> int:
        with announce(self.plan, master.listeners, authority, access) as ready:
            if not self.plan.command or self.plan.log_format == "json":
                env = invocation.format_env_command(self.plan.confdir)
                self.console.announce(ready, self.plan.settings, env)
            if self._advice is not None:
                self.console.say(f"ringback: {self._advice}")
            if not self.plan.command:
                await self.signals.stopping.wait()
                return 0
            ended = await command.run_command(self.plan, ready, self.console, self.signals)
            if ended.bypasses:
                command.warn_of_bypasses(self.console, ended.bypasses)
            elif not self.journal.counts and not self.signals.stopping.is_set():
                command.warn_of_no_exchange(self.console, ended.status, router.tunnelled)
            return ended.status

    def _sum_up(self, result: SessionResult, status: int) -> int:
        """Write the summary; return the exit status, which `--strict` may change."""
        violation = ""
        settings = self.plan.settings
        if isinstance(settings, ReplaySettings) and settings.strict:
            violation = strict.find_violations(self.journal, len(result.unplayed))
        objection = f"--strict: {violation}" if violation else result.objection
        failed = bool(objection) and status == 0
        status = CHECK_FAILED if failed else status
        is_empty = self.plan.command and not self.journal.counts and not objection
        if self.plan.log_format == "json" or not is_empty:
            self.console.sum_up(_summarize(self.journal, result, violation, status))
        if failed:
            self.console.warn(f"ringback: {objection}")
        return status


def _make_registry(plan: Plan, opening: Opening) -> SessionRegistry:
    explanations, limit = ExplanationsForCommandLine(), plan.max_sessions
    if not isinstance(plan.settings, FakeSettings) or plan.settings.state == MEMORY:
        return SessionRegistry(opening, explanations, limit=limit)
    from ringback_proxy.control.session_specs import parse_spec  # most runs share no state
    from ringback_proxy.sessions.registry.shared_registry import SharedRegistry

    return SharedRegistry(opening, explanations, plan.settings.state, parse_spec, limit=limit)


def _choose_format(plan: Plan) -> LogFormat:
    if plan.log_format == "json":
        return JsonFormat()
    return TextFormat(colored=colors.wants_color(sys.stderr, os.environ))


def _summarize(journal: Journal, result: SessionResult, violation: str, status: int) -> RunSummary:
    return RunSummary(
        journal.counts,
        result.summary,
        result.cassettes,
        tuple((one.cassette, one.index) for one in result.unplayed),
        violation,
        status,
        result.objection,
    )
