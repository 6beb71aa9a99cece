"""Responses of Ringback itself, for requests that no mode answers."""

import json

from ringback.http.messages import Headers, Response
from ringback.modes.base import Answer, Miss, Source


def make_response(status: int, message: str) -> Response:
    """Return a response in the shape of Twilio's errors, without a `code`.

    Twilio's clients print the message.
    """
    body = json.dumps({"message": f"ringback: {message}", "status": status})
    headers = Headers([("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return Response(status, headers, body.encode())


def answer_miss(miss: Miss) -> Answer:
    """Return the 501 for a request that the mode may not or cannot answer; Twilio sends no 501."""
    response = make_response(501, miss.message)
    return Answer(response, Source.MISS, redacted_request=miss.redacted_request)


def answer_failure(status: int, message: str) -> Answer:
    """Return the 500, 502 or 504 for a failure of Ringback or its upstream."""
    return Answer(make_response(status, message), Source.ERROR)
