import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.twilio.resources.delivery.summary import COUNTED, Status, spread, summarize
from ringback.twilio.schema.reply_reader import ReplyReader

MOST = 50
STATUSES = st.lists(st.sampled_from([*COUNTED, None]), max_size=8)


def words(total: int, **counted: str) -> dict[str, object]:
    return {"total": total, **dict.fromkeys(COUNTED, "none"), **counted}


@pytest.mark.parametrize(
    ("statuses", "summary"),
    [
        ([], None),
        ([None], words(1)),
        (["sent"], words(1, sent="all")),
        (["delivered"], words(1, sent="all", delivered="all")),
        (["read"], words(1, sent="all", delivered="all", read="all")),
        (["undelivered"], words(1, sent="all", undelivered="all")),
        (["failed"], words(1, failed="all")),
        (["sent", "read"], words(2, sent="all", delivered="some", read="some")),
        (["delivered", "failed"], words(2, sent="some", delivered="some", failed="some")),
        (["delivered", None], words(2, sent="some", delivered="some")),
    ],
    ids=str,
)
def test_statuses_are_summed_up(statuses: list[Status], summary: object) -> None:
    assert summarize(statuses) == summary


def test_the_words_have_twilios_order() -> None:
    summary = summarize(["sent"])

    assert isinstance(summary, dict)
    assert list(summary) == ["total", "sent", "delivered", "read", "failed", "undelivered"]


@given(STATUSES)
def test_a_summary_is_spread_over_as_many_statuses(statuses: list[Status]) -> None:
    summary = summarize(statuses)
    again = spread(ReplyReader(summary), MOST)

    assert len(again) == len(statuses)
    assert summarize(again) == summary


@given(st.dictionaries(st.sampled_from(["total", *COUNTED]), st.sampled_from([3, "all", "some"])))
def test_a_summary_of_another_shape_is_spread_as_far_as_it_goes(summary: dict[str, object]) -> None:
    document = {key: value for key, value in summary.items() if isinstance(value, int | str)}
    total = document.get("total")

    assert len(spread(ReplyReader({**document}), MOST)) == (total if total == 3 else 0)


def test_a_message_has_no_more_receipts_than_a_conversation_has_such_participants() -> None:
    assert len(spread(ReplyReader({"total": 1_000_000, "sent": "all"}), MOST)) == MOST
