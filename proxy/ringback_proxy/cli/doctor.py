"""`ringback doctor`: try the clients on this machine and report which of them have problems."""

import json
import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import NoReturn

import click

from ringback.columns import align_columns
from ringback.errors import CHECK_FAILED
from ringback_proxy.cli.options import confdir_option
from ringback_proxy.doctor.diagnosis import Diagnosis, Verdict
from ringback_proxy.doctor.probe import PROBES, RUNTIMES
from ringback_proxy.engine import selection
from ringback_proxy.runtime_files import paths

_HELP = f"""Try the clients on this machine: do they use the proxy, do they trust the CA?

Each client is really started and sends one request through a fake; nothing reaches Twilio. Node's
packages are those of the current folder. Runtimes: {", ".join(RUNTIMES)}.

If runtimes are named, a failure of one of them is exit status 3.

\b
Examples:
  ringback doctor
  ringback doctor node java
"""

_MARKS = {True: "yes", False: "NO", None: "-"}


@click.command("doctor", help=_HELP)
@click.argument("runtimes", nargs=-1, type=click.Choice(RUNTIMES), metavar="[RUNTIME]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object per client.")
@confdir_option
def doctor(runtimes: tuple[str, ...], as_json: bool, confdir: Path | None) -> NoReturn:
    """Try the clients and print the diagnoses."""
    # These take a third of a second to import, so they are imported only here.
    import asyncio

    selection.import_mitmproxy()
    from ringback_proxy.doctor.examine import examine

    wanted = [probe for probe in PROBES if not runtimes or probe.runtime in runtimes]
    found = asyncio.run(examine(wanted, paths.resolve_confdir(confdir)))
    click.echo(render_json(found) if as_json else render_table(found))
    sys.exit(CHECK_FAILED if runtimes and has_failure(found, runtimes) else 0)


def has_failure(found: Iterable[Diagnosis], runtimes: Iterable[str]) -> bool:
    """Return whether one of the named runtimes fails a probe or is not installed."""
    verdicts: dict[str, set[Verdict]] = {runtime: set() for runtime in runtimes}
    for one in found:
        verdicts[one.probe.runtime].add(one.verdict)
    return any(each - {Verdict.ABSENT} != {Verdict.FINE} for each in verdicts.values())


def render_json(found: Iterable[Diagnosis]) -> str:
    """Return diagnoses as a JSON list of objects."""
    return json.dumps(
        [
            {
                "runtime": one.probe.runtime,
                "client": one.probe.name,
                "verdict": one.verdict,
                "uses_proxy": one.uses_proxy,
                "trusts_ca": one.trusts_ca,
                "why": one.why,
                "advice": one.advice,
            }
            for one in found
        ],
        indent=2,
    )


def render_table(found: Sequence[Diagnosis]) -> str:
    """Return diagnoses as a table; below each failure are its reason and the advice."""
    rows = [("runtime", "client", "uses the proxy", "trusts the CA", "")]
    notes: list[list[str]] = [[]]
    for one in found:
        rows.append(
            (
                one.probe.runtime,
                one.probe.library,
                _MARKS[one.uses_proxy],
                _MARKS[one.trusts_ca],
                "" if one.verdict is Verdict.FINE else one.verdict,
            )
        )
        shown = [] if one.verdict is Verdict.ABSENT else [("why", one.why), ("do", one.advice)]
        notes.append([f"    {label}: {text}" for label, text in shown if text])
    lines = zip(align_columns(rows), notes, strict=True)
    return "\n".join(chain.from_iterable((line, *below) for line, below in lines))
