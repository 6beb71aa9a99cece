from ringback.cassette.redaction.cache import HeaderCache
from ringback.cassette.redaction.caller.authorization import Caller
from ringback.http.messages import Headers

HEADERS = Headers([("A", "b")])
REDACTED = Headers([("A", "REDACTED")])


def test_headers_are_redacted_again_for_another_caller_and_with_more_knowledge() -> None:
    cache = HeaderCache()
    asked: list[Headers] = []

    def redact(headers: Headers) -> Headers:
        asked.append(headers)
        return REDACTED

    for caller, knowledge in ((Caller(), (1, 0)), (Caller("AC"), (1, 0)), (Caller(), (2, 0))):
        for _ in range(2):
            assert cache.redact(HEADERS, caller, knowledge, redact) == REDACTED

    assert len(asked) == 3


def test_other_headers_are_not_kept_forever() -> None:
    cache = HeaderCache()
    asked: list[Headers] = []

    def redact(headers: Headers) -> Headers:
        asked.append(headers)
        return headers

    every = [Headers([("A", str(number))]) for number in range(65)]
    for headers in (*every, every[0]):
        assert cache.redact(headers, Caller(), (1, 0), redact) == headers

    assert asked == [*every, every[0]]
