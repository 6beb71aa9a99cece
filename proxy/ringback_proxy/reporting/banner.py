"""What a server says when it listens: what it does, and what to paste to point a client at it."""

from shlex import quote

from ringback.settings.table import ForwardingSettings, Settings
from ringback_proxy.reporting.console import Console
from ringback_proxy.runtime_files.ready_file import Ready


def greet(to: Console, facts: Ready, settings: Settings, env: str = "ringback env") -> None:
    """Say what the server does and how a client gets there; `env` is the command that finds it."""
    what = {
        "fake": "fake: answers as Twilio would; nothing reaches Twilio",
        "replay": "replay: answers from the cassette; nothing reaches Twilio",
        "record": f"record: forwards to {_upstream_of(settings)} and writes it down",
        "inspect": f"inspect: forwards to {_upstream_of(settings)} and shows it; writes nothing",
    }[settings.mode]
    # A password is not for screens, and who gave it knows it.
    credentials, _, address = facts.proxy_url.removeprefix("http://").rpartition("@")
    proxy = f"http://{'USER:PASSWORD@' if credentials else ''}{address}"
    local = "NO_PROXY=localhost,127.0.0.1"
    bundle, root = quote(facts.bundle), quote(facts.ca)
    to.say(
        f"ringback {what}.",
        f"Listening on http://{address} (Ctrl-C stops). Point an application at it:",
        "",
        f"  export HTTPS_PROXY={proxy} HTTP_PROXY={proxy} {local}",
        f"  export SSL_CERT_FILE={bundle} REQUESTS_CA_BUNDLE={bundle}",
        f"  export NODE_EXTRA_CA_CERTS={root} NODE_USE_ENV_PROXY=1",
        "",
        f'or, for every kind of client: eval "$({env} --port {facts.port})"',
        "or let it set that up itself: end this very command with -- python app.py",
    )
    if facts.base_url is not None:
        to.say(f"or without HTTPS, as a base URL: {facts.base_url}")


def _upstream_of(settings: Settings) -> str:
    if isinstance(settings, ForwardingSettings) and settings.upstream is not None:
        return str(settings.upstream)
    return "the real Twilio"
