import json

from ringback.mitmproxy_addon import error_responses
from ringback.modes.outcomes import Miss, Source


def test_a_reply_of_ours_has_the_shape_of_twilios_errors_without_a_code() -> None:
    reply = error_responses.make_response(502, "the upstream is down.")

    assert reply.status == 502
    assert json.loads(reply.body) == {"message": "ringback: the upstream is down.", "status": 502}


def test_a_reply_of_ours_is_json_that_nobody_keeps() -> None:
    headers = error_responses.make_response(501, "no").headers

    assert headers.get("Content-Type") == "application/json"
    assert headers.get("Cache-Control") == "no-store"


def test_a_miss_is_a_501() -> None:
    answer = error_responses.answer_miss(Miss("nothing fits."))

    assert answer.response.status == 501
    assert answer.source is Source.MISS


def test_a_miss_has_the_status_that_is_given() -> None:
    answer = error_responses.answer_miss(Miss("nothing fits."), 422)

    assert answer.response.status == 422
    assert json.loads(answer.response.body)["status"] == 422


def test_a_failure_is_an_error_with_its_own_status() -> None:
    answer = error_responses.answer_failure(504, "too late.")

    assert answer.response.status == 504
    assert answer.source is Source.ERROR
