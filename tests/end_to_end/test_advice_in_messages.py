"""Every message that says what to type leads to what works.

The sources are searched for them: one without a scene, and an option that does not exist, fail.
"""

import os
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click
import pytest
from trustme import CA

import ringback_proxy
from ringback.errors import RingbackError
from ringback_proxy.cli.main import cli
from ringback_proxy.clients import twilio_http_client
from ringback_proxy.testing.fixture import Ringback
from tests.end_to_end.test_commands_in_messages import WITH_A_SCENE
from tests.support.messages.advice import OPTION, ROOT, Advice, find_advice
from tests.support.messages.api_scenes import API_SCENES
from tests.support.messages.control_scenes import CONTROL_SCENES
from tests.support.messages.scene import FILES
from tests.support.messages.scenes import SCENES
from tests.support.messages.start_file_scenes import START_FILES
from tests.support.process.ringback import Server, run
from tests.support.state.databases import make_unusable_states

# Texts with no scene here, by a piece of each, and why.
WITHOUT = {
    "parts of other texts": (
        *("--match-on {}", "--ignore-field {}", "ringback record", "-c {}", "--redact {}"),
        *("--record-mode new_episodes", "ringback env", "{} --confdir {}", "--require {}"),
        *("{} -m ringback_proxy", "; or use --base-url-port", "-upstream-ca, or serve("),
        *(
            "is set by a marker",
            ", or start Ringback with --base-url-port",
            "{}: --ringback-",
            "--strict: {}",
        ),
    ),
    "files that are written; tests/proxy/ringback_proxy/cli/init": (
        *("mvn --quiet test", "-r {}", "The tests run on Ringback", "The tests on a fake of"),
        *("Cassettes are checked before each commit", "The tests, and a check of the cassettes"),
        *("python -m pip install {}", "ringback fake -- {}"),
    ),
    "curl's command line; tests/proxy/ringback_proxy/page/views/test_curl.py": (
        *('-u "$TWILIO_ACCOUNT_SID', "--data-raw {}", "--data-urlencode {}"),
    ),
    "for GitHub's runner; tests/proxy/ringback_proxy/cli/test_env.py": ("NODE_OPTIONS left out",),
    "without a package; tests/addons/ringback/cassette/tools/test_phone_numbers.py": (
        "--personal-data needs the package phonenumbers",
    ),
    "without a package; tests/addons/ringback/state/test_opening.py": (
        "needs the package psycopg",
    ),
    "reasons of a server; tests/addons/ringback/state/test_postgresql_errors.py": (
        *("give --state another database", "give --state another user", "the user who has created"),
        *("give --state the server that writes", "give --state a database that can be connected"),
    ),
    "what lint reports; tests/addons/ringback/cassette/tools/test_lint.py": (
        "which is not replaced; name its field with",
    ),
    "a rule's or an option's description": (
        "personal data that is left, if --personal-data asks",
        "such as CONNECT",
        "older than --max-age",
        "Serve only",
        "An ISO 8601 duration, such",
    ),
    "a note on what was chosen": (
        "unless you add --redact personal-data",
        "As a proxy it asks for the password",
        "records everything again",
        "--ringback-strict: the run fails",
        "was refused: --ringback-block-network",
    ),
    "another system's commands": ("update-ca-certificates", "security add", "certutil"),
    "every client of this machine would have to fail; `ringback doctor` is run in its own tests": (
        *("ringback env prints", "ringback ca explains", "run ringback doctor again"),
    ),
    "the tests are run as root, whom no file refuses": (
        *("nothing can be written to its folder", "is not writable; `chmod", "may not be used; gi"),
        *("the files for clients cannot be written", "cannot be created ({}); name a folder"),
        "--media {} cannot be read",
    ),
    "a failure of Ringback's own": ("run again with -v",),
    "plain mitmproxy; tests/end_to_end/modes/test_mitmdump.py": (
        *("no mode is set up", "does not read on; `ringback record` does"),
        "mitmproxy cannot inject the fault",
    ),
    "an upstream that fails; tests/end_to_end/modes/test_record_failures.py": (
        *("did not answer in time", "is not trusted ({}); nothing was recorded", "still holds a s"),
        "is Ringback itself",
    ),
    "a recording within limits; tests/end_to_end/modes/test_guarded_record.py": (
        *("would be one more request that", "is for another account, so", "credentials name no "),
    ),
    "another machine; tests/end_to_end/security/test_access.py": ("of its own machine only",),
    "Java's keytool or a newer Python; tests/proxy/ringback_proxy/cli/test_ca.py": ("a PKCS12",),
    "the banner; tests/proxy/ringback_proxy/reporting/test_banner.py": (
        "for every kind of client",
    ),
    "proxies with one state; tests/end_to_end/state/test_shared_sessions.py": (
        "and begin the session without it",
    ),
    "what becomes of webhooks; tests/addons/ringback/webhooks": (
        *("is another machine, and only this one is called", "because no auth token is known"),
        "there is no delivery {}",
    ),
    "values of a start file; tests/addons/ringback/twilio/state_document": (
        *("an address, such as +15555550100", "an address without spaces, such as"),
        *("two letters, such as US", "an HTTP URL of up to 512 characters, such as"),
        *("an ISO 8601 duration of at least {}, such", "a template's variables, such as {1: Ada}"),
        *("a whole number, such as 3", "{} is {}{}; give {}"),
    ),
    "a start file that is written; docs/start-files.md": (
        "To start with it: ringback fake --start-with FILE",
        "with what --start-with has for it",
    ),
    "a running proxy's webhooks; tests/proxy/ringback_proxy/cli/test_webhook.py": (
        *("unsigned: give --auth-token, or", "--set is {}; give NAME=VALUE"),
    ),
    "the fake's webhooks; tests/addons/ringback/twilio/webhooks": (
        *("the attributes {} are not JSON", "give two of one kind", "and they are off (--webhooks"),
        "--webhooks all sends them without it",
    ),
    "the control API's; tests/proxy/ringback_proxy/control/routes": (
        *("is not the number of a delivery", "error_code is {}; give a number"),
    ),
    "sessions; tests/end_to_end/sessions": (
        *("as the least recently used of", "is not the name of a session"),
    ),
    "the plugin; tests/plugin": (
        *("To record, give an option to the whole run", "positional arguments are names of cas"),
        *("that passed; --ringback-report lists", "since no test replays", "stub this call"),
    ),
}
KNOWN = (
    *SCENES,
    *API_SCENES,
    *CONTROL_SCENES,
    *WITH_A_SCENE,
    *(piece for all_of in WITHOUT.values() for piece in all_of),
)


