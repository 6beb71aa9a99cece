import asyncio
import json
import threading

from starlette.responses import StreamingResponse

from ringback_proxy.control import json_streams


async def read(response: StreamingResponse) -> str:
    return "".join([str(piece) async for piece in response.body_iterator])


def test_a_list_comes_slice_by_slice_with_its_other_members() -> None:
    async def fetch() -> str:
        doubled = json_streams.respond_with_list(
            "numbers", range(50), lambda number: 2 * number, {"last": 50, "text": "\ud800"}
        )
        return await read(doubled)

    document = json.loads(asyncio.run(fetch()))
    assert document == {"numbers": list(range(0, 100, 2)), "last": 50, "text": "\ud800"}


def test_an_empty_list_is_a_list() -> None:
    async def fetch() -> str:
        return await read(json_streams.respond_with_list("all", [], str, {"last": 0}))

    assert json.loads(asyncio.run(fetch())) == {"all": [], "last": 0}


def test_others_have_their_turn_while_something_is_described() -> None:
    others_had_their_turn = threading.Event()

    async def ask() -> bytes:
        responding = asyncio.create_task(
            json_streams.respond(lambda: {"waited": others_had_their_turn.wait(30)}, 201)
        )
        await asyncio.sleep(0)
        others_had_their_turn.set()
        response = await responding
        assert response.status_code == 201
        return bytes(response.body)

    assert json.loads(asyncio.run(ask())) == {"waited": True}
