from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.support.process.starting import Start
from tests.support.state.unique_names import client, list_names

ROUNDS = 25


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_of_two_proxies_that_create_one_name_at_once_one_gets_a_201(
    start: Start, store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    is_file = store == "sqlite"
    state = tmp_path / "state.sqlite" if is_file else request.getfixturevalue("postgresql_url")
    servers = [start("fake", "--base-url-port", "0", "--state", state) for _ in range(2)]
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        apis = [stack.enter_context(client(server)) for server in servers] * 2

        def create(api: httpx.Client, name: str) -> int:
            return api.post("/Conversations", data={"UniqueName": name}).status_code

        rounds = [
            sorted(pool.map(create, apis, [f"name-{number}"] * 4)) for number in range(ROUNDS)
        ]
        lists = [list_names(api) for api in apis]

    assert rounds == [[201, 409, 409, 409]] * ROUNDS
    assert all(names == lists[0] for names in lists)
    assert sorted(lists[0]) == sorted(f"name-{number}" for number in range(ROUNDS))
