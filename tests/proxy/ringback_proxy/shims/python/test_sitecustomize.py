"""The shim as users' interpreters run it: from PYTHONPATH, in another process."""

import os
import subprocess
import sys
from pathlib import Path

from ringback_proxy.client_setup import preloads


def python(code: str, *folders: Path) -> str:
    path = os.pathsep.join(map(str, (preloads.PYTHON_FOLDER, *folders)))
    return subprocess.run(
        (sys.executable, "-c", code),
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip


def session(arguments: str) -> str:
    return python(
        "import asyncio, aiohttp\n"
        "async def main():\n"
        f"    async with aiohttp.ClientSession({arguments}) as session:\n"
        "        print(session.trust_env)\n"
        "asyncio.run(main())"
    )


def test_a_session_of_aiohttp_trusts_the_environment() -> None:
    assert session("") == "True"


def test_a_session_may_opt_out() -> None:
    assert session("trust_env=False") == "False"


def test_the_shim_does_not_load_aiohttp() -> None:
    assert python("import sys; print('aiohttp' in sys.modules)") == "False"


def test_the_users_own_sitecustomize_is_run(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('theirs', __name__)")

    assert python("import sitecustomize; print(sitecustomize.__file__)", tmp_path) == (
        f"theirs sitecustomize\n{tmp_path / 'sitecustomize.py'}"
    )
    assert session("") == "True"


def test_without_a_sitecustomize_of_the_users_only_the_shim_runs() -> None:
    assert python("import sitecustomize; print('fine')") == "fine"
