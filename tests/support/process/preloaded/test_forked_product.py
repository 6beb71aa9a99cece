import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.process.background import Background
from tests.support.process.launch import PROGRAM, launch
from tests.support.process.preloaded import forked_product
from tests.support.process.preloaded.forked_product import ForkedProduct
from tests.support.process.preloaded.main import Streams
from tests.support.process.ringback import Server, run


def test_the_product_is_forked_and_knows_its_arguments_folder_and_environment(
    tmp_path: Path,
) -> None:
    code = "import os; print(os.getcwd(), os.environ['ONE'])"
    command = (*PROGRAM, "fake", "--", sys.executable, "-c", code)

    with Background(command, tmp_path, {"ONE": "1"}) as product:
        assert isinstance(product.process, ForkedProduct)
        assert product.wait().stdout == f"{tmp_path} 1\n"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("fake", "--help"), 0),
        (("fake", "--no-such"), 2),
        (("fake", "--", "sh", "-c", "exit 7"), 7),
    ],
    ids=str,
)
def test_the_result_is_that_of_a_process_of_its_own(
    tmp_path: Path, arguments: tuple[str, ...], status: int
) -> None:
    alone = subprocess.run((*PROGRAM, *arguments), capture_output=True, text=True, check=False)

    forked = run(*arguments, folder=tmp_path)

    assert forked.status == alone.returncode == status
    assert (forked.stdout, forked.stderr) == (alone.stdout, alone.stderr)


def test_it_reads_standard_input(tmp_path: Path) -> None:
    assert run("fake", "--", "cat", folder=tmp_path, stdin="text\n").stdout == "text\n"


def test_it_is_ended_by_signals(tmp_path: Path) -> None:
    with Server(("fake",), tmp_path) as server:
        assert isinstance(server.process, ForkedProduct)
        assert server.process.poll() is None

        assert server.stop(signal.SIGKILL).status == -signal.SIGKILL


def test_waiting_for_one_that_runs_times_out(tmp_path: Path) -> None:
    with Server(("fake",), tmp_path) as server, pytest.raises(subprocess.TimeoutExpired):
        server.process.wait(0)


@pytest.mark.parametrize("variable", ["PYTHONPATH", "LC_ALL", "RINGBACK_ENGINE"])
def test_an_environment_that_is_read_at_the_start_gets_a_start(
    tmp_path: Path, variable: str
) -> None:
    with Background((*PROGRAM, "fake", "--help"), tmp_path, {variable: "plain"}) as product:
        assert isinstance(product.process, subprocess.Popen)


@pytest.mark.parametrize("command", [(sys.executable, "--version"), (*PROGRAM, "--version")])
def test_other_programs_and_commands_are_not_forked(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    streams = Streams(tmp_path / "out", tmp_path / "err")

    process = launch(command, tmp_path, None, streams)

    assert isinstance(process, subprocess.Popen)
    assert process.wait() == 0


def test_without_the_preload_nothing_is_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forked_product, "_preloaded_for", None)

    assert not forked_product.can_fork(os.environ)


@pytest.mark.skipif(not Path("/proc").exists(), reason="this system has no /proc")
def test_forks_come_from_a_process_without_threads(tmp_path: Path) -> None:
    with Server(("fake",), tmp_path) as server:
        parent = Path(f"/proc/{server.process.pid}/stat").read_text().split()[3]

        assert "forkserver" in Path(f"/proc/{parent}/cmdline").read_text()
        assert len(list(Path(f"/proc/{parent}/task").iterdir())) == 1
