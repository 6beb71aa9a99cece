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
    Internal("mitmproxy.options:Options", "settings of a master", ("update",), plain=True),
    Internal("mitmproxy.optmanager:OptManager", "the type of options", ("update",), plain=True),
    Internal("mitmproxy.addons:default_addons", "all addons of mitmproxy's tools", plain=True),
    Internal("mitmproxy.addons.disable_h2c:DisableH2C", "one of the few addons that are needed"),
    Internal("mitmproxy.addons.next_layer:NextLayer", "one of the few addons that are needed"),
    Internal("mitmproxy.addons.tlsconfig:TlsConfig", "one of the few addons that are needed"),
    Internal(
        "mitmproxy.addons.proxyserver:Proxyserver",
        "finds the handler of a connection, to close it or to acknowledge its data",
        ("connections",),
        plain=True,
    ),
    Internal(
        "mitmproxy.proxy.mode_servers:ServerInstance",
        "listens, and raises an error if an address cannot be used",
        ("start", "stop", "listen_addrs"),
        {"make": ("mode", "manager")},
    ),
    Internal(
        "mitmproxy.command_lexer",
        "is loaded when it is used only, with ruamel.yaml and pyparsing; aioquic is replaced",
    ),
)

_DISPATCH = (
    Internal(
        "mitmproxy.addonmanager:AddonManager",
        "is replaced: the listeners of a hook are looked up once",
        ("chain", "_iter_hooks", "register", "add", "remove", "clear"),
        {"handle_lifecycle": ("event",), "trigger_event": ("event",)},
    ),
    Internal("mitmproxy.addonmanager:safecall", "logs an addon's exception as mitmproxy does"),
    Internal("mitmproxy.hooks:Hook", "what is dispatched", ("name", "args")),
    Internal("mitmproxy.hooks:UpdateHook", "follows each hook of a flow"),
    Internal(
        "mitmproxy.proxy.server:ConnectionHandler",
        "`InlineHooks` is put in front of its layers; its transports are closed and acknowledged",
        ("layer", "client", "transports"),
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
        "what layers do; whether more events have come while a hook was waited for",
        ("context", "handle_event", "_handle_event", "_paused_event_queue"),
    ),
    Internal("mitmproxy.proxy.layer:NextLayer", "chooses a layer", ("context", "layer")),
    Internal("mitmproxy.proxy.layer:CommandGenerator", "the type of what layers yield"),
    Internal("mitmproxy.proxy.layers:ClientTLSLayer", "TLS without the layers of CONNECT"),
    Internal("mitmproxy.proxy.layers:ServerTLSLayer", "is left out where nothing is forwarded"),
    Internal("mitmproxy.proxy.layers:TCPLayer", "marks a connection that is passed through"),
    Internal(
        "mitmproxy.proxy.layers.http:HttpLayer",
        "its class is exchanged for one that answers in JSON and reads plain requests itself",
        ("mode", "connections", "streams", "command_sources", "_handle_event"),
        {
            "event_to_child": ("child", "event"),
            "get_connection": ("event", "reuse"),
            "register_connection": ("command",),
        },
    ),
    Internal("mitmproxy.proxy.layers.http:HttpStream", "one request", ("flow", "stream_id")),
    Internal("mitmproxy.proxy.layers.http:HTTPMode", "distinguishes tunnels from proxy requests"),
    Internal("mitmproxy.proxy.layers.http:GetHttpConnection", "asks for an upstream connection"),
    Internal(
        "mitmproxy.proxy.layers.http:RegisterHttpConnection",
        "reports that an upstream connection is open, and its reader is chosen",
        ("connection",),
    ),
    Internal(
        "mitmproxy.proxy.layers.http:validate_request",
        "refuses what mitmproxy would refuse",
        parameters={"": ("mode", "request", "validate_inbound_headers")},
    ),
    Internal("mitmproxy.proxy.layers.http._base:ReceiveHttp", "passes an event to HttpLayer"),
    Internal(
        "mitmproxy.proxy.layers.http._http1:Http1Server",
        "is replaced: JSON errors, limits for slow and endless requests, one write per reply",
        ("buf", "state", "stream_id", "conn", "read_body", "done", "_handle_event"),
        {"send": ("event",), "read_headers": ("event",)},
    ),
    Internal(
        "mitmproxy.proxy.layers.http._http1:Http1Client",
        "its class is exchanged for one that skips interim responses of upstreams",
        ("buf", "state", "request"),
        {"read_headers": ("event",)},
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
        for name in ("HttpEvent", "ResponseData", "ResponseEndOfMessage", "ResponseHeaders")
    ),
    *(
        Internal(f"mitmproxy.proxy.layers.http._events:{name}", "an error of HTTP", ("code",))
        for name in ("RequestProtocolError", "ResponseProtocolError")
    ),
    *(
        Internal(f"mitmproxy.proxy.layers.http._hooks:{name}", "a hook that is triggered here")
        for name in (
            "HttpErrorHook",
            "HttpRequestHeadersHook",
            "HttpRequestHook",
            "HttpResponseHeadersHook",
            "HttpResponseHook",
        )
    ),
    *(
        Internal(f"mitmproxy.proxy.commands:{name}", "a command of layers")
        for name in ("Command", "SendData", "CloseConnection", "RequestWakeup", "StartHook")
    ),
    *(
        Internal(f"mitmproxy.proxy.events:{name}", "an event of layers")
        for name in (
            "Event", "Start", "DataReceived", "ConnectionClosed", "ConnectionEvent", "Wakeup",
            "HookCompleted",
        )
    ),
)  # fmt: skip

_HTTP1 = (
    Internal("mitmproxy.net.http.http1:read_request_head", "parses a plain request's head"),
    Internal("mitmproxy.net.http.http1:assemble_response_head", "writes a reply's head"),
    Internal("mitmproxy.net.http.http1:assemble_response", "writes a whole reply"),
    Internal("mitmproxy.net.http.http1:connection_close", "whether a message is the last one"),
    Internal("mitmproxy.net.http.validate:parse_content_length", "parses a length strictly"),
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
