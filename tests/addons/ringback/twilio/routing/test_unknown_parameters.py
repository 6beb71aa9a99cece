import json
from urllib.parse import urlencode

import pytest

from ringback.http.messages import Headers, Request, request_to
from ringback.twilio.api import Reply, TwilioApi
from ringback.twilio.routing.unknown_parameters import describe_unknown_parameters
from ringback.twilio.values.parameter_names import PARAMETER_NAMES
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.cassettes.exchanges import CONVERSATION, FORM, create, request
from tests.support.twilio.caller import Clock
from tests.support.twilio.models import make_model

SERVICE = "/v1/Services/IS" + "1" * 32
MESSAGES = f"/v1/Conversations/{CONVERSATION}/Messages"


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        pytest.param(create(FriendlyNmae="a"), "Did you mean FriendlyName?", id="create"),
        pytest.param(request(target=f"{SERVICE}/Conversations", body=b"friendlyname=a"),
                     "Did you mean FriendlyName?", id="in-a-service"),
        pytest.param(request(target=f"{SERVICE}/Configuration", body=b"ReachabilityEnable=true"),
                     "Did you mean ReachabilityEnabled?", id="of-a-service"),
        pytest.param(request(target=f"{MESSAGES}/", body=b"body=a"), "Did you mean Body?",
                     id="below"),
        pytest.param(request("GET", f"{MESSAGES}?order=desc"), "Did you mean Order?", id="list"),
        pytest.param(request("GET", f"{MESSAGES}?page_size=5"), "Did you mean PageSize?",
                     id="page"),
        pytest.param(request("GET", "/v1/Users?Limit=5"), "and is ignored.", id="like-none"),
        pytest.param(
            request(body=b'--x\r\nContent-Disposition: form-data; name="Frendly"\r\n\r\na\r\n--x--',
                    content_type="multipart/form-data; boundary=x"),
            "'Frendly' is not a parameter", id="multipart"),
    ],
)  # fmt: skip
def test_an_unknown_parameter_is_noted_with_the_one_that_was_meant(
    sent: Request, meant: str
) -> None:
    (note,) = describe_unknown_parameters(sent)

    assert meant in note


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(create(FriendlyName="a"), id="known"),
        pytest.param(request("GET", f"{MESSAGES}?Order=asc&PageSize=2&Page=1&PageToken=x"),
                     id="known-of-a-list"),
        pytest.param(request(), id="no-body"),
        pytest.param(request("GET"), id="no-query"),
        pytest.param(request("DELETE", f"{MESSAGES}?x=1"), id="delete"),
        pytest.param(request("GET", f"/v1/Conversations/{CONVERSATION}?x=1"), id="fetch"),
        pytest.param(request(target="/v1/Nothing", body=b"x=1"), id="no-route"),
        pytest.param(request(target="/v2/Conversations", body=b"x=1"), id="version-2"),
        pytest.param(request(target="*", body=b"x=1"), id="no-path"),
        pytest.param(request_to("POST", "https://api.twilio.com/v1/Conversations",
                                Headers([("Content-Type", FORM)]), b"x=1"), id="another-host"),
        pytest.param(request(body=b'{"x": 1}', content_type="application/json"), id="json"),
        pytest.param(request(body=b"x=" + b"a" * 65_536), id="too-large"),
    ],
)  # fmt: skip
def test_other_requests_have_no_notes(sent: Request) -> None:
    assert describe_unknown_parameters(sent) == ()


@pytest.mark.parametrize("known", PARAMETER_NAMES, ids=str)
def test_the_notes_are_those_of_the_fake(known: str) -> None:
    method, path = known.split()
    api = make_model(clock=Clock(), sids=SeededSids(1))
    target = "/v1" + path.replace("{ChatServiceSid}", "IS" + "1" * 32)
    target = target.replace("{ConversationSid}", create_conversation(api))
    query, body = ("?Zzz=1", b"") if method == "GET" else ("", urlencode({"Zzz": "1"}).encode())
    sent = request(method, target + query, body)

    answered = api.answer(sent)

    assert isinstance(answered, Reply)
    if answered.response.status != 404:  # the record is not there, and nothing is read
        assert set(describe_unknown_parameters(sent)) <= set(answered.notes)
    assert describe_unknown_parameters(sent)


def create_conversation(api: TwilioApi) -> str:
    answered = api.answer(create())
    assert isinstance(answered, Reply)
    return str(json.loads(answered.response.body)["sid"])
