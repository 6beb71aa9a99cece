"""Diagnoses from observations whether a client works, and what to do if not."""

from dataclasses import dataclass
from enum import StrEnum

from ringback_proxy.doctor.probe import ABSENT, Probe


@dataclass(frozen=True, slots=True)
class Observation:
    """What was observed of one probe, by its process and by the proxy.

    `status` is the exit status, None if the runtime is not installed; `error_line` is the line of
    standard error that explains it; `distrust` is why the TLS handshake failed, or "".
    """

    status: int | None
    error_line: str = ""
    connected: bool = False
    distrust: str = ""
    answered: bool = False


class Verdict(StrEnum):
    """The result of one probe."""

    FINE = "ok"
    ABSENT = "not installed"
    BYPASSED = "ignores the proxy"
    DISTRUSTS = "does not trust the CA"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One row of the table; `why` and `advice` are "" if the client works."""

    probe: Probe
    verdict: Verdict
    why: str = ""
    advice: str = ""

    @property
    def uses_proxy(self) -> bool | None:
        """Whether the client used the proxy; None if that is unknown."""
        known = {Verdict.FINE: True, Verdict.DISTRUSTS: True, Verdict.BYPASSED: False}
        return known.get(self.verdict)

    @property
    def trusts_ca(self) -> bool | None:
        """Whether the client trusts the CA; None if that is unknown."""
        return {Verdict.FINE: True, Verdict.DISTRUSTS: False}.get(self.verdict)


def diagnose(probe: Probe, observation: Observation) -> Diagnosis:
    """Return the diagnosis of a client."""
    if observation.status is None:
        programs = " or ".join(probe.programs)
        return Diagnosis(probe, Verdict.ABSENT, f"{programs} is not on the PATH")
    if observation.status == ABSENT:
        return Diagnosis(probe, Verdict.ABSENT, observation.error_line)
    if observation.answered and observation.status == 0:
        return Diagnosis(probe, Verdict.FINE)
    if observation.distrust:
        return Diagnosis(probe, Verdict.DISTRUSTS, observation.distrust, _trust_advice(probe))
    if not observation.connected and _never_ran(observation):
        return Diagnosis(probe, Verdict.FAILED, observation.error_line, _run_advice(probe))
    if not observation.connected:
        return Diagnosis(probe, Verdict.BYPASSED, observation.error_line, _proxy_advice(probe))
    return Diagnosis(probe, Verdict.FAILED, observation.error_line, _run_advice(probe))


def _never_ran(observation: Observation) -> bool:
    """Return whether a program ended before its request: no compiler, or a timeout."""
    return any(
        sign in observation.error_line
        for sign in ("jdk.compiler", "no answer within", "cannot be run")
    )


_PROXY_ADVICE = {
    "python": "python -I and -E read no PYTHONPATH; else pass the proxy in code",
    "node": "check that nothing resets NODE_OPTIONS; else use an agent with proxyEnv, or "
    "undici's EnvHttpProxyAgent",
    "java": "check that nothing resets JAVA_TOOL_OPTIONS; else pass -Dhttps.proxyHost and "
    "-Dhttps.proxyPort",
    "curl": "check that no ~/.curlrc sets a proxy or noproxy",
    "wget": "check that no wgetrc sets use_proxy = off",
}
_TRUST_ADVICE = {
    "python": "check that the code passes no `verify` or `ssl`",
    "node": "check that the code passes no `ca`, which replaces NODE_EXTRA_CA_CERTS",
    "java": "check that the code sets no trust store",
    "go": "macOS and Windows read the system's store only: ringback ca explains how to add "
    "the root",
    "curl": "check that no ~/.curlrc sets cacert; curl on macOS and Windows may read the system's "
    "store only: ringback ca explains how to add the root",
    "php": "check that no php.ini read later sets curl.cainfo",
}
_GENERAL = "check that nothing resets the variables that ringback env prints"


def _proxy_advice(probe: Probe) -> str:
    return f"{_PROXY_ADVICE.get(probe.runtime, _GENERAL)}; or use --base-url-port"


def _trust_advice(probe: Probe) -> str:
    general = "ringback ca explains how to make the system trust the root"
    return _TRUST_ADVICE.get(probe.runtime, general)


def _run_advice(probe: Probe) -> str:
    if probe.runtime == "java":
        return "the probe needs a JDK, whose java compiles it; the variables are set anyway"
    return "run ringback doctor again; if it fails again, run the client behind ringback fake -v --"
