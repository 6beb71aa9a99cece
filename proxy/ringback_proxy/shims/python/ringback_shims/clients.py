"""What is patched in which client, each patch by the name of the module that it is for.

Every program of Python's runs this file at its start, so what is slow to load is imported late.
"""

import functools
import os
from typing import Any, Dict  # noqa: UP035 - for older interpreters

from .bypass import patch_aiodns, patch_uvloop  # noqa: TID252 - the package has two names
from .patcher import Patch, Setter  # noqa: TID252 - it has no package above it


def patch_ssl(module: Any, set_attribute: Setter) -> None:
    """Look the CAs of our bundle up in the hashed folder beside it, which costs next to nothing.

    Clients that take the folder for a file, as a variable of requests' names it, get it as well.
    """
    context = module.SSLContext
    load, load_default = context.load_verify_locations, context.set_default_verify_paths

    @functools.wraps(load)
    def load_verify_locations(
        self: Any, cafile: Any = None, capath: Any = None, cadata: Any = None
    ) -> None:
        name = os.fspath(cafile) if cafile is not None else None
        folder = os.environ.get("RINGBACK_CA_PATH")
        ours = (folder, os.environ.get("RINGBACK_CA_BUNDLE"))
        if folder and isinstance(name, str) and name in ours:
            load(self, capath=folder)
            cafile = None
        if cafile is not None or capath is not None or cadata is not None or name is None:
            load(self, cafile, capath, cadata)

    @functools.wraps(load_default)
    def set_default_verify_paths(self: Any) -> None:
        folder = os.environ.get("RINGBACK_CA_PATH")
        if not folder or os.environ.get("SSL_CERT_FILE") != os.environ.get("RINGBACK_CA_BUNDLE"):
            load_default(self)
            return
        load(self, capath=folder)
        default = module.get_default_verify_paths().openssl_capath
        load(self, capath=os.environ.get("SSL_CERT_DIR") or default)

    set_attribute(context, "load_verify_locations", load_verify_locations)
    set_attribute(context, "set_default_verify_paths", set_default_verify_paths)


def patch_aiohttp(module: Any, set_attribute: Setter) -> None:
    """Make `trust_env=True` the default of aiohttp's sessions; Twilio's client does not set it."""
    original = module.ClientSession.__init__

    @functools.wraps(original)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("trust_env", True)
        original(self, *args, **kwargs)

    set_attribute(module.ClientSession, "__init__", init)


def patch_requests_adapters(module: Any, set_attribute: Setter) -> None:
    """Make requests trust REQUESTS_CA_BUNDLE in prepared requests too, unless `verify` is given.

    requests reads the variable in `Session.request`, and not in `Session.send`, which
    twilio-python up to 7.9 calls itself.
    """
    original = module.HTTPAdapter.send

    @functools.wraps(original)
    def send(
        self: Any,
        request: Any,
        stream: Any = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Any:
        if verify is True or verify is None:
            named = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
            verify = next(filter(None, map(os.environ.get, named)), verify)
        return original(self, request, stream, timeout, verify, cert, proxies)

    set_attribute(module.HTTPAdapter, "send", send)


def patch_urllib3(module: Any, set_attribute: Setter) -> None:
    """Lead urllib3's connections to Twilio that have no proxy."""
    from .tunnel import find_proxy, open_tunnel  # noqa: TID252 - it has no package above it

    original = module.HTTPSConnection._new_conn

    @functools.wraps(original)
    def connect(self: Any) -> Any:
        url = None if getattr(self, "_tunnel_host", None) else find_proxy(self.host)
        return open_tunnel(url, self.host, self.port, self.timeout) if url else original(self)

    set_attribute(module.HTTPSConnection, "_new_conn", connect)


def patch_http_client(module: Any, set_attribute: Setter) -> None:
    """Lead the standard library's connections to Twilio that have no proxy."""
    from .tunnel import find_proxy, open_tunnel  # noqa: TID252 - it has no package above it

    original = module.HTTPSConnection.connect

    @functools.wraps(original)
    def connect(self: Any) -> None:
        url = None if self._tunnel_host else find_proxy(self.host)
        if url is None:
            original(self)
            return
        before = self._create_connection
        self._create_connection = lambda to, timeout, _: open_tunnel(url, to[0], to[1], timeout)
        try:
            original(self)
        finally:
            self._create_connection = before

    set_attribute(module.HTTPSConnection, "connect", connect)


def patch_httplib2(module: Any, set_attribute: Setter) -> None:
    """Lead httplib2, which uses the proxy of the environment only if PySocks is installed."""
    from .tunnel import find_proxy, open_tunnel  # noqa: TID252 - it has no package above it

    original = module.HTTPSConnectionWithTimeout.connect

    @functools.wraps(original)
    def connect(self: Any) -> None:
        info = self.proxy_info
        url = None if info and info.isgood() else find_proxy(self.host)
        if url is None:
            original(self)
            return
        raw = open_tunnel(url, self.host, self.port, self.timeout)
        self.sock = self._context.wrap_socket(raw, server_hostname=self.host)

    set_attribute(module.HTTPSConnectionWithTimeout, "connect", connect)
    # It is read when httplib2 is imported, which may have been before the variable was set.
    bundle = os.environ.get("HTTPLIB2_CA_CERTS")
    if bundle:
        set_attribute(module, "CA_CERTS", bundle)


PATCHES: Dict[str, Patch] = {  # noqa: UP006 - for older interpreters
    "ssl": patch_ssl,
    "aiohttp.client": patch_aiohttp,
    "requests.adapters": patch_requests_adapters,
    "urllib3.connection": patch_urllib3,
    "http.client": patch_http_client,
    "httplib2": patch_httplib2,
    "uvloop": patch_uvloop,
    "aiodns": patch_aiodns,
}
