"""The lines that a server prints when it listens: what it does, and how to point a client at it."""

from shlex import quote

from ringback.cassette.model import names_personal_data
from ringback.files import may_exist
from ringback.settings.shared import ForwardingSettings
from ringback.settings.table import RecordSettings, Settings
from ringback_proxy.runtime_files.ready_file import Ready


def make_banner(facts: Ready, settings: Settings, env: str = "ringback env") -> tuple[str, ...]:
    """Return what the server does and what to paste; `env` is the command that finds it."""
    what = {
        "fake": "fake: answers as Twilio would; nothing reaches Twilio",
        "replay": "replay: answers from the cassette; nothing reaches Twilio",
        "record": f"record: forwards to {_name_upstream(settings)} and writes it down",
        "inspect": f"inspect: forwards to {_name_upstream(settings)} and shows it; writes nothing",
    }[settings.mode]
    # A password does not belong on screens; the user knows it.
    address = facts.address
    proxy = f"http://{'USER:PASSWORD@' if '@' in facts.proxy_url else ''}{address}"
    local = "NO_PROXY=localhost,127.0.0.1"
    bundle, root = quote(facts.bundle), quote(facts.ca)
    base_url: tuple[str, ...] = ()
    if facts.base_url is not None:
        base_url = (f"or without HTTPS, as a base URL: {facts.base_url}",)
    page = (f"To look at it, in a browser: {facts.page_url}",) if facts.page_url else ()
    return (
        f"ringback {what}.",
        f"Listening on http://{address} (Ctrl-C stops). Point an application at it:",
        "",
        f"  export HTTPS_PROXY={proxy} HTTP_PROXY={proxy} {local}",
        f"  export SSL_CERT_FILE={bundle} REQUESTS_CA_BUNDLE={bundle}",
        f"  export NODE_EXTRA_CA_CERTS={root} NODE_USE_ENV_PROXY=1",
        "",
        f'or, for every kind of client: eval "$({env} --port {facts.port})"',
        "or have that set up for you: end this command with -- python app.py",
        *base_url,
        *page,
    )


def advise_on_new_cassette(settings: Settings) -> str | None:
    """Return what to know before the first recording; None for a cassette that exists already."""
    if not isinstance(settings, RecordSettings) or names_personal_data(settings.redact):
        return None
    if any(map(may_exist, settings.cassette)):
        return None
    return (
        "secrets are left out of the new cassette; names, phone numbers and messages are written "
        "as they are, unless you add --redact personal-data"
    )


def _name_upstream(settings: Settings) -> str:
    if isinstance(settings, ForwardingSettings) and settings.upstream is not None:
        return str(settings.upstream)
    return "the real Twilio"
