"""The private and undocumented parts of mitmproxy that Ringback uses.

Everything is listed that mitmproxy's API reference (https://docs.mitmproxy.org/stable/api/) does
not describe. A test holds that each part exists in the mitmproxy that is installed, and that
nothing else is imported.
"""

from dataclasses import dataclass, field

# All parts were tried with these; the first one is the newest for Python 3.11.
TRIED = ("11.0.2", "12.3.1")


@dataclass(frozen=True, slots=True)
class Internal:
    """One part: a class, a function or a module of mitmproxy.

    `path` is `module:name`. `members` are attributes of a class, among them those that its
    instances get later; `parameters` those of a function or of overridden methods, by name;
    `texts` are parts of messages in the module's source. `plain` parts are used by the plain
    engine, or by the addon, as well.
    """

    path: str
    purpose: str
    members: tuple[str, ...] = ()
    parameters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    plain: bool = False


_STARTING = (
    Internal(
        "mitmproxy.master:Master",
        "runs a proxy inside this program; its log handler for mitmproxy's screens is removed",
        ("addons", "options", "run", "running", "shutdown", "_legacy_log_events"),
        plain=True,
    ),
    Internal("mitmproxy.log:MitmLogHandler", "is removed from the root logger", ("uninstall",)),
    Internal(
        "mitmproxy.options:Options",
        "settings of a master",
        ("update", "update_defer", "deferred", "keys"),
        plain=True,
    ),
    Internal("mitmproxy.hooks:ConfigureHook", "tells an addon that is loaded late its options"),
    Internal("mitmproxy.hooks:RunningHook", "tells an addon that is loaded late to begin"),
    Internal("mitmproxy.addons:default_addons", "all addons of mitmproxy's tools", plain=True),
    Internal("mitmproxy.addons.disable_h2c:DisableH2C", "one of the few addons that are needed"),
    Internal("mitmproxy.addons.next_layer:NextLayer", "one of the few addons that are needed"),
    Internal(
        "mitmproxy.addons.tlsconfig:TlsConfig",
        "one of the few addons that are needed",
    ),
    Internal(
        "mitmproxy.addons.proxyserver:Proxyserver",
        "finds the handler of a connection, to close it or to acknowledge its data",
        ("connections",),
        plain=True,
    ),
    Internal(
        "mitmproxy.proxy.mode_servers:ServerInstance",
        "serves connections that the front has accepted, in one of mitmproxy's modes",
        (),
        {"make": ("mode", "manager"), "handle_stream": ("reader", "writer")},
    ),
    Internal(
        "mitmproxy.command_lexer",
        "is loaded when it is used only, with ruamel.yaml and pyparsing; aioquic is replaced",
    ),
    Internal("mitmproxy.eventsequence", "is loaded when it is used only, with wsproto"),
)

_DISPATCH = (
    Internal(
        "mitmproxy.addonmanager:AddonManager",
        "its addons, whose hooks the front triggers, also for mitmproxy's layers",
        ("chain",),
        {
            "handle_lifecycle": ("event",),
            "register": ("addon",),
            "invoke_addon_sync": ("addon", "event"),
        },
    ),
    Internal(
        "mitmproxy.proxy.server:ConnectionHandler",
        "its transports are closed and acknowledged",
        ("client", "transports"),
        plain=True,
    ),
    Internal(
        "mitmproxy.proxy.server:ConnectionIO", "one transport", ("handler", "writer"), plain=True
    ),
    Internal("mitmproxy.http:MessageData", "its type check is removed", ("__post_init__",)),
)

_LAYERS = (
    Internal(
        "mitmproxy.proxy.layer:Layer",
        "what layers do",
        ("context", "handle_event", "_handle_event"),
    ),
    Internal("mitmproxy.proxy.layer:NextLayer", "chooses a layer", ("context", "layer")),
    Internal("mitmproxy.proxy.layer:CommandGenerator", "the type of what layers yield"),
    Internal("mitmproxy.proxy.layers:TCPLayer", "marks a connection that is passed through"),
    Internal(
        "mitmproxy.proxy.layers.http:HttpLayer",
        "its class is exchanged for one that answers errors in JSON",
        ("connections", "streams", "_handle_event"),
        {
            "event_to_child": ("child", "event"),
            "get_connection": ("event", "reuse"),
            "register_connection": ("command",),
        },
    ),
    Internal("mitmproxy.proxy.layers.http:HttpStream", "one request", ("flow", "stream_id")),
    Internal("mitmproxy.proxy.layers.http._base:ReceiveHttp", "passes an event to HttpLayer"),
    Internal(
        "mitmproxy.proxy.layers.http._http1:Http1Server",
        "is replaced: JSON errors, limits for slow and endless requests",
        ("buf", "state", "stream_id", "conn", "read_body", "done", "_handle_event"),
        {"read_headers": ("event",)},
    ),
    Internal(
        "mitmproxy.proxy.layers.http._http1:Http1Client",
        "its class is exchanged for one that skips interim responses of upstreams",
        ("buf", "state", "request", "conn"),
        {"read_headers": ("event",), "send": ("event",)},
    ),
    Internal(
        "mitmproxy.proxy.layers.http._upstream_proxy:HttpUpstreamProxy",
        "a tunnel through the company's proxy, around one connection",
        parameters={
            "make": ("ctx", "send_connect"),
            "receive_handshake_data": ("data",),
        },
    ),
)

_EVENTS = (
    *(
        Internal(f"mitmproxy.proxy.layers.http._events:{name}", "an event of HTTP")
        for name in ("ResponseData", "ResponseEndOfMessage", "ResponseHeaders")
    ),
    *(
        Internal(f"mitmproxy.proxy.layers.http._events:{name}", "an error of HTTP", ("code",))
        for name in ("RequestProtocolError", "ResponseProtocolError")
    ),
    *(
        Internal(f"mitmproxy.proxy.commands:{name}", "a command of layers")
        for name in ("SendData", "CloseConnection", "RequestWakeup")
    ),
    *(
        Internal(f"mitmproxy.proxy.events:{name}", "an event of layers")
        for name in ("Event", "Start", "ConnectionEvent", "Wakeup")
    ),
)

_HTTP1 = (
    Internal("mitmproxy.net.http.status_codes:RESPONSES", "reason phrases", plain=True),
    Internal("mitmproxy.net.http.url:parse_authority", "parses a Host header", plain=True),
)

_MESSAGES = (
    Internal(
        "mitmproxy.proxy.layers.tls",
        "messages that are shown in other words (engine.log_messages)",
        texts=("Server TLS handshake failed", "does not trust the proxy's certificate for "),
        plain=True,
    ),
    Internal(
        "mitmproxy.proxy.layers.http",
        "advice that is cut off (ringback.mitmproxy_addon.upstream_errors)",
        texts=(", refusing to ",),
        plain=True,
    ),
    Internal(
        "mitmproxy.proxy.layers.http._http1",
        "how a client that left is recognised (ringback.mitmproxy_addon.upstream_errors)",
        texts=("Client disconnected",),
        plain=True,
    ),
    Internal(
        "mitmproxy.proxy.layers.http._http2",
        "how a client that left is recognised (ringback.mitmproxy_addon.upstream_errors)",
        texts=("stream reset by client",),
        plain=True,
    ),
)

INTERNALS = (*_STARTING, *_DISPATCH, *_LAYERS, *_EVENTS, *_HTTP1, *_MESSAGES)
