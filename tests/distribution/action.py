"""Executes the steps of action.yml as a runner of GitHub's does, in a clean folder.
Usage: action.py SHELLCHECK

The runner's files (GITHUB_ENV and the like) and variables are made here. What is not tried is the
runner itself.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.distribution.shell_steps import ROOT, list_files, run

ACTION: Any = yaml.safe_load((ROOT / "action.yml").read_text())
CREATE = (
    "curl", "--silent", "--fail", "--show-error", "--user", f"AC{'0' * 32}:any",
    "--data", "FriendlyName=x", "https://conversations.twilio.com/v1/Conversations",
)  # fmt: skip


@dataclass
class Job:
    """A job on a runner: the variables that its steps have exported so far."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)

    def use(self, expected: int = 0, *, last: str = "", **given: str) -> str:
        """Run the steps of the action for its inputs, or those up to `last`.

        Return what the last one has printed, whose status has to be the `expected` one.
        """
        defaults = {name: each.get("default", "") for name, each in ACTION["inputs"].items()}
        inputs = {**defaults, **given}
        steps = [step for step in ACTION["runs"]["steps"] if _is_for(step["if"], inputs)]
        names = [step["name"] for step in steps]
        *before, final = steps[: names.index(last or names[-1]) + 1]
        for step in before:
            self._run(step, inputs, 0)
        return self._run(final, inputs, expected)

    def _run(self, step: Any, inputs: dict[str, str], expected: int) -> str:
        print(step["name"], flush=True)
        own = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], value)
            for name, value in step.get("env", {}).items()
        }
        files = {
            name: self.folder / name for name in ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH")
        }
        for path in files.values():
            path.write_text("")
        environment = {
            **self.environment, **own, **{name: str(path) for name, path in files.items()},
            "GITHUB_ACTION_PATH": str(self.folder / "action"),
        }  # fmt: skip
        command = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"])
        printed = run(command, self.folder / "workspace", environment, expected=expected)
        self.variables |= _parse_variables(files["GITHUB_ENV"].read_text())
        self.outputs |= _parse_variables(files["GITHUB_OUTPUT"].read_text())
        for added in files["GITHUB_PATH"].read_text().splitlines():
            self.variables["PATH"] = f"{added}{os.pathsep}{self.environment['PATH']}"
        return printed

    @property
    def environment(self) -> dict[str, str]:
        """The variables of the next step."""
        path = f"{self.folder / 'base'}{os.pathsep}{os.environ['PATH']}"
        home = os.environ.get("HOME", str(self.folder))
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        return {
            **pip, "PATH": path, "HOME": home, "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_WORKSPACE": str(self.folder / "workspace"), **self.variables,
        }  # fmt: skip


def _is_for(condition: str, inputs: dict[str, str]) -> bool:
    found = re.fullmatch(r"inputs\.command == '(\w+)'", condition)
    if found is None:
        raise SystemExit(f"{condition!r} is not known to {__file__}; add it")
    return inputs["command"] == found[1]


def _parse_variables(text: str) -> dict[str, str]:
    """Return the variables of a runner's file; raises SystemExit for those that it refuses."""
    pairs = dict(line.split("=", 1) for line in text.splitlines())
    if "NODE_OPTIONS" in pairs:
        raise SystemExit("a runner does not take NODE_OPTIONS from GITHUB_ENV")
    return pairs


def check_scripts(shellcheck: str) -> None:
    """Check each step's script with shellcheck."""
    for step in ACTION["runs"]["steps"]:
        with tempfile.NamedTemporaryFile("w", suffix=".sh") as script:
            script.write(step["run"])
            script.flush()
            run((shellcheck, "--shell", "bash", script.name))


def main() -> None:
    """Use the action as a workflow does: to fake, and to replay strictly."""
    check_scripts(sys.argv[1])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for path in list_files():
            (folder / "action" / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, folder / "action" / path)
        (folder / "temp").mkdir()
        (folder / "base").mkdir()  # as actions/setup-python does
        (folder / "base" / "python").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
        shutil.copytree(ROOT / "cassettes", folder / "workspace" / "cassettes")

        job = Job(folder)
        job.use()
        assert job.outputs["base-url"].startswith("http://127.0.0.1:"), job.outputs
        assert '"sid": "CH' in run(CREATE, folder, job.environment)
        assert "1 exchange: 1 fake" in job.use(command="stop")

        job.use(mode="replay", options="--cassette cassettes --strict")
        job.use(command="stop", expected=3)  # nothing was played
        job.use(mode="replay", options="--cassette none.yaml", last="Start", expected=1)
    print("The steps of action.yml work, as far as they can be tried without a runner.")


if __name__ == "__main__":
    main()
