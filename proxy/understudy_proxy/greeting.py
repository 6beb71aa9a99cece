"""What a server says when it listens: what it does, and what to paste to point a client at it."""

from understudy.settings import Settings
from understudy_proxy.console import Console
from understudy_proxy.ready import Ready


def greet(to: Console, facts: Ready, settings: Settings) -> None:
    """Say what the server does and how a client gets there."""
    what = {
        "fake": "fake: answers as Twilio would; nothing reaches Twilio",
        "replay": "replay: answers from the cassette; nothing reaches Twilio",
        "record": f"record: forwards to {_upstream_of(settings)} and writes it down",
        "inspect": f"inspect: forwards to {_upstream_of(settings)} and shows it; writes nothing",
    }[settings.mode]
    local = "NO_PROXY=localhost,127.0.0.1"
    to.say(
        f"understudy {what}.",
        f"Listening on {facts.proxy_url} (Ctrl-C stops). Point an application at it:",
        "",
        f"  export HTTPS_PROXY={facts.proxy_url} HTTP_PROXY={facts.proxy_url} {local}",
        f"  export SSL_CERT_FILE={facts.bundle} REQUESTS_CA_BUNDLE={facts.bundle}",
        f"  export NODE_EXTRA_CA_CERTS={facts.ca} NODE_USE_ENV_PROXY=1",
        "",
        f"or let it set that up itself: understudy {settings.mode} -- python app.py",
    )
    if facts.base_url is not None:
        to.say(f"or without HTTPS, as a base URL: {facts.base_url}")


def _upstream_of(settings: Settings) -> str:
    to = settings.upstream
    return "the real Twilio" if to is None else to.origin
