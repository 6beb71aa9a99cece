from datetime import UTC, datetime
from pathlib import Path

import pytest
from mitmproxy.addons.tlsconfig import TlsConfig
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.test import taddons, tflow

from ringback_proxy.client_setup.certificates import ensure_authority
from ringback_proxy.engine.front.tls.certificates import Certificates
from tests.support.proxy.mitmproxy_context import context as context

HOST = "conversations.twilio.com"


def connection(sni: str | None, host: str | None) -> Context:
    made = Context(tflow.tclient_conn(), Options())
    made.client.sockname, made.client.sni = ("127.0.0.1", 1), sni
    made.server.address = (host, 443) if host else None
    return made


@pytest.mark.parametrize(
    ("sni", "host"),
    [(HOST, HOST), (HOST, "api.twilio.com"), (None, HOST), (None, "::1"), (None, None)],
)
def test_a_certificate_has_the_names_that_mitmproxy_gives_it(
    context: taddons.context, tmp_path: Path, sni: str | None, host: str | None
) -> None:
    ensure_authority(tmp_path, datetime.now(UTC))
    theirs = TlsConfig()
    context.master.addons.add(theirs)
    context.configure(theirs, confdir=str(tmp_path), upstream_cert=False)

    found = Certificates(context.options).find(connection(sni, host)).cert

    expected = theirs.get_cert(connection(sni, host)).cert
    assert (found.cn, found.altnames) == (expected.cn, expected.altnames)
    assert found.issuer == expected.issuer


def test_a_certificate_is_made_once(tmp_path: Path) -> None:
    ensure_authority(tmp_path, datetime.now(UTC))
    certificates = Certificates(Options(confdir=str(tmp_path)))

    made = [certificates.find(connection(HOST, HOST)) for _ in range(2)]

    assert made[0].cert == made[1].cert
