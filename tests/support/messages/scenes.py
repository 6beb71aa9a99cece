"""All scenes of the command line, each by a piece of its message.

The command fails or warns; what is typed next works.
"""

from tests.support.messages.option_scenes import OPTION_SCENES
from tests.support.messages.scene import INNER, TRUE, Scene, ask
from tests.support.messages.start_file_scenes import START_FILE_SCENES

# A request in absolute form, as a client sends one for http://, to a proxy from HTTPS_PROXY.
ABSOLUTE = """
import http.client, os, urllib.parse
proxy = urllib.parse.urlsplit(os.environ["HTTPS_PROXY"])
connection = http.client.HTTPConnection(proxy.hostname, proxy.port)
connection.request("GET", "http://conversations.twilio.com/v1/Conversations")
print(connection.getresponse().read().decode())
"""
DISTRUSTING = (
    "import certifi, requests\ntry:\n"
    "    requests.get('https://conversations.twilio.com/v1', verify=certifi.where())\n"
    "except requests.exceptions.SSLError: pass"
)

# A user with a role that nothing created.
UNKNOWN_ROLE = """
import requests
users = "https://conversations.twilio.com/v1/Users"
form = {"Identity": "ann", "RoleSid": "RL" + "a" * 32}
print(requests.post(users, form, auth=("AC" + "0" * 32, "t"), timeout=10).text)
"""

# A request to the proxy's own port.
ORIGIN_FORM = """
import os, requests
session = requests.Session()
session.trust_env = False
print(session.get(os.environ["HTTPS_PROXY"] + "/v1/Conversations").text)
"""

SCENES: dict[str, Scene] = {
    **OPTION_SCENES,
    **START_FILE_SCENES,
    "faults by chance: repeat them with --seed": Scene(
        ask("/v1/Conversations", mode=("fake", "--fault", "slow,ms=1-2")),
        "--seed",
        ask("/v1/Conversations", mode=("fake", "--fault", "slow,ms=1-2", "--seed", "7")),
    ),
    "or to the base URL (--base-url-port)": Scene(
        ask("", ORIGIN_FORM), "--base-url-port", ("fake", "--base-url-port", "0", *TRUE)
    ),
    "a cassette of vcrpy before 1.0": Scene(
        ("cassette", "show", "old.yaml"),
        "delete it and record again",
        ("record", "-c", "new.yaml", *TRUE),
    ),
    "records to it already": Scene(
        ("record", "-c", "x.yaml", "--", *INNER, "record", "-c", "x.yaml", *TRUE),
        "another -c PATH",
        ("record", "-c", "y.yaml", *TRUE),
    ),
    "cannot be locked: ": Scene(
        ("fake", "--", "sh", "-c", 'ln -s x .z.yaml.lock; "$0" -m "$2" record -c z.yaml', *INNER),
        "another -c PATH",
        ("record", "-c", "y.yaml", *TRUE),
    ),
    "replaces only readable cassettes": Scene(
        ("record", "--record-mode", "all", "-c", "old.yaml", *TRUE),
        "--record-mode all",
        ("record", "--record-mode", "all", "-c", "away.yaml", *TRUE),
    ),
    "but Twilio speaks HTTPS only": Scene(
        ask("", ABSOLUTE), "--base-url-port", ("fake", "--base-url-port", "0", *TRUE)
    ),
    "is not faked; the login with the grant": Scene(
        ask("", "import requests; print(requests.get('https://oauth.twilio.com/v2/x').text)"),
        "`ringback record`",
        ("record", *TRUE),
    ),
    " not played: ": Scene(
        ("fake", "-c", "a.yaml", *TRUE),
        "`ringback replay --on-miss fake`",
        ("replay", "--on-miss", "fake", "-c", "a.yaml", *TRUE),
    ),
    "belongs to version 2": Scene(ask("/v2/Conversations"), "`ringback record`", ("record", *TRUE)),
    "was not created here and is adopted": Scene(
        ask(f"/v1/Services/IS{'a' * 32}/Conversations"),
        "--unknown-services refuse",
        ("fake", "--unknown-services", "refuse", *TRUE),
    ),
    "is adopted, with the type": Scene(
        ask("", UNKNOWN_ROLE),
        "--unknown-services refuse",
        ask("", UNKNOWN_ROLE, ("fake", "--unknown-services", "refuse")),
    ),
    "With an account, `ringback record` records": Scene(
        ask(f"/v1/Conversations/CH{'a' * 32}/Export"),
        "`ringback replay --on-miss fake`",
        ("replay", "--on-miss", "fake", "-c", "a.yaml", *TRUE),
    ),
    "wants the user name and the password": Scene(
        ask(
            "",
            ABSOLUTE,
            ("fake", "--proxy-auth", "us:er"),
        ),
        "http://USER:PASSWORD@HOST:PORT",
        ask("/v1/Conversations", mode=("fake", "--proxy-auth", "us:er")),
    ),
    "As a proxy it refuses them": Scene(
        ("fake", "--host", "0.0.0.0", *TRUE),
        "--proxy-auth USER:PASSWORD",
        ("fake", "--host", "0.0.0.0", "--proxy-auth", "USER:PASSWORD", *TRUE),
    ),
    "names no proxy that can be used": Scene(
        ("inspect", *TRUE), "unset it", ("inspect", *TRUE), (("HTTPS_PROXY", "socks5://x:1"),)
    ),
    "Commands behind `--` and `ringback env`": Scene(
        ("ca",), "Commands behind `--`", ("fake", *TRUE)
    ),
    "no proxy is running": Scene(("env",), "ringback fake", ("fake", *TRUE)),
    "a client does not trust the CA": Scene(
        ask("", DISTRUSTING), "`ringback doctor`", ("doctor", "curl")
    ),
    "finds out which clients on this machine take the proxy": Scene(
        ("fake", *TRUE), "`ringback doctor`", ("doctor", "curl")
    ),
    "The client takes no proxy from the environment": Scene(
        ask(
            "", "import socket\ntry: socket.getaddrinfo('no-such.twilio.com', 1)\nexcept OSError: 1"
        ),
        "`ringback doctor`",
        ("doctor", "curl"),
    ),
    "cannot be run by this system": Scene(
        ("fake", "--", "./noexec"), "sh ./noexec", ("fake", "--", "sh", "./noexec")
    ),
    "is not a program": Scene(("fake", "--", "."), "on the PATH", ("fake", *TRUE)),
    "proxies are running": Scene(
        ("env",), "ringback env --port {port}", ("env", "--port", "{port}")
    ),
    "leave --port out": Scene(
        ("env", "--ready-file", "{ready}", "--port", "1"),
        "leave --port out",
        ("env", "--ready-file", "{ready}"),
    ),
}
