"""`make audit`: are there known vulnerabilities in what is installed, and could we be without them?

The policy: one whose fix can be installed fails the audit, so the floor in pyproject.toml has to
rise; one whose fix mitmproxy's own pins forbid (on Python 3.11, where mitmproxy 11 is the last) is
listed and does not. Where pip-audit reaches no database, nothing is known, and that is said.

    python tests/load/audit.py PATH_OF_PIP_AUDIT
"""

# ruff: noqa: T201  (what a program prints is its answer)

import importlib.metadata
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.vulnerabilities import parse_findings, parse_pins


def main() -> int:
    """Audit this environment; give the status to exit with."""
    command = (sys.argv[1], "--format", "json", "--progress-spinner", "off", "--skip-editable")
    ran = subprocess.run(
        (*command, "--path", sysconfig.get_path("purelib")),
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        report = json.loads(ran.stdout)
    except ValueError:
        print(f"pip-audit gave no report:\n{ran.stdout}{ran.stderr}")
        return 1
    audited = [one for one in report["dependencies"] if "skip_reason" not in one]
    total = len(report["dependencies"])
    if not audited:
        print(f"NOT AUDITED: no database was reached that knows any of {total} packages")
        return 0
    mitmproxy = importlib.metadata.distribution("mitmproxy")
    pins = parse_pins(mitmproxy.requires or (), "mitmproxy", mitmproxy.version)
    found = list(parse_findings(report))
    curable = [one for one in found if not one.is_blocked(pins)]
    for one in found:
        print(f"{'FIX' if one in curable else 'held back by mitmproxy'}: {one}")
    print(f"{len(audited)} of {total} packages audited, {len(curable)} to be fixed")
    return 1 if curable else 0


if __name__ == "__main__":
    sys.exit(main())
