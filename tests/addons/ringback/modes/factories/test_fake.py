from datetime import UTC, datetime
from pathlib import Path

import pytest

from ringback.errors import StartFileError
from ringback.http.messages import Response
from ringback.modes.factories.fake import assemble_fake
from ringback.modes.factory import assemble
from ringback.modes.outcomes import Answer
from ringback.settings.table import (
    FakeSettings,
)
from ringback.twilio.webhooks.pre_action import PreAction
from tests.support.proxy.assembly import conversations

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
SID = "AC" + "5a" * 16


def created(settings: FakeSettings) -> Response:
    made = assemble_fake(settings, lambda: NOON)
    decision = made.mode.decide(conversations("POST", b"FriendlyName=Ada"))
    assert isinstance(decision, Answer)
    return decision.response


def test_the_fake_uses_the_clock() -> None:
    assert b'"date_created": "2026-01-31T12:00:00Z"' in created(FakeSettings()).body


def test_a_frozen_clock_takes_precedence() -> None:
    frozen = FakeSettings(now=datetime(2020, 2, 29, tzinfo=UTC))

    assert b'"date_created": "2020-02-29T00:00:00Z"' in created(frozen).body


def test_the_fake_begins_with_a_start_file(tmp_path: Path) -> None:
    path = tmp_path / "start.yaml"
    path.write_text("conversations: [{unique_name: from the file}]")

    decision = assemble_fake(FakeSettings(start_with=path)).mode.decide(conversations())

    assert isinstance(decision, Answer)
    assert b"from the file" in decision.response.body


def test_a_wrong_start_file_ends_it_before_any_request(tmp_path: Path) -> None:
    with pytest.raises(StartFileError, match="it cannot be read"):
        assemble_fake(FakeSettings(start_with=tmp_path / "start.yaml"))


def test_a_seed_makes_the_same_sids() -> None:
    seeded = FakeSettings(seed=7)

    assert created(seeded).body == created(seeded).body


def test_without_a_seed_sids_are_new() -> None:
    assert created(FakeSettings()).body != created(FakeSettings()).body


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        pytest.param(FakeSettings(account_sid="AC" + "0b" * 16), 401, id="account"),
        pytest.param(FakeSettings(auth_token="another"), 401, id="token"),
        pytest.param(FakeSettings(account_sid=SID, auth_token="secret"), 201, id="both"),
        pytest.param(FakeSettings(max_body=3), 413, id="body"),
    ],
)
def test_the_fake_uses_credentials_and_body_limit(settings: FakeSettings, status: int) -> None:
    assert created(settings).status == status


@pytest.mark.parametrize(("validation", "status"), [("strict", 400), ("warn", 201)])
def test_the_fake_uses_the_validation(validation: str, status: int, locks: Path) -> None:
    settings = FakeSettings(validation="warn" if validation == "warn" else "strict")
    made = assemble(settings, locks)

    decision = made.mode.decide(conversations("POST", b"State=odd"))

    assert isinstance(decision, Answer)
    assert decision.response.status == status


def test_the_settings_of_webhooks_reach_the_fake() -> None:
    settings = FakeSettings(
        webhooks="all",
        webhook_url="http://127.0.0.1/post",
        webhook_filter=("onConversationAdded",),
    )
    answer = assemble_fake(settings).mode.decide(conversations("POST"))

    assert isinstance(answer, Answer)
    assert [webhook.target.url for webhook in answer.webhooks] == ["http://127.0.0.1/post"]


def test_the_settings_of_pre_action_webhooks_reach_the_fake() -> None:
    settings = FakeSettings(webhooks="all", pre_webhook_url="http://127.0.0.1/pre")
    waiting = assemble_fake(settings).mode.decide(conversations("POST"))

    assert isinstance(waiting, PreAction)
    assert waiting.webhook.target.url == "http://127.0.0.1/pre"
