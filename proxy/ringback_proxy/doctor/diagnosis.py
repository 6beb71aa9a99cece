"""From what was seen of a client to what is the matter with it, and what to do."""

from dataclasses import dataclass
from enum import StrEnum

from ringback_proxy.doctor.probe import ABSENT, Probe


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one probe, from both ends.

    `status` is its exit status, None where the runtime is not there; `said` its last words.
    """

    status: int | None
    said: str = ""
    connected: bool = False
    distrust: str = ""
    answered: bool = False


class Verdict(StrEnum):
    """How a client stands."""

    FINE = "ok"
    ABSENT = "not installed"
    PAST = "ignores the proxy"
    DISTRUSTS = "does not trust the CA"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One row of the table; `why` and `advice` are "" where all is well."""

    probe: Probe
    verdict: Verdict
    why: str = ""
    advice: str = ""

    @property
    def uses_proxy(self) -> bool | None:
        """Whether it asked the proxy; None where it could not be tried."""
        known = {Verdict.FINE: True, Verdict.DISTRUSTS: True, Verdict.PAST: False}
        return known.get(self.verdict)

    @property
    def trusts_ca(self) -> bool | None:
        """Whether it trusts the CA; None where it never came that far."""
        return {Verdict.FINE: True, Verdict.DISTRUSTS: False}.get(self.verdict)


def diagnose(probe: Probe, seen: Seen) -> Diagnosis:
    """Tell what is the matter with a client."""
    if seen.status is None:
        programs = " or ".join(probe.programs)
        return Diagnosis(probe, Verdict.ABSENT, f"{programs} is not on the PATH")
    if seen.status == ABSENT:
        return Diagnosis(probe, Verdict.ABSENT, seen.said)
    if seen.answered and seen.status == 0:
        return Diagnosis(probe, Verdict.FINE)
    if seen.distrust:
        return Diagnosis(probe, Verdict.DISTRUSTS, seen.distrust, _trust_advice(probe))
    if not seen.connected and _never_ran(seen):
        return Diagnosis(probe, Verdict.FAILED, seen.said, _run_advice(probe))
    if not seen.connected:
        return Diagnosis(probe, Verdict.PAST, seen.said, _proxy_advice(probe))
    return Diagnosis(probe, Verdict.FAILED, seen.said, _run_advice(probe))


def _never_ran(seen: Seen) -> bool:
    """Return whether a program ended before it could ask: no compiler, or out of time."""
    return any(sign in seen.said for sign in ("jdk.compiler", "no answer within", "cannot be run"))


_PROXY_ADVICE = {
    "python": "python -I and -E read no PYTHONPATH; else pass the proxy in code",
    "node": "see that nothing resets NODE_OPTIONS; else use an agent with proxyEnv, or "
    "undici's EnvHttpProxyAgent",
    "java": "see that nothing resets JAVA_TOOL_OPTIONS; else pass -Dhttps.proxyHost and "
    "-Dhttps.proxyPort",
    "curl": "see that no ~/.curlrc sets a proxy or noproxy",
    "wget": "see that no wgetrc sets use_proxy = off",
}
_TRUST_ADVICE = {
    "python": "see that the code passes no `verify` or `ssl` of its own",
    "node": "see that the code passes no `ca` of its own, which replaces NODE_EXTRA_CA_CERTS",
    "java": "see that the code sets no trust store of its own",
    "go": "macOS and Windows read the system's store only: ringback ca says how to add the root",
    "curl": "see that no ~/.curlrc sets cacert; curl on macOS and Windows may read the system's "
    "store only: ringback ca says how to add the root",
    "php": "see that no php.ini read later sets curl.cainfo",
}
_GENERAL = "see that nothing resets the variables that ringback env prints"


def _proxy_advice(probe: Probe) -> str:
    return f"{_PROXY_ADVICE.get(probe.runtime, _GENERAL)}; or use --base-url-port"


def _trust_advice(probe: Probe) -> str:
    general = "ringback ca says how to make the system trust the root"
    return _TRUST_ADVICE.get(probe.runtime, general)


def _run_advice(probe: Probe) -> str:
    if probe.runtime == "java":
        return "trying it takes a JDK, whose java compiles the probe; the variables are set anyway"
    return "run ringback doctor again; if it stays so, run the client with -v of Ringback"
