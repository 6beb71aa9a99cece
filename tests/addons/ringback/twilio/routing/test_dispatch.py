import pytest

from tests.support.twilio.caller import Caller


@pytest.fixture
def service(caller: Caller) -> str:
    sid = caller.create("/Services", {"FriendlyName": "another"})["sid"]
    assert isinstance(sid, str)
    return sid


def test_a_path_without_a_service_means_the_default_one(caller: Caller) -> None:
    default = caller.get("/Services").body["services"][0]["sid"]
    made = caller.create("/Conversations")

    assert caller.get(f"/Services/{default}/Conversations/{made['sid']}").status == 200


def test_services_do_not_see_each_others_conversations(caller: Caller, service: str) -> None:
    made = caller.create(f"/Services/{service}/Conversations", {"UniqueName": "one"})

    assert made["chat_service_sid"] == service
    assert caller.get("/Conversations/one").fault == (404, 20404)
    assert caller.get(f"/Conversations/{made['sid']}").fault == (404, 20404)
    assert caller.post("/Conversations", {"UniqueName": "one"}).status == 201


def test_urls_lead_back_through_the_service(caller: Caller, service: str) -> None:
    made = caller.create(f"/Services/{service}/Conversations")
    url = f"https://conversations.twilio.com/v1/Services/{service}/Conversations/{made['sid']}"

    assert made["url"] == url
    assert made["links"]["messages"] == f"{url}/Messages"
    assert caller.follow(made["url"]).body == made


def test_a_service_that_is_not_there_has_nothing_in_it(caller: Caller) -> None:
    reply = caller.get("/Services/IS1/Conversations/CH1/")

    assert reply.fault == (404, 20404)
    assert reply.body["message"] == (
        "The requested resource /Services/IS1/Conversations/CH1 was not found"
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/v1/Conversations"), ("DELETE", "/v1/Conversations"), ("POST", "/v1/Services/IS1")],
)
def test_other_methods_are_not_allowed(caller: Caller, method: str, path: str) -> None:
    reply = caller.send(method, path)

    assert reply.fault == (405, 20004)
    assert reply.body["message"] == "Method not allowed"


def test_head_is_a_get_without_the_body(caller: Caller) -> None:
    made = caller.create("/Conversations")

    assert caller.send("HEAD", f"/v1/Conversations/{made['sid']}").status == 200
    assert caller.send("HEAD", "/v1/Conversations/CH1").status == 404


def test_parameters_in_the_wrong_place_are_told(caller: Caller) -> None:
    created = caller.send("POST", "/v1/Conversations?FriendlyName=x")
    listed = caller.send("GET", "/v1/Conversations", b"PageSize=1")

    assert created.body["friendly_name"] is None
    assert created.notes == ("The query was not read: a POST has its parameters in the body.",)
    assert listed.notes == ("The body was not read: a GET has its parameters in the query.",)


def test_a_body_that_is_no_form_is_told(caller: Caller) -> None:
    reply = caller.send(
        "POST", "/v1/Conversations", b'{"FriendlyName": "x"}', ("Content-Type", "application/json")
    )

    assert reply.status == 201
    assert reply.body["friendly_name"] is None
    assert reply.notes == (
        (
            "The body is application/json and was not read: "
            "Twilio takes application/x-www-form-urlencoded."
        ),
    )
