"""Sends what leaves this machine through the company's proxy, where the environment names one."""

from collections.abc import Mapping

from ringback_proxy.access import upstream_proxy
from ringback_proxy.access.upstream_proxy_addon import UpstreamProxyAddon
from ringback_proxy.reporting.console import Console
from ringback_proxy.server.master import ProxyMaster


def chain(master: ProxyMaster, environ: Mapping[str, str], console: Console) -> None:
    """Chain a listening proxy to the proxies that `environ` names, and report them."""
    proxies = upstream_proxy.find(environ, master.listeners.ports)
    named = [proxy for proxy in (proxies.https, proxies.http) if proxy is not None]
    for proxy in dict.fromkeys(named):
        console.say(f"ringback: chained to {proxy}, which your environment names")
    if named:
        master.chain(UpstreamProxyAddon(proxies, lambda: master.conversations.offline))
