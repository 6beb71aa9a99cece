import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ringback.errors import RingbackError
from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.ipc.process import ProxyProcess
from ringback_proxy.testing.ipc.start import Start
from tests.support.process.fault_injection import inject_faults
from tests.support.process.waiting import wait_for


@pytest.fixture
def started() -> ProxyProcess:
    return ProxyProcess(Start())


def test_what_calls_the_proxy_is_not_loaded_before_that_starts() -> None:
    program = (
        "import sys, ringback_proxy.testing.ipc.process; "
        "sys.exit(any(name in sys.modules for name in ('httptools', 'ringback.journal')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_it_has_the_addresses_of_the_proxy(process: ProxyProcess) -> None:
    assert process.url == process.environ["HTTPS_PROXY"]
    assert process.base_url.startswith("http://127.0.0.1:")


def test_output_of_python_s_start_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('a noise', flush=True)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    started = ProxyProcess(Start())
    assert started.url.startswith("http://127.0.0.1:")
    started.close()


def test_a_mistake_of_the_user_is_raised_with_its_message(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(RingbackError, match=r"ca\.pem is not a PEM file of certificates"):
        ProxyProcess(Start(upstream_ca=tmp_path / "ca.pem"))


def test_an_internal_error_is_raised_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults = inject_faults("raise ringback_proxy.control.server:ControlServer.listening")
    for name, value in faults.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RingbackError, match=r"(?s)a bug in Ringback:.*Traceback"):
        ProxyProcess(Start())


def test_an_ended_session_has_no_history(process: ProxyProcess) -> None:
    session = Ringback(process, "over", SessionSpec(FakeSettings(), title="test_over"))
    session.end(ended_well=True)
    with pytest.raises(RingbackError, match="test_over has ended"):
        process.control.fetch_history("over")


def test_a_stopped_proxy_refuses_calls(started: ProxyProcess) -> None:
    started.close()
    started.close()
    with pytest.raises(RingbackError, match="the proxy has been stopped"):
        started.control.fetch_history("x")


def test_calls_to_a_killed_proxy_report_its_exit_status(started: ProxyProcess) -> None:
    os.kill(started._process.pid, signal.SIGKILL)
    with pytest.raises(RingbackError, match=r"the proxy exited with status -9:\n\(no output\)"):
        started.control.fetch_history("x")
    started.close()


def test_a_proxy_that_does_not_exit_is_killed(
    started: ProxyProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringback_proxy.testing.ipc.process._EXIT_TIMEOUT", 0.1)
    os.kill(started._process.pid, signal.SIGSTOP)
    started.close()
    assert started._process.returncode == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_forked_child_detaches_from_the_proxy(process: ProxyProcess) -> None:
    child = os.fork()
    if child == 0:
        try:
            process.control.fetch_history("x")
        except RingbackError as error:
            process.close()
            os._exit(7 if "a fork of that" in str(error) else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_the_proxy_exits_if_the_test_run_is_killed(tmp_path: Path) -> None:
    from tests.support.process.background import Background

    program = (
        "import sys, time\n"
        "from ringback_proxy.testing.ipc.start import Start\n"
        "from ringback_proxy.testing.ipc.process import ProxyProcess\n"
        "print(ProxyProcess(Start())._process.pid, flush=True)\n"
        "sys.stdin = None; time.sleep(600)\n"
    )
    run = Background([sys.executable, "-c", program], tmp_path)
    pid = run.until(lambda: int(run.stdout) if run.stdout.endswith("\n") else None)
    run.process.kill()
    run.process.wait()
    wait_for(lambda: True if _is_gone(pid) else None, lambda: f"process {pid} lives on")


def _is_gone(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"
