import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.test import tflow

from ringback_proxy.client_setup.certificates import ensure_authority
from ringback_proxy.engine.front.tls.certificates import Certificates
from ringback_proxy.engine.front.tls.contexts import TlsContexts

HOST = "conversations.twilio.com"


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    ensure_authority(tmp_path, datetime.now(UTC))
    return Certificates(Options(confdir=str(tmp_path)))


@pytest.fixture
def made(certificates: Certificates) -> TlsContexts:
    return TlsContexts(certificates)


def connection(sni: str | None = HOST, host: str = HOST) -> Context:
    made = Context(tflow.tclient_conn(), Options())
    made.client.sockname = ("127.0.0.1", 1)
    made.client.sni, made.server.address = sni, (host, 443)
    return made


def shake_hands(server: ssl.SSLContext, root: Path) -> dict[str, Any]:
    """Return the certificate that a client got, and trusts."""
    trust = ssl.create_default_context(cafile=root)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = trust.wrap_bio(to_client, to_server, server_hostname=HOST)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (ours, theirs, ours, theirs):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    found = ours.getpeercert()
    assert found is not None
    return found


def test_a_client_trusts_the_certificate(made: TlsContexts, tmp_path: Path) -> None:
    certificate = shake_hands(made.find(connection()), tmp_path / "ringback-ca.pem")
    assert certificate["subjectAltName"] == (("DNS", HOST),)


def test_a_context_is_made_once(made: TlsContexts) -> None:
    assert made.find(connection()) is made.find(connection())
    others = [connection("api.twilio.com"), connection(host="api.twilio.com"), connection(None)]
    assert len({id(made.find(each)) for each in (connection(), *others)}) == 4


def test_not_every_name_is_kept(certificates: Certificates) -> None:
    made = TlsContexts(certificates, most=1)
    first = made.find(connection())
    made.find(connection("api.twilio.com"))
    assert made.find(connection()) is not first


def test_the_key_is_not_left_on_the_disk(
    made: TlsContexts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    made.find(connection())
    assert list(folder.iterdir()) == []


def test_a_name_that_no_certificate_can_have_is_an_error(made: TlsContexts) -> None:
    with pytest.raises(UnicodeError):
        made.find(connection("a" * 70 + ".twilio.com"))
