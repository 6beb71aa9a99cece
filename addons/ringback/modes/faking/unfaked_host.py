"""What to do about a request to a host that is not faked: write its reply, or record it."""

import json
import re
from pathlib import Path

from ringback.cassette.matching.hints import COMMAND_LINE, Hints
from ringback.cassette.model import make_record_command
from ringback.http.messages import Request
from ringback.modes.outcomes import Miss
from ringback.sids import sid_pattern

DEFAULT_CASSETTE = Path("cassettes/twilio.yaml")

_ACCOUNT = re.compile(sid_pattern("AC"))


def explain_unfaked_host(
    request: Request, cassette: Path | None = None, hints: Hints = COMMAND_LINE
) -> Miss:
    """Return the miss of a request to another host, with the lines to write or to type.

    - `cassette`: the file that has been searched; None if there is none.
    - `hints`: advice that suits the way Ringback was started.
    """
    file = DEFAULT_CASSETTE if cassette is None else cassette
    found = f"{request.host} is not faked, and nothing reaches Twilio in this mode"
    searched = "" if cassette is None else f"; {cassette} has no {request.method} {request.path}"
    record, start = make_record_command(file), hints.faking_beside(file)
    line = _write_interaction(request)
    return Miss(
        f"{found}{searched}. Write the reply into {file}: {line} "
        f"or record it: {record}; then answer from it: {start}",
        "\n".join(
            (
                f"{found}{searched}.",
                f"  to write the reply, in {file}, below `interactions:`",
                f"    {line}",
                f"  to record it:        {record}",
                f"  to answer from it:   {start}",
            )
        ),
        request,
    )


def _write_interaction(request: Request) -> str:
    """Return an interaction in a line of YAML, for any account and without a reply."""
    path = _ACCOUNT.sub("*", request.path)
    uri = json.dumps(f"{request.origin}{path}")
    asked = f"{{method: {request.method}, uri: {uri}}}"
    return f"- {{request: {asked}, response: {{parsed_body: {{}}}}}}"
