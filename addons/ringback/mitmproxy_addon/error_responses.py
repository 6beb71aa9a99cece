"""Responses of Ringback itself, for requests that no mode answers."""

import json

from ringback.http.messages import Headers, Response
from ringback.modes.outcomes import Answer, Miss, Source

# Twilio sends no 501.
MISS_STATUS = 501


def make_response(status: int, message: str) -> Response:
    """Return a response in the shape of Twilio's errors, without a `code`.

    Twilio's clients print the message.
    """
    body = json.dumps({"message": f"ringback: {message}", "status": status})
    headers = Headers([("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return Response(status, headers, body.encode())


def answer_miss(miss: Miss, status: int = MISS_STATUS) -> Answer:
    """Return the response to a request that the mode may not or cannot answer."""
    response = make_response(status, miss.message)
    return Answer(response, Source.MISS, redacted_request=miss.redacted_request)


def answer_failure(status: int, message: str) -> Answer:
    """Return the 500, 502 or 504 for a failure of Ringback or its upstream."""
    return Answer(make_response(status, message), Source.ERROR)
