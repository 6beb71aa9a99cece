"""A fake that begins with a document, and what is wrong with one."""

from datetime import UTC, datetime
from textwrap import dedent

from ringback.state_files.yaml_nodes import parse_yaml
from ringback.twilio.accounts import Accounts
from ringback.twilio.state_document.load import load
from ringback.twilio.state_document.parse import parse_document
from ringback.twilio.state_document.records import StateDocument
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.configuration import NO_WEBHOOKS, WebhookSettings
from tests.support.twilio.caller import ACCOUNT, ORIGIN, Caller, Clock
from tests.support.twilio.models import make_model


def read(text: str) -> StateDocument:
    """Return a document that has nothing wrong."""
    document, problems = parse_document(parse_yaml(dedent(text)))
    assert problems == []
    return document


def begin(text: str, clock: Clock | None = None, webhooks: WebhookSettings = NO_WEBHOOKS) -> Caller:
    """Return a client of a fake that begins with a document."""
    assert find_problems(text) == []
    api = make_model(
        clock=clock or Clock(), sids=SeededSids(1), webhooks=webhooks, start_with=read(text)
    )
    return Caller(api)


def find_problems(text: str, *, adopts_services: bool = True) -> list[str]:
    """Return what is wrong with a document, each with its line; of a state only if it is parsed."""
    document, problems = parse_document(parse_yaml(dedent(text)))
    if not problems:
        now = datetime(2026, 3, 2, tzinfo=UTC)
        for account in document.accounts:
            accounts = Accounts(SeededSids(2), adopts_services=adopts_services)
            store = accounts.open(ACCOUNT, now)
            problems += load(account, accounts.make_context(store, now, ORIGIN))
    return [f"{problem.line}: {problem.message}" for problem in problems]
