"""The control API of one run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ringback_proxy.control.access import PREFIX, ControlAccess, make_token
from ringback_proxy.control.context import Addresses, ControlContext
from ringback_proxy.control.server import ControlServer
from ringback_proxy.runtime_files import ready_file
from ringback_proxy.server.listeners import Listeners
from ringback_proxy.server.plan import Plan
from ringback_proxy.sessions.registry import SessionRegistry


@asynccontextmanager
async def control(
    plan: Plan, listeners: Listeners, sessions: SessionRegistry
) -> AsyncIterator[ControlAccess]:
    """Serve the control API while the block lasts, and yield where it is."""
    token = make_token()
    server = ControlServer(ControlContext(sessions, token, _find_addresses(plan, listeners)))
    async with server.listening() as port:
        try:
            yield ControlAccess(f"http://127.0.0.1:{port}{PREFIX}", token)
        finally:
            await server.close()


def _find_addresses(plan: Plan, listeners: Listeners) -> Addresses:
    host = ready_file.to_client_host(plan.addresses.host)
    base_url_port = listeners.base_url_port
    return Addresses(
        f"http://{host}:{listeners.port}",
        None if base_url_port is None else f"http://{host}:{base_url_port}",
        base_url_port,
        plan.proxy_auth is not None,
    )
