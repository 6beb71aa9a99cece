import pytest

from ringback_proxy.doctor.diagnosis import Observation, Verdict, diagnose
from ringback_proxy.doctor.probe import RUNTIMES, Probe

CURL = Probe("curl", "", ("curl", "curl.exe"))


@pytest.mark.parametrize(
    ("seen", "verdict", "uses_proxy", "trusts_ca"),
    [
        (Observation(None), Verdict.ABSENT, None, None),
        (Observation(113, "No module named 'httpx'"), Verdict.ABSENT, None, None),
        (Observation(0, connected=True, answered=True), Verdict.FINE, True, True),
        (Observation(6, "Could not resolve host"), Verdict.BYPASSED, False, None),
        (
            Observation(60, "cert", connected=True, distrust="unknown ca"),
            Verdict.DISTRUSTS,
            True,
            False,
        ),
        (Observation(1, "400", connected=True, answered=True), Verdict.FAILED, None, None),
        (Observation(1, "reset", connected=True), Verdict.FAILED, None, None),
        (Observation(1, "error: no module jdk.compiler"), Verdict.FAILED, None, None),
        (Observation(124, "no answer within 120 seconds"), Verdict.FAILED, None, None),
    ],
)
def test_observations_lead_to_a_diagnosis(
    seen: Observation, verdict: Verdict, uses_proxy: bool | None, trusts_ca: bool | None
) -> None:
    found = diagnose(CURL, seen)

    assert found.verdict is verdict
    assert found.uses_proxy is uses_proxy
    assert found.trusts_ca is trusts_ca


def test_a_missing_program_is_named() -> None:
    assert diagnose(CURL, Observation(None)).why == "curl or curl.exe is not on the PATH"


def test_the_programs_own_error_is_the_reason() -> None:
    assert diagnose(CURL, Observation(6, "Could not resolve host")).why == "Could not resolve host"
    assert (
        diagnose(CURL, Observation(60, distrust="unknown ca", connected=True)).why == "unknown ca"
    )


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize(
    "seen",
    [
        Observation(1, "x"),
        Observation(1, "x", connected=True, distrust="unknown ca"),
        Observation(1, connected=True),
    ],
    ids=["past the proxy", "no trust", "something else"],
)
def test_every_failure_has_advice(runtime: str, seen: Observation) -> None:
    assert diagnose(Probe(runtime, "", (runtime,)), seen).advice


def test_a_client_that_works_gets_no_advice() -> None:
    assert diagnose(CURL, Observation(0, connected=True, answered=True)).advice == ""
