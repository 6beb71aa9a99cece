"""Which hosts belong to Twilio, and which of them the fake answers.

The edge and region forms are `conversations[.EDGE][.REGION].twilio.com`, as twilio-python and
twilio-node build them from TWILIO_EDGE and TWILIO_REGION. Files are at `mcs.us1.twilio.com`, and
their temporary links lead to `media.us1.twilio.com`.
"""

import re

API_HOST = "conversations.twilio.com"
LOGIN_HOST = "oauth.twilio.com"
MEDIA_HOST = "mcs.us1.twilio.com"

# For mitmproxy's `allow_hosts`: searched in "host:port", ignoring case. The trailing dot matters:
# `API.Twilio.COM.` is the same host to a resolver.
TWILIO_PATTERN = r"(^|\.)twilio\.com\.?:\d+$"
RECORDED_PATTERN = r"^(?!(?:.*\.)?(?:sip|stun|turn)\.)(?:.*\.)?twilio\.com\.?:\d+$"

_MEDIA = re.compile(r"mcs(\.[a-z0-9-]+){0,2}\.twilio\.com")
_MEDIA_LINKS = re.compile(r"media(\.[a-z0-9-]+){0,2}\.twilio\.com")
_CONVERSATIONS = re.compile(r"conversations(\.[a-z0-9-]+){0,2}\.twilio\.com")
_LOGIN = re.compile(r"oauth(\.[a-z0-9-]+){0,2}\.twilio\.com")
_RECORDED = re.compile(RECORDED_PATTERN)
# Domains of Twilio's for which Ringback can have no certificate: its CA is for twilio.com alone.
_OTHER_DOMAINS = ("authy.com", "sendgrid.com", "twil.io", "twiliocdn.com")


def normalize(host: str) -> str:
    """Return a host name in lower case and without a trailing dot, for comparison."""
    return host.lower().rstrip(".")


def is_twilio(host: str) -> bool:
    """Return whether a normalized host belongs to Twilio."""
    return host == "twilio.com" or host.endswith(".twilio.com")


def is_conversations(host: str) -> bool:
    """Return whether a normalized host serves the Conversations API."""
    return _CONVERSATIONS.fullmatch(host) is not None


def is_login(host: str) -> bool:
    """Return whether a normalized host serves the OAuth login."""
    return host.startswith("oauth") and _LOGIN.fullmatch(host) is not None


def is_media(host: str) -> bool:
    """Return whether a normalized host takes files and describes them."""
    return host.startswith("mcs") and _MEDIA.fullmatch(host) is not None


def is_media_link(host: str) -> bool:
    """Return whether a normalized host is that of temporary links to files."""
    return host.startswith("media") and _MEDIA_LINKS.fullmatch(host) is not None


def is_recorded(host: str) -> bool:
    """Return whether a normalized host is Twilio's and speaks HTTP, so that it can be recorded.

    Those of SIP, STUN and TURN do not.
    """
    return _RECORDED.match(f"{host}:443") is not None


def is_doubled(host: str) -> bool:
    """Return whether a normalized host is one that the fake stands in for."""
    return is_conversations(host) or is_login(host) or is_media(host) or is_media_link(host)


def is_under_other_domain(host: str) -> bool:
    """Return whether a normalized host is Twilio's, but not under twilio.com."""
    return host.endswith(_OTHER_DOMAINS) and any(
        host == domain or host.endswith(f".{domain}") for domain in _OTHER_DOMAINS
    )
