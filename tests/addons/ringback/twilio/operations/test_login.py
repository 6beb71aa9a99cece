"""The login is tested through the API."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from ringback.http.messages import Headers, request_to
from ringback.sids import is_sid
from ringback.twilio.api import Answered, NotFaked, Reply, TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.pre_action import PreAction
from tests.support.twilio.caller import ACCOUNT, FORM, Clock
from tests.support.twilio.models import make_model

LOGIN = {"grant_type": "client_credentials", "client_id": "OQ1", "client_secret": "secret"}


def answer(
    api: TwilioApi,
    url: str = "https://oauth.twilio.com/v2/token",
    method: str = "POST",
    **form: str,
) -> Answered | PreAction[Answered]:
    return api.answer(request_to(method, url, Headers([FORM]), urlencode(form).encode()))


def log_in(api: TwilioApi, **form: str) -> str:
    reply = answer(api, **{**LOGIN, **form})
    assert isinstance(reply, Reply)
    document = json.loads(reply.response.body)
    assert (reply.response.status, document["token_type"], reply.summary) == (200, "Bearer", "")
    return str(document["access_token"])


def find_account(api: TwilioApi, token: str) -> str:
    headers = Headers([("Authorization", f"Bearer {token}"), FORM])
    url = "https://conversations.twilio.com/v1/Conversations"
    reply = api.answer(request_to("POST", url, headers))
    assert isinstance(reply, Reply)
    assert reply.response.status == 201
    return str(json.loads(reply.response.body)["account_sid"])


def test_a_login_gets_a_token_for_one_account(api: TwilioApi) -> None:
    first, again = (find_account(api, log_in(api)) for _ in range(2))

    assert is_sid("AC", first)
    assert first == again
    assert find_account(api, log_in(api, client_id="OQ2")) != first


@pytest.mark.parametrize("account", [{"account_sid": ACCOUNT}, {"key_account_sid": ACCOUNT}])
def test_a_client_belongs_to_the_account_of_api_keys(clock: Clock, account: Any) -> None:
    api = make_model(clock=clock, sids=SeededSids(1), **account)

    assert find_account(api, log_in(api)) == ACCOUNT


@pytest.mark.parametrize("name", LOGIN)
def test_a_login_needs_all_of_its_parameters(api: TwilioApi, name: str) -> None:
    reply = answer(api, **{key: value for key, value in LOGIN.items() if key != name})

    assert isinstance(reply, Reply)
    assert reply.response.status == 400
    assert f"Missing required parameter {name}" in reply.response.body.decode()


def test_a_login_is_a_post(api: TwilioApi) -> None:
    reply = answer(api, method="GET")

    assert isinstance(reply, Reply)
    assert reply.response.status == 405


@pytest.mark.parametrize(
    ("path", "grant"),
    [("/v2/token", "refresh_token"), ("/v2/authorize", ""), ("/v1/Conversations", "")],
)
def test_other_logins_are_not_faked(api: TwilioApi, path: str, grant: str) -> None:
    reply = answer(api, f"https://oauth.twilio.com{path}", grant_type=grant)

    assert isinstance(reply, NotFaked)
    assert "the login with the grant `client_credentials` at /v2/token is" in reply.message
