"""`make audit`: known vulnerabilities of the installed packages, and whether they can be fixed.

A vulnerability whose fix can be installed fails the audit, so the minimum version in pyproject.toml
has to be raised. One whose fix mitmproxy's own pins forbid (on Python 3.11, where mitmproxy 11 is
the last) is only listed. If pip-audit reaches no database, the report says that nothing is known.

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

from tests.support.documents.vulnerabilities import parse_findings, parse_pins


def main() -> int:
    """Audit this environment, and return the exit status."""
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
        print(f"NOT AUDITED: no database was reached for {total} packages")
        return 0
    mitmproxy = importlib.metadata.distribution("mitmproxy")
    pins = parse_pins(mitmproxy.requires or (), "mitmproxy", mitmproxy.version)
    found = list(parse_findings(report))
    curable = [one for one in found if not one.is_blocked(pins)]
    for one in found:
        print(f"{'FIX' if one in curable else 'blocked by mitmproxy'}: {one}")
    print(f"{len(audited)} of {total} packages audited, {len(curable)} to be fixed")
    return 1 if curable else 0


if __name__ == "__main__":
    sys.exit(main())
