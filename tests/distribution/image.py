"""Executes the Dockerfile and compose.yaml where there is no Docker.

Each step is run as it is written, with its absolute paths below a clean folder, and the image's
program as the image's user. The machine's own Python stands for the base image. What is not tried
is Docker itself: layers, the network between containers, and when it asks for the health.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.distribution.dockerfile import Instruction, is_ignored, parse, stages
from tests.distribution.shell_steps import ROOT, list_files, run

# The absolute paths of the image, of which each step is run with those below the clean folder.
_PATHS = re.compile(r"(?<![\w.\-/])/(opt|src|ca|work)(?=[/\s:\"']|$)")
TIMEOUT = 60.0


@dataclass
class Image:
    """What the instructions have made so far, below `root`."""

    root: Path
    python: Path
    environment: dict[str, str] = field(default_factory=dict)
    user: int = 0
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    folder: str = "/"

    def below(self, text: str) -> str:
        """Return a text with the image's paths below the root."""
        return _PATHS.sub(lambda found: f"{self.root}/{found[1]}", text)

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a program in the image; the base image has Python on its PATH."""
        path = f"{self.python}:/usr/local/bin:/usr/bin:/bin"
        own = {name: self.below(value) for name, value in self.environment.items()}
        return {**own, "PATH": own.get("PATH", "$PATH").replace("$PATH", path)}

    def apply(self, step: Instruction, earlier: Path) -> None:
        """Do one instruction; `earlier` has what the stage before has made."""
        match step.word:
            case "COPY" if step.text.startswith("--from"):
                _, source, target = step.words
                shutil.copytree(
                    self.below(source).replace(str(self.root), str(earlier)),
                    self.below(target), symlinks=True, dirs_exist_ok=True,
                )  # fmt: skip
            case "COPY":
                self._copy_context(Path(self.below(step.words[1])))
            case "RUN":
                run(("sh", "-ec", self.below(step.text)), self.root, self.variables)
            case "ENV":
                self.environment |= dict(word.split("=", 1) for word in step.words)
            case "USER":
                self.user = int(step.text.partition(":")[0])
            case "WORKDIR":
                self.folder = self.below(step.text)
            case "ENTRYPOINT":
                self.entrypoint = step.words
            case "CMD":
                self.command = step.words
            case "HEALTHCHECK":
                self.health = Instruction("CMD", step.text.partition("CMD ")[2]).words
            case "FROM" | "VOLUME" | "EXPOSE":
                pass
            case other:
                raise SystemExit(f"{other} is not known to {__file__}; add it")

    def _copy_context(self, target: Path) -> None:
        patterns = (ROOT / ".dockerignore").read_text().split()
        for path in list_files():
            if not is_ignored(path, patterns):
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / path, target / path)


def build(root: Path, python: Path) -> Image:
    """Return the image that the Dockerfile's last stage makes."""
    earlier = root.with_name(f"{root.name}-earlier")
    image = Image(root, python)
    for steps in stages(parse((ROOT / "Dockerfile").read_text())):
        if root.exists():
            root.rename(earlier)
        root.mkdir()
        image = Image(root, python)
        for step in steps:
            print(step.word, step.text[:90], flush=True)
            image.apply(step, earlier)
    return image


def make_python(folder: Path) -> Path:
    """Return a folder with a `python` that any user may run, as in the base image."""
    found = shutil.which("python3", path="/usr/local/bin:/usr/bin")
    if found is None:
        raise SystemExit("this needs a Python that every user may run; install Debian's python3")
    folder.mkdir()
    (folder / "python").symlink_to(found)
    return folder


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def try_image(image: Image) -> None:
    """Run the image's program as its user until it is healthy, use it, and stop it as Docker does.

    The ports are others than in the image, so that nothing else has to be free.
    """
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    ports = {"8080": str(free_port()), "8081": str(free_port())}

    def with_ports(text: str) -> str:
        return re.sub(r"\b808[01]\b", lambda found: ports[found[0]], text)

    served = {**image.environment, **compose["ringback"]["environment"]}
    image.environment = {name: with_ports(value) for name, value in served.items()}
    program = shutil.which(image.entrypoint[0], path=image.variables["PATH"])
    assert program is not None
    # Docker gives the user its volumes, which are made by the image's own steps here.
    server = subprocess.Popen(
        (program, *image.entrypoint[1:], *image.command),
        cwd=image.folder, env=image.variables, user=image.user, group=image.user, extra_groups=[],
    )  # fmt: skip
    try:
        _wait_until_healthy([with_ports(word) for word in image.health], image)
        _try_application(image, compose["app"], ports)
        server.send_signal(signal.SIGTERM)
        if (status := server.wait(TIMEOUT)) != 0:
            raise SystemExit(f"the container's program ended with status {status}")
    finally:
        server.kill()
        server.wait()


def _wait_until_healthy(command: list[str], image: Image) -> None:
    end = time.monotonic() + TIMEOUT
    while True:
        asked = subprocess.run(
            command, env=image.variables, user=image.user, group=image.user, extra_groups=[],
            stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if asked.returncode == 0:
            print("healthy", flush=True)
            return
        if time.monotonic() > end:
            raise SystemExit("the container has never become healthy")
        time.sleep(0.2)


def _try_application(image: Image, app: Mapping[str, object], ports: Mapping[str, str]) -> None:
    """Run the application of compose.yaml with its environment, at this machine's addresses."""
    variables, command = app["environment"], app["command"]
    assert isinstance(variables, dict)
    assert isinstance(command, list)
    environment = {
        name: image.below(value).replace("ringback:8080", f"127.0.0.1:{ports['8080']}")
        for name, value in variables.items()
    }
    printed = run([sys.executable, *command[1:]], ROOT, {**environment, "PATH": os.environ["PATH"]})
    if not printed.startswith("CH"):
        raise SystemExit(f"the application of compose.yaml printed {printed!r}")
    for name in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"):
        if not Path(environment[name]).is_file():
            raise SystemExit(f"{name} of compose.yaml is not in the volume")


def main() -> None:
    """Build the image's files and try them."""
    if os.getuid() != 0:
        raise SystemExit("this is run as root, as Docker builds images: it changes to their users")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        try_image(build(folder / "root", make_python(folder / "base")))
    print("The image and compose.yaml work, as far as they can be tried without Docker.")


if __name__ == "__main__":
    main()