def list_options() -> set[str]:
    """Return every option of the command line and of the plugin."""
    declared = (ROOT / "proxy/ringback_proxy/pytest_plugin/options.py").read_text()
    return {*OPTION.findall(declared), *_options_of(cli), "--help"}


def _options_of(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        yield from (*parameter.opts, *parameter.secondary_opts)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            yield from _options_of(found) if found else ()


ADVICE = tuple(find_advice())


def test_advice_is_found() -> None:
    assert len(ADVICE) > 100


@pytest.mark.parametrize("advice", ADVICE, ids=lambda advice: advice.place)
def test_an_option_that_is_named_exists(advice: Advice) -> None:
    # Of mitmproxy, Debian, Node and curl.
    theirs = {"--set", "--fresh", "--require", "--data-raw", "--data-urlencode"}

    assert set(OPTION.findall(advice.text)) - list_options() <= theirs


@pytest.mark.parametrize("advice", ADVICE, ids=lambda advice: advice.place)
def test_a_message_with_advice_has_a_scene(advice: Advice) -> None:
    found = [piece for piece in KNOWN if piece in advice.text]

    assert found, f"{advice.text!r} says what to type: add a scene to tests/support/messages"


@pytest.mark.parametrize("piece", KNOWN)
def test_a_scene_has_its_message(piece: str) -> None:
    assert [advice for advice in ADVICE if piece in advice.text] or piece in SCENES


@pytest.fixture(scope="module")
def scene_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that scenes need."""
    folder = tmp_path_factory.mktemp("scenes")
    for name, content in (FILES | START_FILES).items():
        (folder / name).write_text(content)
    (folder / "noexec").chmod(0o755)
    CA().cert_pem.write_to_path(folder / "ca.pem")
    make_unusable_states(folder)
    return folder


@pytest.fixture
def filled(scene_files: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """What the commands of scenes need: files, and a port that is taken."""
    shutil.copytree(scene_files, tmp_path, dirs_exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield {"taken": str(listener.getsockname()[1])}


def type_in(command: tuple[str, ...], folder: Path, filled: dict[str, str], **environ: str) -> str:
    """Run a command of a scene; return what it shows, after its status."""
    words = [re.sub(r"^\{(\w+)\}$", lambda match: filled[match[1]], word) for word in command]
    finished = run(*words, folder=folder, environment=environ)
    return f"{finished.status}: " + " ".join((finished.stdout + finished.stderr).split())


@pytest.mark.parametrize("piece", SCENES)
def test_what_a_message_says_can_be_typed(
    piece: str, tmp_path: Path, filled: dict[str, str]
) -> None:
    scene = SCENES[piece]
    with ExitStack() as stack:
        if "{port}" in scene.typed or "{ready}" in scene.command:
            for name in ("one", "two")[: 2 if "{port}" in scene.typed else 1]:
                (tmp_path / name).mkdir()
                server = stack.enter_context(Server(("fake",), tmp_path / name))
                filled |= {"ready": str(server.ready_file)}
                filled.setdefault("port", str(server.ready.port))
        shown = type_in(scene.command, tmp_path, filled, **dict(scene.environment))
        typed = re.sub(
            r"\{(\w+)\}", r"\\d+", re.escape(scene.typed).replace(r"\{", "{").replace(r"\}", "}")
        )

        assert all(part in shown for part in piece.split("{}")), shown
        assert re.search(typed, shown), shown
        assert type_in(scene.then, tmp_path, filled).startswith("0: ")


@pytest.fixture(scope="module")
def double() -> Iterator[Ringback]:
    """What `serve()` returns."""
    with ringback_proxy.serve() as double:
        yield double


@pytest.mark.parametrize("piece", API_SCENES)
def test_what_a_message_of_the_api_says_can_be_typed(
    piece: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, double: Ringback
) -> None:
    wrong, typed, right = API_SCENES[piece]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "support.yaml").write_text(FILES["a.yaml"])
    known = {"serve": ringback_proxy.serve, "twilio_http_client": twilio_http_client}
    names = {**known, "double": double, "os": os}
    with pytest.raises((RingbackError, LookupError)) as error:
        eval(wrong, names)
    shown = str(error.value)
    assert all(part in shown for part in piece.split("{}")), shown
    assert typed in shown
    eval(right, names)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(("fake",), tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.mark.parametrize("piece", CONTROL_SCENES)
def test_what_a_message_of_the_control_api_says_can_be_typed(piece: str, server: Server) -> None:
    (method, path), wrong, typed, right = CONTROL_SCENES[piece]
    with server.control() as client:
        refused = client.request(method, server.ready.control_url + path, json=wrong)
        shown = refused.json()["message"]
        assert all(part in shown for part in piece.split("{}")), shown
        assert typed in shown
        assert client.request(method, server.ready.control_url + path, json=right).is_success
