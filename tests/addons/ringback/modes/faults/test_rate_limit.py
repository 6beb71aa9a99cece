import pytest

from ringback.http.messages import Headers, request_to
from ringback.modes.faults.rate_limit import RateLimit, find_place
from tests.support.cassettes.exchanges import request

IN_SERVICE = "/v1/Services/IS1"
ONE = "/v1/Conversations/CH1"
OTHER = "/v1/Conversations/CH2"


class Seconds:
    """A clock that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_so_many_pass_in_any_second() -> None:
    clock = Seconds()
    limit = RateLimit(2, clock)
    times = [100.0, 100.5, 100.9, 101.0, 101.2, 101.5, 101.6]
    admitted = []
    for clock.now in times:
        admitted.append(limit.admit(request()))
    assert admitted == [True, True, False, True, False, True, False]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_read_has_no_limit(method: str) -> None:
    limit = RateLimit(1, Seconds())
    assert all(limit.admit(request(method)) for _ in range(5))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("POST", f"{ONE}/Messages"), ("POST", f"{OTHER}/Messages"), id="messages"),
        pytest.param(
            ("POST", f"{ONE}/Participants"), ("POST", f"{OTHER}/Participants"), id="participants"
        ),
        pytest.param(
            ("POST", f"{ONE}/Messages/IM1"), ("POST", f"{OTHER}/Messages/IM1"), id="one message"
        ),
        pytest.param(("POST", ONE), ("POST", OTHER), id="updates"),
        pytest.param(
            ("POST", "/v1/Conversations"), ("POST", f"{IN_SERVICE}/Conversations"), id="services"
        ),
        pytest.param(("POST", "/v1/Users"), ("POST", "/v1/Users/US1"), id="create and update"),
        pytest.param(("POST", ONE), ("DELETE", ONE), id="update and delete"),
        pytest.param(("POST", "/v1/Users"), ("POST", "/v1/Roles"), id="resources"),
    ],
)
def test_each_operation_and_place_has_its_own_limit(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    limit = RateLimit(1, Seconds())
    assert limit.admit(request(*one))
    assert not limit.admit(request(*one))
    assert limit.admit(request(*other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("DELETE", ONE), ("DELETE", OTHER), id="conversations are deleted"),
        pytest.param(("POST", "/v1/Users/US1"), ("POST", "/v1/Users/US2"), id="users"),
        pytest.param(
            ("POST", f"{ONE}/Messages/IM1"), ("POST", f"{ONE}/Messages/IM2"), id="messages"
        ),
        pytest.param(
            ("POST", f"{IN_SERVICE}/Roles/RL1"), ("POST", f"{IN_SERVICE}/Roles/RL2"), id="roles"
        ),
        pytest.param(("POST", f"{ONE}/Messages"), ("POST", f"{ONE}/Messages/"), id="slash"),
    ],
)
def test_different_records_share_the_limit_of_their_place(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    limit = RateLimit(1, Seconds())
    assert limit.admit(request(*one))
    assert not limit.admit(request(*other))


def test_accounts_do_not_share_a_limit_and_keys_do() -> None:
    limit = RateLimit(1, Seconds())
    assert limit.admit(request(caller=("AC" + "1" * 32, "t")))
    assert limit.admit(request(caller=("AC" + "2" * 32, "t")))
    assert limit.admit(request(caller=("SK" + "1" * 32, "t")))
    assert not limit.admit(request(caller=("SK" + "2" * 32, "t")))
    assert not limit.admit(request(caller=None))


def test_files_have_no_limit() -> None:
    upload = request_to("POST", "https://mcs.us1.twilio.com/v1/Services/IS1/Media", Headers())
    assert find_place(upload) is None


def test_places_of_long_ago_are_forgotten() -> None:
    clock = Seconds()
    limit = RateLimit(1, clock)
    for number in range(10_000):
        limit.admit(request("POST", f"/v1/Conversations/CH{number}"))
    clock.now += 2
    limit.admit(request())
    assert len(limit._passed) == 1
