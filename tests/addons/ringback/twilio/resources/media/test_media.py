import json
from typing import Any

import pytest

from ringback.http.messages import Headers, Response, request_to
from ringback.twilio.api import Reply, TwilioApi
from tests.support.twilio.caller import Caller, Clock

MCS = "https://mcs.us1.twilio.com"
PNG = ("Content-Type", "image/png")


@pytest.fixture
def files(api: TwilioApi) -> Caller:
    """Return a client of the host that stores files."""
    return Caller(api, origin=MCS)


@pytest.fixture
def url(caller: Caller) -> str:
    service = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    return f"/v1/Services/{service}/Media"


def upload(files: Caller, url: str, content: bytes = b"\x89PNG") -> Any:
    reply = files.send("POST", url, content, PNG)
    assert reply.status == 201
    return reply.body


def fetch(files: Caller, target: str, method: str = "GET") -> Response:
    answer = files.answer(method, target)
    assert isinstance(answer, Reply)
    return answer.response


def link_to(media: Any) -> str:
    link = media["links"]["content_direct_temporary"]
    assert isinstance(link, str)
    return link


def test_an_upload_is_described(files: Caller, url: str) -> None:
    made = upload(files, url)
    own = f"{url}/{made['sid']}"

    assert list(made.items()) == [
        ("sid", made["sid"]),
        ("service_sid", url.split("/")[3]),
        ("date_created", "2026-03-02T07:08:01.000000-07:00"),
        ("date_upload_updated", "2026-03-02T07:08:01.000000-07:00"),
        ("date_updated", "2026-03-02T07:08:01.000000-07:00"),
        ("links", {"content": f"{own}/Content"}),
        ("size", 4),
        ("content_type", "image/png"),
        ("filename", None),
        ("author", "system"),
        ("category", "media"),
        ("message_sid", None),
        ("channel_sid", None),
        ("url", own),
        ("is_multipart_upstream", False),
    ]
    fetched = files.send("GET", own).body
    links = made["links"] | {"content_direct_temporary": link_to(fetched)}
    assert fetched == made | {"links": links}


def test_the_content_is_what_was_uploaded(files: Caller, url: str) -> None:
    content = bytes(range(256))
    made = upload(files, url, content)
    response = fetch(files, made["links"]["content"])

    assert (response.status, response.body) == (200, content)
    assert response.headers["Content-Type"] == "image/png"
    assert fetch(files, made["links"]["content"], "HEAD").body == b""


def test_a_temporary_link_needs_no_credentials(
    api: TwilioApi, files: Caller, url: str, clock: Clock
) -> None:
    made = upload(files, url)
    request = request_to("GET", link_to(files.send("GET", made["url"]).body))
    answer = api.answer(request)
    assert isinstance(answer, Reply)

    assert (answer.response.status, answer.response.body) == (200, b"\x89PNG")
    clock.advance(minutes=5)
    expired = api.answer(request)
    assert isinstance(expired, Reply)
    assert expired.response.status == 403


def test_a_deleted_file_is_gone(api: TwilioApi, files: Caller, url: str) -> None:
    made = upload(files, url)
    link = link_to(files.send("GET", made["url"]).body)

    assert files.send("DELETE", made["url"]).status == 204
    assert files.send("GET", made["url"]).fault == (404, 20404)
    assert fetch(files, made["links"]["content"]).status == 404
    answer = api.answer(request_to("GET", link))
    assert isinstance(answer, Reply)
    assert answer.response.status == 403


def test_the_files_of_a_service_go_with_it(caller: Caller, files: Caller, url: str) -> None:
    made = upload(files, url)
    caller.delete(url.removeprefix("/v1").removesuffix("/Media"))

    assert files.send("GET", made["url"]).fault == (404, 20404)


@pytest.mark.parametrize(
    ("method", "target", "fault"),
    [
        ("GET", "", (405, 20004)),
        ("POST", "/ME1", (405, 20004)),
        ("GET", "/ME1", (404, 20404)),
        ("DELETE", "/ME1", (404, 20404)),
        ("GET", "/ME1/Content", (404, 20404)),
        ("GET", "/ME1/Other", (404, 20404)),
    ],
)
def test_other_requests_are_refused(
    files: Caller, url: str, method: str, target: str, fault: tuple[int, int]
) -> None:
    assert files.send(method, url + target).fault == fault


def test_each_host_has_its_own_routes(caller: Caller, files: Caller, url: str) -> None:
    assert caller.send("POST", url, b"x", PNG).fault == (404, 20404)
    assert files.get("/Conversations").fault == (404, 20404)


def test_files_need_credentials_and_belong_to_an_account(
    api: TwilioApi, files: Caller, url: str
) -> None:
    made = upload(files, url)
    anonymous = api.answer(request_to("POST", MCS + url, Headers([PNG]), b"x"))
    assert isinstance(anonymous, Reply)

    assert anonymous.response.status == 401
    other = Caller(api, user="AC" + "b" * 32, origin=MCS)
    assert other.send("GET", made["url"]).fault == (404, 20404)


def test_a_file_may_be_larger_than_other_requests(files: Caller, url: str) -> None:
    assert upload(files, url, b"x" * 2_000_000)["size"] == 2_000_000


def test_a_recorded_upload_is_known(api: TwilioApi, files: Caller, url: str) -> None:
    made = upload(files, url)
    files.send("DELETE", made["url"])
    headers = Headers([("Authorization", files.authorization), PNG])
    api.seed(
        request_to("POST", MCS + url, headers, b"\x89PNG"),
        Response(201, Headers(), json.dumps(made).encode()),
    )
    known = files.send("GET", made["url"]).body

    assert known | {"links": ""} == made | {"links": ""}
    assert fetch(files, made["links"]["content"]).status == 404
