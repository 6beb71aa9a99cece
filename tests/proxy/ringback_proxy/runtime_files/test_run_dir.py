import os
import socket
import subprocess
import sys
from pathlib import Path

from ringback_proxy.runtime_files import ready_file, run_dir
from ringback_proxy.runtime_files.ready_file import Ready

KILLED_HOLDER = """
import os, signal, sys
from pathlib import Path
from ringback_proxy.runtime_files import run_dir
with run_dir.make_run_dir(Path(sys.argv[1])) as folder:
    (folder / "bundle.pem").touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def runs(runtime: Path) -> list[Path]:
    return list(runtime.glob("run-*"))


def test_the_folder_of_a_run_is_gone_at_its_end(tmp_path: Path) -> None:
    with run_dir.make_run_dir(tmp_path) as folder:
        (folder / "bundle.pem").touch()
        assert folder.is_dir()

    assert runs(tmp_path) == []


def test_two_runs_leave_each_other_alone(tmp_path: Path) -> None:
    with run_dir.make_run_dir(tmp_path) as one, run_dir.make_run_dir(tmp_path) as other:
        assert one != other
        assert one.is_dir()


def test_what_a_killed_run_left_is_swept_up(tmp_path: Path) -> None:
    killed = subprocess.run((sys.executable, "-c", KILLED_HOLDER, str(tmp_path)), check=False)
    assert killed.returncode < 0
    assert len(runs(tmp_path)) == 1

    with run_dir.make_run_dir(tmp_path) as folder:
        run_dir.sweep(tmp_path)

        assert runs(tmp_path) == [folder]


def test_a_ready_file_of_a_proxy_that_is_gone_is_removed(tmp_path: Path) -> None:
    gone = subprocess.run((sys.executable, "-c", "import os; print(os.getpid())"),
                          capture_output=True, text=True, check=True).stdout  # fmt: skip
    ready_file.write(tmp_path / "ready-1.json", facts(int(gone)))
    ready_file.write(tmp_path / "ready-2.json", facts(os.getpid()))
    (tmp_path / "ready-3.json").write_text("rubbish")

    run_dir.sweep(tmp_path)

    assert [path.name for path, _ in ready_file.read_all(tmp_path)] == ["ready-2.json"]


def test_a_ready_file_of_a_proxy_in_another_container_stays(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ready_file.write(tmp_path / "ready-1.json", facts(2**22 + 1, listening.getsockname()[1]))

        run_dir.sweep(tmp_path)

    assert len(list(ready_file.read_all(tmp_path))) == 1


def facts(pid: int, port: int = 1) -> Ready:
    # No program listens on port 1.
    return Ready(
        "fake", pid, "127.0.0.1", port, "http://127.0.0.1:1", None, "/ca.pem", "/bundle.pem"
    )
