import asyncio
import subprocess
import sys

import httpx
import pytest

from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.server import ControlServer
from tests.support.http.plain import NO_CAS
from tests.support.process.waiting import until


def test_it_listens_on_this_machine_and_closes_what_waits(control: ControlContext) -> None:
    server = ControlServer(lambda: control)

    async def serve() -> int:
        async with server.listening() as port:
            base = f"http://127.0.0.1:{port}/ringback"
            headers = {"Authorization": f"Bearer {control.token}"}
            async with httpx.AsyncClient(headers=headers, trust_env=False, verify=NO_CAS) as client:
                for _ in range(2):
                    healthy = await client.get(f"{base}/health")
                waiting = asyncio.create_task(
                    client.get(f"{base}/sessions/default/exchanges?wait=60")
                )
                session = control.sessions.find("default").session
                await until(lambda: session._listeners)
                await server.close()
                with pytest.raises(httpx.HTTPError):
                    (await waiting).raise_for_status()
            return healthy.status_code

    assert asyncio.run(serve()) == 200


def test_nothing_is_closed_if_nobody_has_asked(control: ControlContext) -> None:
    asyncio.run(ControlServer(lambda: control).close())


def test_the_framework_is_not_imported_at_the_start() -> None:
    program = (
        "import sys; import ringback_proxy.control.server, ringback_proxy.control.context; "
        "sys.exit(any(name in sys.modules for name in ('starlette', 'uvicorn', 'httptools')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
