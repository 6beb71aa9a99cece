from ringback.http.messages import Response
from ringback_proxy.testing.exchange import Exchange
from ringback_proxy.testing.failure_report import format_report
from tests.support.cassettes.exchanges import create, created, reply


def test_a_miss_is_listed_with_its_explanation() -> None:
    missed = Exchange(create(), reply(501, {}), "miss", 0.0, "no recording\nfits")
    assert format_report([missed], []) == [
        "POST /v1/Conversations -> 501",
        "  no recording",
        "  fits",
    ]


def test_an_error_without_an_explanation_has_the_message_of_its_reply() -> None:
    failed = Exchange(create(), reply(502, {"message": "no route"}), "error", 0.0)
    empty = Exchange(create(), Response(500), "error", 0.0)
    assert format_report([failed, empty], []) == [
        "POST /v1/Conversations -> 502",
        "  no route",
        "POST /v1/Conversations -> 500",
    ]


def test_remarks_and_warnings_are_listed() -> None:
    remarked = Exchange(create(), created(), "fake", 0.0, notes=("ignored.",))
    assert format_report([remarked], ["a warning"]) == [
        "POST /v1/Conversations: ignored.",
        "a warning",
    ]


def test_a_remark_is_listed_once() -> None:
    remarked = Exchange(create(), created(), "fake", 0.0, notes=("ignored.",))
    assert format_report([remarked, remarked], []) == ["POST /v1/Conversations: ignored."]
