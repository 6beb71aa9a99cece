import json
from pathlib import Path
from typing import Any

import pytest

from ringback.cassette.format.reader import read
from ringback.cassette.model import Interaction
from ringback.cassette.tools.har import export_har
from ringback.errors import CassetteError
from ringback.http.messages import Headers, Response
from tests.support.cassettes.exchanges import (
    ACCOUNT,
    HIDDEN_SECRET,
    TOKEN,
    create,
    created,
    render_cassette,
    reply,
    request,
)

PATH = Path("some.yaml")

# The keys that HAR 1.2 requires, and those that Chrome's importer reads.
ENTRY = {"startedDateTime", "time", "request", "response", "cache", "timings"}
REQUEST = {
    "method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize",
}  # fmt: skip
RESPONSE = {
    "status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL",
    "headersSize", "bodySize",
}  # fmt: skip


def log(*interactions: Interaction) -> dict[str, Any]:
    archive: dict[str, Any] = json.loads(
        export_har([read(render_cassette(*interactions).encode(), PATH)], "1.0")
    )
    assert list(archive) == ["log"]
    found: dict[str, Any] = archive["log"]
    return found


def entry(interaction: Interaction) -> dict[str, Any]:
    (found,) = log(interaction)["entries"]
    return dict(found)


def test_an_archive_has_what_har_asks_for() -> None:
    found = log(Interaction(create(FriendlyName="Ada"), created()))

    assert found["version"] == "1.2"
    assert found["creator"] == {"name": "Ringback", "version": "1.0"}
    (one,) = found["entries"]
    assert set(one) >= ENTRY
    assert set(one["request"]) >= REQUEST
    assert set(one["response"]) >= RESPONSE
    assert {"size", "mimeType", "text"} <= set(one["response"]["content"])
    assert {"send", "wait", "receive"} <= set(one["timings"])
    assert one["comment"] == "some.yaml #1"


def test_a_form_is_given_as_text_and_as_parameters() -> None:
    post = entry(Interaction(create(FriendlyName="Ada & Eve"), created()))["request"]["postData"]

    assert post == {
        "mimeType": "application/x-www-form-urlencoded",
        "text": "FriendlyName=Ada+%26+Eve",
        "params": [{"name": "FriendlyName", "value": "Ada & Eve"}],
    }


def test_other_bodies_are_given_as_text() -> None:
    sent = request(body=b'{"a": 1}', content_type=None)

    assert entry(Interaction(sent, created()))["request"]["postData"] == {
        "mimeType": "",
        "text": '{"a": 1}',
    }


def test_a_request_without_a_body_has_no_post_data() -> None:
    found = entry(Interaction(request("GET", "/v1/Conversations?Page=0&a="), created()))["request"]

    assert "postData" not in found
    assert found["url"] == "https://conversations.twilio.com/v1/Conversations?Page=0&a="
    assert found["queryString"] == [{"name": "Page", "value": "0"}, {"name": "a", "value": ""}]


def test_a_binary_reply_is_given_as_base64() -> None:
    content = entry(Interaction(create(), Response(200, body=b"\xff\x00")))["response"]["content"]

    assert content == {"size": 2, "mimeType": "x-unknown", "text": "/wA=", "encoding": "base64"}


def test_the_date_of_a_reply_is_when_the_entry_began() -> None:
    dated = reply(200, {}, Date="Mon, 02 Mar 2026 14:08:01 GMT")

    assert entry(Interaction(create(), dated))["startedDateTime"] == "2026-03-02T14:08:01.000Z"


def test_without_a_date_it_is_the_beginning_of_time() -> None:
    assert entry(Interaction(create(), created()))["startedDateTime"] == "1970-01-01T00:00:00.000Z"


def test_a_redirect_has_its_url() -> None:
    response = Response(307, Headers([("Location", "https://a.test/"), ("X-B", "\udcff")]))

    found = entry(Interaction(create(), response))["response"]

    assert found["redirectURL"] == "https://a.test/"
    assert {"name": "X-B", "value": "\ufffd"} in found["headers"]


def test_secrets_are_redacted() -> None:
    text = json.dumps(log(Interaction(create(Note=TOKEN), created(ACCOUNT, note=TOKEN))))

    assert TOKEN not in text
    assert ACCOUNT not in text


def test_a_later_secret_is_found_in_an_earlier_recording() -> None:
    early = Interaction(create(caller=None, Note=TOKEN), created())

    assert TOKEN not in json.dumps(log(early, Interaction(create(), created())))


def test_a_secret_beyond_redaction_is_an_error() -> None:
    with pytest.raises(CassetteError, match="1: the response body still holds a secret"):
        log(Interaction(create(), Response(200, body=HIDDEN_SECRET)))


def test_several_cassettes_are_one_archive() -> None:
    cassette = read(render_cassette(Interaction(create(), created())).encode(), PATH)

    assert len(json.loads(export_har([cassette, cassette], "1.0"))["log"]["entries"]) == 2
