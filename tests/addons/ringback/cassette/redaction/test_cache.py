from ringback.cassette.redaction.cache import HeaderCache, PreparedRequests
from ringback.cassette.redaction.caller.authorization import Caller
from ringback.http.messages import Headers
from tests.support.cassettes.exchanges import create

HEADERS = Headers([("A", "b")])
REDACTED = Headers([("A", "REDACTED")])


def test_a_prepared_request_is_used_once() -> None:
    prepared, sent = PreparedRequests(), create()
    prepared.add(sent, (1, 0), create(a="b"))

    assert prepared.pop(sent, (1, 0)) == create(a="b")
    assert prepared.pop(sent, (1, 0)) is None


def test_a_prepared_request_with_less_knowledge_is_out_of_date() -> None:
    prepared, sent = PreparedRequests(), create()
    prepared.add(sent, (1, 0), sent)

    assert prepared.pop(sent, (2, 0)) is None


def test_requests_that_are_never_used_are_not_kept_forever() -> None:
    prepared, sent = PreparedRequests(), [create() for _ in range(17)]
    for one in sent:
        prepared.add(one, (1, 0), one)

    assert [prepared.pop(one, (1, 0)) for one in sent] == [None] * 16 + [sent[-1]]


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
