from datetime import UTC, datetime, timedelta

import pytest

from ringback.twilio.store.initialization import Initialization
from ringback.twilio.store.stored_resource import StoredResource

BEGAN = datetime(2026, 3, 2, 12, 0, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("milliseconds", "is_seen", "is_over"),
    [
        (1, False, False),
        (699, True, False),
        (700, False, True),
        (3_600_000, True, True),
        # a clock that stands still, or was set back
        (0, False, False),
        (0, True, True),
        (-1_000, False, False),
        (-1_000, True, True),
    ],
)
def test_a_set_up_is_over_by_the_clock_or_at_the_second_request(
    milliseconds: int, is_seen: bool, is_over: bool
) -> None:
    conversation = StoredResource("CH1", "Conversations", None, {})
    one = Initialization(conversation, "active", BEGAN, is_seen)

    assert one.is_over(BEGAN + timedelta(milliseconds=milliseconds)) is is_over
