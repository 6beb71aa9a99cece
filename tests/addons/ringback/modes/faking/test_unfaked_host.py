from pathlib import Path

import pytest
import yaml

from ringback.cassette.format.reader import read
from ringback.http.messages import request_to
from ringback.modes.faking.unfaked_host import explain_unfaked_host

ACCOUNT = "AC" + "5e" * 16
CALLS = request_to("POST", f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Calls.json?a=1")
CASSETTE = Path("my cassettes/twilio.yaml")


def test_the_line_to_write_is_a_cassettes_and_for_any_account() -> None:
    _, _, line = explain_unfaked_host(CALLS).message.partition("twilio.yaml: ")
    (interaction,) = yaml.safe_load(line.partition(" or record it")[0])
    (recording,) = read(
        yaml.safe_dump({"interactions": [interaction]}).encode(), Path("a.yaml")
    ).recordings

    assert recording.request.url == "https://api.twilio.com/2010-04-01/Accounts/*/Calls.json"
    assert recording.request.method == "POST"
    assert (recording.response.status, recording.response.body) == (200, b"{}")


@pytest.mark.parametrize("cassette", [None, CASSETTE], ids=["none", "one"])
def test_both_ways_to_a_reply_are_named_with_the_file(cassette: Path | None) -> None:
    miss = explain_unfaked_host(CALLS, cassette)
    file = "cassettes/twilio.yaml" if cassette is None else "'my cassettes/twilio.yaml'"

    for text in (miss.message, miss.report):
        assert text.startswith("api.twilio.com is not faked")
        assert f"ringback record -c {file}" in text
        assert f"ringback fake -c {file}" in text
        assert ("has no POST" in text) is (cassette is not None)
