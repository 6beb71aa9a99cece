"""The mitmproxy options without which requests could reach Twilio or go unseen."""

from mitmproxy.options import Options

from ringback.twilio.values import hosts


def safe_options(*, offline: bool) -> dict[str, object]:
    """Return the options by name, for a mode that is `offline` or one that forwards.

    - `connection_strategy` and `upstream_cert`: otherwise a host is looked up before any request.
    - `rawtcp`: otherwise bytes that are not HTTP are passed on.
    - `stream_large_bodies`: otherwise a long request is on its way before the addon sees it.
    - `allow_hosts`, not `ignore_hosts`, for it also sees the SNI of a CONNECT to an address.
    """
    pattern = hosts.TWILIO_PATTERN if offline else hosts.RECORDED_PATTERN
    return {
        "connection_strategy": "lazy",
        "upstream_cert": False,
        "rawtcp": False,
        "stream_large_bodies": None,
        "allow_hosts": [pattern],
        "ignore_hosts": [],
        "keep_host_header": True,
    }


def set_safe_options(options: Options, *, offline: bool) -> None:
    """Set those options that have another value; an update without need costs 1 ms.

    Those of mitmproxy's addon Proxyserver are unknown until it adds them, one after another; they
    are set as soon as they are known.
    """
    unsafe = {
        name: value
        for name, value in safe_options(offline=offline).items()
        if name not in options or getattr(options, name) != value
    }
    if unsafe:
        options.update_defer(**unsafe)
