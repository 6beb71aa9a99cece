"""Several clients at the same time, over sockets and TLS, share one account's state."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.process.ringback import CONVERSATIONS, Server
from tests.support.process.starting import make_starter

CLIENTS = 8
MESSAGES = 20


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Server]:
    with ExitStack() as stack:
        yield make_starter(tmp_path, stack)("fake")


def test_clients_in_parallel_share_one_consistent_world(fake: Server) -> None:
    shared = fake.create(UniqueName="shared").json()["sid"]

    def take_part(number: int) -> list[int]:
        with fake.client() as client:
            taken = client.post(CONVERSATIONS, data={"UniqueName": "contested"})
            assert taken.status_code in (201, 409)
            joined = client.post(
                f"{CONVERSATIONS}/{shared}/Participants", data={"Identity": f"user{number}"}
            )
            assert joined.status_code == 201
            sent = [
                client.post(
                    f"{CONVERSATIONS}/shared/Messages",
                    data={"Body": "Hi", "Author": f"user{number}"},
                ).json()
                for _ in range(MESSAGES)
            ]
            assert {message["participant_sid"] for message in sent} == {joined.json()["sid"]}
            return [message["index"] for message in sent]

    with ThreadPoolExecutor(CLIENTS) as pool:
        indices = list(pool.map(take_part, range(CLIENTS)))

    assert sorted(index for mine in indices for index in mine) == list(range(CLIENTS * MESSAGES))
    assert all(mine == sorted(mine) for mine in indices)
    with fake.client() as client:
        listed = client.get(CONVERSATIONS).json()["conversations"]
        messages = client.get(f"{CONVERSATIONS}/shared/Messages?PageSize=100&Order=desc").json()
    assert sorted(one["unique_name"] for one in listed) == ["contested", "shared"]
    assert [one["index"] for one in messages["messages"]] == list(range(159, 59, -1))
