from ringback.twilio.api import TwilioApi
from ringback.twilio.replication.replica import Replica
from ringback.twilio.replication.rows import NUMBER, Changes, Row
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget
from tests.support.state.databases import make_api
from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.documents import read

CONVERSATION = "/Conversations/x"


class Pair:
    """Two copies of a state, of which one changes it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.apis = [make_api(self.clock) for _ in range(2)]
        self.first, self.second = (api.replicate() for api in self.apis)
        self.one, self.other = (Caller(api) for api in self.apis)
        self.version = 0

    def copy(self) -> Changes:
        """Apply the changes of the first copy to the second one, and return them."""
        changes = self.first.collect()
        self.version += 1
        rows = tuple(_with_version(row, self.version) for row in changes.rows)
        self.second.apply(Changes(rows, changes.facts, changes.files))
        return changes


def _with_version(row: Row, version: int) -> Row:
    return Row(
        row.number, row.parent, row.segment, row.sid, row.ordinal, row.values, row.extra, version
    )


def test_what_one_copy_adds_the_other_one_shows() -> None:
    pair = Pair()
    made = pair.one.create("/Conversations", {"UniqueName": "x"})
    pair.one.create(f"{CONVERSATION}/Participants", {"Identity": "ada"})
    pair.one.create(f"{CONVERSATION}/Messages", {"Author": "ada", "Body": "hello"})
    pair.copy()

    assert pair.other.get(CONVERSATION).body["sid"] == made["sid"]
    assert pair.other.get(f"{CONVERSATION}/Messages").body["messages"][0]["body"] == "hello"
    assert pair.other.post("/Conversations", {"UniqueName": "x"}).fault == (409, 50353)


def test_what_was_removed_is_gone_with_all_under_it_and_frees_its_name() -> None:
    pair = Pair()
    pair.one.create("/Conversations", {"UniqueName": "x"})
    pair.one.create(f"{CONVERSATION}/Participants", {"Identity": "ada"})
    pair.copy()
    pair.one.delete(CONVERSATION)
    changes = pair.copy()

    assert [row.values for row in changes.rows if row.segment == "Conversations"] == [None]
    assert pair.other.get(CONVERSATION).status == 404
    assert pair.other.get("/ParticipantConversations?Identity=ada").body["conversations"] == []
    pair.other.create("/Conversations", {"UniqueName": "x"})


def test_the_index_of_a_removed_message_is_not_used_again() -> None:
    pair = Pair()
    pair.one.create("/Conversations", {"UniqueName": "x"})
    for _ in range(2):
        last = pair.one.create(f"{CONVERSATION}/Messages", {"Body": "hello"})
    pair.copy()
    pair.one.delete(f"{CONVERSATION}/Messages/{last['sid']}")
    pair.copy()

    assert pair.other.create(f"{CONVERSATION}/Messages", {"Body": "again"})["index"] == 2


def test_what_was_added_and_removed_at_once_leaves_no_row() -> None:
    pair = Pair()
    pair.one.create("/Conversations", {"UniqueName": "x"})
    pair.one.delete(CONVERSATION)

    assert all(row.segment != "Conversations" for row in pair.copy().rows)


def test_a_number_of_twilios_is_known_to_the_other_copy_after_its_participant_left() -> None:
    pair = Pair()
    pair.one.create("/Conversations", {"UniqueName": "x"})
    binding = {
        "MessagingBinding.Address": "+15550001",
        "MessagingBinding.ProxyAddress": "+15550002",
    }
    made = pair.one.create(f"{CONVERSATION}/Participants", binding)
    pair.one.delete(f"{CONVERSATION}/Participants/{made['sid']}")
    changes = pair.copy()

    assert [(fact.kind, fact.text) for fact in changes.facts] == [(NUMBER, "+15550002")]
    swapped = {
        "MessagingBinding.Address": "+15550002",
        "MessagingBinding.ProxyAddress": "+15550003",
    }
    assert pair.other.post(f"{CONVERSATION}/Participants", swapped).status == 400


def test_a_request_that_changes_nothing_has_no_changes() -> None:
    pair = Pair()
    pair.one.create("/Conversations", {"UniqueName": "x"})
    pair.copy()
    pair.one.get(CONVERSATION)

    assert not pair.copy()


def test_a_copy_that_was_thrown_away_is_empty() -> None:
    pair = Pair()
    pair.one.create("/Conversations", {"UniqueName": "x"})
    pair.first.clear()

    assert not pair.first.collect()
    assert pair.apis[0].account_sids == ()


def test_accounts_that_a_start_file_names_exist_where_there_is_none_yet() -> None:
    document = read(f"account_sid: {ACCOUNT}\nconversations: [{{unique_name: x}}]")
    api = TwilioApi(clock=Clock(), sids=SeededSids(1), start_with=document)
    replica = api.replicate()
    before = api.account_sids
    for _ in range(2):
        replica.begin()

    assert (before, api.account_sids) == ((), (ACCOUNT,))
    assert [row.segment for row in replica.collect().rows].count("Conversations") == 1


def test_a_webhook_that_another_proxy_has_left_is_signed_with_the_token_that_is_known() -> None:
    pair = Pair()
    target = WebhookTarget("http://127.0.0.1/hook", "POST", "account")
    webhook = WebhookRequest("onMessageAdded", target, (), "AC1", "CH1", pair.clock())
    accounts = pair.apis[0]._accounts
    assert pair.first.sign(webhook).auth_token is None
    accounts.shown_tokens["AC1"] = "seen"
    assert Replica(accounts, pair.clock).sign(webhook).auth_token == "seen"
