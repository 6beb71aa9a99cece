"""The scenes of start files, each by a piece of its message."""

from tests.support.messages.scene import TRUE, Scene

ACCOUNT, OTHER = "AC" + "a" * 32, "AC" + "b" * 32
_CONVERSATIONS = "conversations: [{{unique_name: t{}}}]\n"
START_FILES = {
    "start.yaml": _CONVERSATIONS.format(""),
    "empty.yaml": "",
    "list.yaml": "- conversations\n",
    "word.yaml": "conversations: [t]\n",
    "account.yaml": f"account_sid: {ACCOUNT}\n",
    "day.yaml": _CONVERSATIONS.format(", date_created: today"),
    "date.yaml": _CONVERSATIONS.format(", date_created: 2026-01-31T12:00:00Z"),
}


def _start(file: str, *options: str) -> tuple[str, ...]:
    return ("fake", "--start-with", file, *options, *TRUE)


START_FILE_SCENES: dict[str, Scene] = {
    "an empty state is `conversations: []`": Scene(
        _start("empty.yaml"), "`conversations: []`", _start("start.yaml")
    ),
    "name a start file, or leave --start-with out": Scene(
        _start("missing.yaml"), "leave --start-with out", ("fake", *TRUE)
    ),
    "leave account_sid out of the file, or give both the same": Scene(
        _start("account.yaml", "--account-sid", OTHER),
        "leave account_sid out of the file",
        _start("start.yaml", "--account-sid", OTHER),
    ),
    "such as `conversations:` with a list": Scene(
        _start("list.yaml"), "`conversations:` with a list", _start("start.yaml")
    ),
    "is no mapping; give keys, such as": Scene(
        _start("word.yaml"), "give keys, such as `attributes:`", _start("start.yaml")
    ),
    "a date and time, such as 2026-01-31T12:00:00Z": Scene(
        _start("day.yaml"), "such as 2026-01-31T12:00:00Z", _start("date.yaml")
    ),
}
