from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

from ringback.http.messages import Headers, Request, request_to
from ringback.http.origin import Origin
from ringback.modes.recording.upstream_deletion import UpstreamDeletion
from tests.support.cassettes.exchanges import basic
from tests.support.twilio.certificates import Certificate
from tests.support.twilio.upstream import Upstream

CONVERSATION = "https://conversations.twilio.com/v1/Conversations/CH" + "0" * 32


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    with Upstream(tmp_path_factory.mktemp("upstream")) as upstream:
        yield upstream


def deletion(upstream: Upstream, ca: Path | None = None) -> UpstreamDeletion:
    return UpstreamDeletion(Origin("https", "localhost", upstream.port), ca or upstream.ca, 10)


def delete(url: str = CONVERSATION) -> Request:
    return request_to("DELETE", url, Headers([("Authorization", basic())]))


def test_a_request_has_the_credentials_and_the_host_of_twilios(upstream: Upstream) -> None:
    status = deletion(upstream)(delete())

    received = upstream.requests[-1]
    assert status == 404
    assert (received.method, received.target) == ("DELETE", delete().target)
    assert received.headers["Authorization"] == basic()
    assert received.headers["X-Forwarded-Host"] == "conversations.twilio.com"


def test_a_certificate_that_is_not_trusted_is_an_error(upstream: Upstream) -> None:
    upstream.present(Certificate.UNTRUSTED)
    try:
        with pytest.raises(URLError):
            deletion(upstream)(delete())
    finally:
        upstream.present(Certificate.GOOD)
