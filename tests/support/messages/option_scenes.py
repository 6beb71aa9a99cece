"""Messages on the value of an option."""

from tests.support.messages.scene import TRUE, Scene

# The check of a cassette that has secrets and names.
PERSONAL = ("--personal-data", "--allow", "personal", "--allow", "secret")

OPTION_SCENES: dict[str, Scene] = {
    "there is no folder {}; create it, or give --state": Scene(
        ("fake", "--state", "no/state.sqlite", *TRUE),
        "--state",
        ("fake", "--state", "state.sqlite", *TRUE),
    ),
    "give --state a file in it": Scene(
        ("fake", "--state", "folder.sqlite", *TRUE),
        "--state",
        ("fake", "--state", "folder.sqlite/state.sqlite", *TRUE),
    ),
    "is not a database of SQLite": Scene(
        ("fake", "--state", "text.sqlite", *TRUE),
        "--state",
        ("fake", "--state", "state.sqlite", *TRUE),
    ),
    "the state cannot be opened": Scene(
        ("fake", "--state", "/proc/state.sqlite", *TRUE),
        "--state",
        ("fake", "--state", "state.sqlite", *TRUE),
    ),
    "is not the URL of a database of PostgreSQL": Scene(
        ("fake", "--state", "postgresql:state.sqlite", *TRUE),
        "and % is %25",
        ("fake", "--state", "state.sqlite", *TRUE),
    ),
    "is no place for a state": Scene(
        ("fake", "--state", "here", *TRUE),
        "such as state.sqlite",
        ("fake", "--state", "state.sqlite", *TRUE),
    ),
    "is the database of another program": Scene(
        ("fake", "--state", "other.sqlite", *TRUE),
        "--state",
        ("fake", "--state", "state.sqlite", *TRUE),
    ),
    "was written by a newer Ringback": Scene(
        ("fake", "--state", "newer.sqlite", *TRUE),
        "--state",
        ("fake", "--state", "state.sqlite", *TRUE),
    ),
    "is not a matcher": Scene(
        ("replay", "--match-on", "colour", "-c", "a.yaml", *TRUE),
        "raw_body",
        ("replay", "--match-on", "raw_body", "-c", "a.yaml", *TRUE),
    ),
    "is not a rule": Scene(
        ("cassette", "lint", "--allow", "x", "a.yaml"),
        "secret",
        ("cassette", "lint", "--allow", "secret", "a.yaml"),
    ),
    "is a folder; give -o a file in it": Scene(
        ("cassette", "import", "--format", "har", "-o", ".", "one.har"),
        "imported.yaml",
        ("cassette", "import", "--format", "har", "-o", "imported.yaml", "one.har"),
    ),
    "a cassette ends with .yaml": Scene(
        ("cassette", "import", "--format", "har", "-o", "x.har", "one.har"),
        "-o x.yaml",
        ("cassette", "import", "--format", "har", "-o", "x.yaml", "one.har"),
    ),
    "exists already; give another -o PATH": Scene(
        ("cassette", "import", "--format", "har", "-o", "a.yaml", "one.har"),
        "-o PATH",
        ("cassette", "import", "--format", "har", "-o", "new.yaml", "one.har"),
    ),
    "--oneline and --json exclude each other": Scene(
        ("cassette", "show", "--oneline", "--json", "a.yaml"),
        "give one of them",
        ("cassette", "show", "--json", "a.yaml"),
    ),
    "is not a region": Scene(
        ("cassette", "lint", *PERSONAL, "--region", "USA", "a.yaml"),
        "such as US",
        ("cassette", "lint", *PERSONAL, "--region", "US", "a.yaml"),
    ),
    "nothing was written; ringback init --yes does it": Scene(
        ("init",), "ringback init --yes", ("init", "--yes")
    ),
    "--upstream is for --against live": Scene(
        ("cassette", "drift", "--against", "fake", "--upstream", "https://localhost:1", "a.yaml"),
        "leave it out",
        ("cassette", "drift", "--against", "fake", "a.yaml"),
    ),
    "JSON is replayed only": Scene(
        ("record", "-c", "x.json", *TRUE), "-c x.yaml", ("record", "-c", "x.yaml", *TRUE)
    ),
    "record writes one cassette": Scene(
        ("record", "-c", "a.yaml", "-c", "b.yaml", *TRUE),
        "-c a.yaml",
        ("record", "-c", "a.yaml", *TRUE),
    ),
    "is a folder, and record writes one file": Scene(
        ("record", "-c", ".", *TRUE), "-c create.yaml", ("record", "-c", "create.yaml", *TRUE)
    ),
    "is not an address": Scene(
        ("fake", "--host", " ", *TRUE), "give 127.0.0.1", ("fake", "--host", "127.0.0.1", *TRUE)
    ),
    "is not a port": Scene(
        ("fake", "--port", "99999", *TRUE), "or 0 for any", ("fake", "--port", "0", *TRUE)
    ),
    "is not an upstream": Scene(
        ("record", "--upstream", "ftp://x", *TRUE),
        "https://localhost:8443",
        ("record", "--upstream", "https://localhost:8443", *TRUE),
    ),
    "has more than scheme, host and port": Scene(
        ("record", "--upstream", "https://localhost:8443/x", *TRUE),
        "so give https://localhost:8443",
        ("record", "--upstream", "https://localhost:8443", *TRUE),
    ),
    "is not a number of seconds": Scene(
        ("record", "--upstream-timeout", "x", *TRUE),
        "give 30",
        ("record", "--upstream-timeout", "30", *TRUE),
    ),
    "is less than 1": Scene(
        ("fake", "--max-sessions", "0", *TRUE),
        "give 100",
        ("fake", "--max-sessions", "100", *TRUE),
    ),
    "is less than 0": Scene(
        ("record", "--max-writes", "-1", *TRUE),
        "give 20",
        ("record", "--max-writes", "20", *TRUE),
    ),
    "is not the status of an error": Scene(
        ("fake", "--miss-status", "99", *TRUE), "give 422", ("fake", "--miss-status", "422", *TRUE)
    ),
    "is not a whole number": Scene(
        ("fake", "--seed", "x", *TRUE), "give 7", ("fake", "--seed", "7", *TRUE)
    ),
    "is not a date and time": Scene(
        ("fake", "--now", "noon", *TRUE),
        "2026-01-31T12:00:00Z",
        ("fake", "--now", "2026-01-31T12:00:00Z", *TRUE),
    ),
    "this is not a user name and a password": Scene(
        ("fake", "--proxy-auth", "me", *TRUE),
        "USER:PASSWORD",
        ("fake", "--proxy-auth", "USER:PASSWORD", *TRUE),
    ),
    "give --output a file in an existing folder": Scene(
        ("ca", "export", "--output", "no/such/folder"),
        "--output",
        ("ca", "export", "--output", "ca.pem"),
    ),
    "--port and --base-url-port are both": Scene(
        ("fake", "--port", "9191", "--base-url-port", "9191", *TRUE),
        "0 for any free port",
        ("fake", "--port", "0", "--base-url-port", "0", *TRUE),
    ),
    "the certificate authority cannot be kept": Scene(
        ("fake", "--confdir", "/proc/no", *TRUE), "--confdir", ("fake", "--confdir", "own", *TRUE)
    ),
    "is not a PEM file of certificates": Scene(
        ("record", "--upstream-ca", "a.yaml", *TRUE),
        "--upstream-ca",
        ("record", "--upstream-ca", "ca.pem", *TRUE),
    ),
    "cannot be written ({}); give another --ready-file": Scene(
        ("fake", "--ready-file", "/proc/no", *TRUE),
        "--ready-file",
        ("fake", "--ready-file", "ready.json", *TRUE),
    ),
    "cannot listen on": Scene(
        ("fake", "--host", "192.0.2.1", *TRUE), "--host", ("fake", "--host", "127.0.0.1", *TRUE)
    ),
    "is taken; stop what listens there": Scene(
        ("fake", "--port", "{taken}", *TRUE), "give --port 0", ("fake", "--port", "0", *TRUE)
    ),
}
