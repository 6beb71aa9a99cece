import json
import subprocess
import sys

PROGRAM = """
import json
import sys
from pathlib import Path
from ringback_proxy.runtime_files.process_arguments import replace_argument

replace_argument(sys.argv[1], "short")
print(sys.argv[1])
print(json.dumps(Path("/proc/self/cmdline").read_text().split("\\0")))
"""


def run(argument: str) -> tuple[str, list[str]]:
    command = (sys.executable, "-c", PROGRAM, argument, "another")
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    own, shown = finished.stdout.splitlines()
    return own, json.loads(shown)


def test_what_the_system_shows_is_replaced_and_the_programs_own_stays() -> None:
    own, shown = run("a-secret-\N{SNOWMAN}")

    assert own == "a-secret-\N{SNOWMAN}"
    assert shown[3:] == ["short".ljust(len("a-secret-\N{SNOWMAN}".encode())), "another", ""]
