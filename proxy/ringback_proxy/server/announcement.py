"""Announces a listening proxy in ready-files, for `ringback env` and for scripts."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from ringback_proxy.client_setup import prepare
from ringback_proxy.client_setup.certificates import Authority
from ringback_proxy.control.access import ControlAccess
from ringback_proxy.runtime_files import paths, ready_file, run_dir
from ringback_proxy.runtime_files.ready_file import Ready
from ringback_proxy.server.listeners import Listeners
from ringback_proxy.server.plan import Plan


@contextmanager
def announce(
    plan: Plan, listeners: Listeners, authority: Authority, control: ControlAccess
) -> Iterator[Ready]:
    """Write the ready-files, and remove them when the block ends."""
    ready = _describe(plan, listeners, authority, control)
    runtime = paths.make_runtime_dir(plan.confdir)
    run_dir.sweep(runtime)
    # `env --port` looks in the runtime folder, even where another ready-file is named.
    targets = [runtime / f"ready-{os.getpid()}.json"]
    if plan.ready_file is not None:
        targets.append(plan.ready_file)
    with ExitStack() as written:
        for target in targets:
            ready_file.write(target, ready)
            written.callback(ready_file.remove, target)
        yield ready


def _describe(
    plan: Plan, listeners: Listeners, authority: Authority, control: ControlAccess
) -> Ready:
    host = ready_file.to_client_host(plan.addresses.host)
    base_url_port = listeners.base_url_port
    bundle = prepare.write_bundle(authority.confdir, authority.root, os.environ)
    user_info = plan.proxy_auth.user_info if plan.proxy_auth else ""
    return Ready(
        mode=plan.settings.mode,
        pid=os.getpid(),
        host=plan.addresses.host,
        port=listeners.port,
        proxy_url=f"http://{user_info}{host}:{listeners.port}",
        base_url=None if base_url_port is None else f"http://{host}:{base_url_port}",
        ca=str(authority.root),
        bundle=str(bundle),
        control_url=control.url,
        control_token=control.token,
    )
