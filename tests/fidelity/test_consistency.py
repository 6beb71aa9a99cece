"""Random changes of everything, after each of which all replies of the account must agree."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ringback.twilio.api import Reply
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.configuration import WebhookSettings
from ringback.twilio.webhooks.inbound_message import DeliveryUpdate, InboundMessage
from ringback.twilio.webhooks.parameters import PARAMETERS
from tests.support.state.kind import scale_examples
from tests.support.twilio.caller import ACCOUNT, FORM, ORIGIN, ApiReply, Caller, Clock, read_reply
from tests.support.twilio.crawl import Crawl, Resource, find_sids
from tests.support.twilio.models import make_model
from tests.support.twilio.webhooks import WebhookCaller, parameters_of

PROXY = "+15559999999"
IDENTITIES = ["alice", "bob", "carol"]
NUMBERS = ["+15550000001", "+15550000002"]
TELEPHONE = {"MessagingBinding.Address": NUMBERS[0], "MessagingBinding.ProxyAddress": PROXY}
# The kinds of resources that can be deleted, by the beginning of their SIDs.
DELETABLE = ("CH", "CR", "IG", "IM", "IS", "MB", "RL", "US", "WH")
# What the account of a Conversations API does not list.
FOREIGN = ("AC", "FW", "HX", "ME", "MG", "SM", "WA")
# A message keeps its author and its receipts after a participant has left.
REMEMBERED = ("participant_sid",)
CREATED = st.sampled_from(
    [
        ("/Users", {"Identity": "alice"}),
        ("/Users", {"Identity": "dave"}),
        ("/Roles", {"FriendlyName": "r", "Type": "service", "Permission": "joinConversation"}),
        ("/Roles", {"FriendlyName": "r", "Type": "conversation", "Permission": "sendMessage"}),
        ("/Conversations", {}),
        ("/Conversations", {"Timers.Inactive": "PT1M", "Timers.Closed": "PT10M"}),
        ("/ConversationWithParticipants", {"Participant": '{"identity": "alice"}'}),
    ]
)
OF_ACCOUNT = st.sampled_from(
    [
        ("/Services", {"FriendlyName": "another"}),
        ("/Credentials", {"Type": "fcm", "Secret": "a secret"}),
        ("/Configuration/Addresses", {"Type": "sms", "Address": "+15557777777"}),
        (
            "/Configuration/Addresses",
            {"Type": "sms", "Address": PROXY, "AutoCreation.Enabled": "true"},
        ),
        ("/Configuration/Webhooks", {"PostWebhookUrl": "https://example.com"}),
        ("/Configuration", {"DefaultClosedTimer": "PT10M"}),
    ]
)
PARTICIPANTS = st.sampled_from(
    [{"Identity": identity} for identity in IDENTITIES]
    + [TELEPHONE, {**TELEPHONE, "MessagingBinding.Address": NUMBERS[1]}]
    + [{"Identity": "alice", "MessagingBinding.ProjectedAddress": "+15558888888"}]
)
HOOK = {
    "Target": "webhook",
    "Configuration.Url": "https://example.com",
    "Configuration.Filters": "onMessageAdded",
}


EVERYTHING = WebhookSettings(
    sent="all", post_url="http://127.0.0.1/post", pre_url="http://127.0.0.1/pre"
)
COMMON = {"AccountSid", "EventType", "Source", "ClientIdentity"}


class Consistency(RuleBasedStateMachine):
    """One account, which is read completely after each change."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.caller = Caller(make_model(clock=self.clock, sids=SeededSids(1), webhooks=EVERYTHING))
        self.webhooks = WebhookCaller(self.caller)
        self.deleted: set[str] = set()
        service = self.webhooks.create("/Services", {"FriendlyName": "b"})
        for base in ("", f"/Services/{service}"):
            self.populate(base)
        self.now = Crawl(self.caller).run()

    def populate(self, base: str) -> None:
        """Create a conversation of two people, who have written to each other."""
        path = f"{base}/Conversations/{self.webhooks.create(f'{base}/Conversations')}"
        for form in ({"Identity": "alice"}, TELEPHONE if not base else {"Identity": "bob"}):
            self.webhooks.create(f"{path}/Participants", form)
        for author in ("alice", "bob"):
            self.webhooks.create(f"{path}/Messages", {"Body": "Hello", "Author": author})

    # Changes.

    @rule(what=CREATED, data=st.data())
    def create(self, what: tuple[str, dict[str, str]], data: st.DataObject) -> None:
        services = ["", *(f"/Services/{one['sid']}" for one in self.now.of_kind("IS"))]
        self.send("POST", data.draw(st.sampled_from(services)) + what[0], what[1])

    @rule(what=OF_ACCOUNT)
    def create_in_account(self, what: tuple[str, dict[str, str]]) -> None:
        self.send("POST", what[0], what[1])

    @rule(form=PARTICIPANTS, data=st.data())
    def add_participant(self, form: dict[str, str], data: st.DataObject) -> None:
        self.send_to(data, "CH", "/Participants", form)

    @rule(author=st.sampled_from([*IDENTITIES, *NUMBERS, "system"]), data=st.data())
    def send_message(self, author: str, data: st.DataObject) -> None:
        self.send_to(data, "CH", "/Messages", {"Body": "Hello", "Author": author})

    @rule(number=st.sampled_from(NUMBERS), text=st.sampled_from(["Hello", "help", "ü" * 2000]))
    def write_from_outside(self, number: str, text: str) -> None:
        self.webhooks.receive(InboundMessage(number, PROXY, text))
        self.now = Crawl(self.caller).run()

    @rule(identity=st.sampled_from(IDENTITIES), data=st.data())
    def write_in_the_chat(self, identity: str, data: st.DataObject) -> None:
        one = self.pick(data, self.now.of_kind("CH"))
        if one is not None:
            self.webhooks.receive(InboundMessage(identity, str(one["sid"]), "Hello"))
            self.now = Crawl(self.caller).run()

    @rule(status=st.sampled_from(["sent", "read", "failed"]), data=st.data())
    def change_receipts(self, status: str, data: st.DataObject) -> None:
        one = self.pick(data, [one for one in self.now.of_kind("IM") if one["delivery"]])
        if one is not None:
            self.webhooks.sent += self.caller.api.deliver(
                DeliveryUpdate(str(one["sid"]), status)
            ).webhooks
            self.now = Crawl(self.caller).run()

    @rule(data=st.data())
    def add_webhook(self, data: st.DataObject) -> None:
        self.send_to(data, "CH", "/Webhooks", HOOK)

    @rule(state=st.sampled_from(["active", "inactive", "closed"]), data=st.data())
    def set_state(self, state: str, data: st.DataObject) -> None:
        self.send_to(data, "CH", "", {"State": state})

    @rule(prefix=st.sampled_from(["MB", "US"]), data=st.data())
    def set_role(self, prefix: str, data: st.DataObject) -> None:
        role = self.pick(data, self.now.of_kind("RL"))
        if role is not None:
            self.send_to(data, prefix, "", {"RoleSid": role["sid"]})

    @rule(data=st.data())
    def set_default_role(self, data: st.DataObject) -> None:
        role = self.pick(data, self.now.of_kind("RL"))
        if role is not None:
            names = ["DefaultConversationRoleSid", "DefaultConversationCreatorRoleSid"]
            if role["type"] == "service":
                names = ["DefaultChatServiceRoleSid"]
            path = f"/Services/{role['chat_service_sid']}/Configuration"
            self.send("POST", path, dict.fromkeys(names, str(role["sid"])))

    @rule(data=st.data())
    def set_default_service(self, data: st.DataObject) -> None:
        service = self.pick(data, self.now.of_kind("IS"))
        if service is not None:
            self.send("POST", "/Configuration", {"DefaultChatServiceSid": str(service["sid"])})

    @rule(identity=st.sampled_from(IDENTITIES), data=st.data())
    def set_identity(self, identity: str, data: st.DataObject) -> None:
        self.send_to(data, "MB", "", {"Identity": identity})

    @rule(index=st.integers(0, 3), data=st.data())
    def read_message(self, index: int, data: st.DataObject) -> None:
        self.send_to(data, "MB", "", {"LastReadMessageIndex": str(index)})

    @rule(
        form=st.sampled_from([{"LastReadMessageIndex": "1"}, {"NotificationLevel": "muted"}]),
        data=st.data(),
    )
    def update_membership(self, form: dict[str, str], data: st.DataObject) -> None:
        membership = self.pick(data, self.memberships())
        if membership is not None:
            self.send("POST", get_path(membership), form)

    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        membership = self.pick(data, self.memberships())
        if membership is not None:
            self.delete_at(get_path(membership), membership["participant_sid"])

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        # Nothing replaces the default service when it is deleted.
        sids = [sid for sid in self.now.sids if sid != self.default_service]
        prefixes = sorted({sid[:2] for sid in sids} & set(DELETABLE))
        prefix = data.draw(st.sampled_from(prefixes))
        one = self.pick(data, [one for one in self.now.of_kind(prefix) if one["sid"] in sids])
        if one is not None:
            self.delete_at(get_path(one), one["sid"])

    @rule(minutes=st.integers(1, 6))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        self.now = Crawl(self.caller).run()

    # What always holds.

    @invariant()
    def every_link_is_answered_and_every_list_shows_what_is_there(self) -> None:
        assert self.now.wrong == []

    @invariant()
    def what_was_deleted_does_not_show(self) -> None:
        assert self.deleted & self.now.sids == set()
        assert [url for url in self.now.found for sid in self.deleted if sid in url] == []

    @invariant()
    def every_sid_in_a_reply_leads_somewhere(self) -> None:
        dangling = {
            f"{key} of {url}"
            for url, shown in self.now.found.items()
            for key, sid in find_sids(shown).items()
            if sid not in self.now.sids and not sid.startswith(FOREIGN)
        }
        assert {one for one in dangling if not one.startswith(REMEMBERED)} == set()

    @invariant()
    def both_paths_of_the_default_service_show_the_same(self) -> None:
        inside = f"{ORIGIN}/v1/Services/{self.default_service}/"
        for url, shown in self.now.found.items():
            twin = self.now.found.get(url.replace(inside, f"{ORIGIN}/v1/"))
            if url.startswith(inside) and twin is not None and "/Configuration" not in url:
                for key, value in twin.items():
                    if key not in ("url", "links"):
                        assert (key, shown[key]) == (key, value)

    @invariant()
    def every_member_has_a_user_who_has_its_conversations(self) -> None:
        users = self.now.of_kind("US")
        names = {(user["chat_service_sid"], user["identity"]): user for user in users}
        people = [one for one in self.now.of_kind("MB") if one["identity"] is not None]
        for user in users:
            listed = self.now.lists.get(user["links"]["user_conversations"], [])
            shown = {(one["conversation_sid"], one["participant_sid"]) for one in listed}
            assert len(shown) == len(listed)
            assert shown == {
                (one["conversation_sid"], one["sid"])
                for one in people
                if names.get((self.get_service(one), one["identity"]), {}).get("sid") == user["sid"]
            }
        assert {(self.get_service(one), one["identity"]) for one in people} <= names.keys()

    @invariant()
    def unread_messages_are_those_after_the_last_one_that_was_read(self) -> None:
        for one in self.memberships():
            read = one["last_read_message_index"]
            indices = [
                message["index"]
                for message in self.now.of_kind("IM")
                if message["conversation_sid"] == one["conversation_sid"]
            ]
            unread = None if read is None else len({index for index in indices if index > read})
            assert one["unread_messages_count"] == unread

    @invariant()
    def receipts_agree_with_the_delivery(self) -> None:
        for message in self.now.of_kind("IM"):
            receipts = self.now.lists.get(message["links"]["delivery_receipts"])
            if receipts is not None:
                check_delivery(message["delivery"], [one["status"] for one in receipts])

    @invariant()
    def every_webhook_has_the_parameters_of_its_event(self) -> None:
        for webhook in self.webhooks.take() + self.webhooks.asked:
            parameters = parameters_of(webhook)
            assert parameters.keys() <= COMMON | set(PARAMETERS[webhook.event])
            assert (parameters["EventType"], parameters["AccountSid"]) == (webhook.event, ACCOUNT)
            assert parameters.get("ConversationSid", "") == webhook.conversation_sid
            assert "" not in parameters.values()
        self.webhooks.asked.clear()

    # Helpers.

    @property
    def default_service(self) -> Any:
        """The SID of the default service."""
        return self.now.found[f"{ORIGIN}/v1/Configuration"]["default_chat_service_sid"]

    def memberships(self) -> list[Resource]:
        """Return the conversations of all users."""
        return [one for one in self.now.found.values() if "user_sid" in one]

    def get_service(self, participant: Resource) -> str:
        """Return the SID of the service of a participant's conversation."""
        found = self.now.of_kind("CH")
        return next(
            str(one["chat_service_sid"])
            for one in found
            if one["sid"] == participant["conversation_sid"]
        )

    def pick(self, data: st.DataObject, among: Iterable[Resource]) -> Resource | None:
        """Return one of some resources, the same for the same draw."""
        resources = sorted(among, key=lambda one: str(one["url"]))
        return data.draw(st.sampled_from(resources)) if resources else None

    def send_to(self, data: st.DataObject, prefix: str, under: str, form: dict[str, str]) -> None:
        """Send a form to one resource of a kind, or to a collection under it."""
        one = self.pick(data, self.now.of_kind(prefix))
        if one is not None:
            self.send("POST", get_path(one) + under, form)

    def delete_at(self, path: str, sid: str) -> None:
        """Delete a resource; what is under it goes, too."""
        under = [
            one["sid"] for url, one in self.now.found.items() if f"{path}/" in url and "sid" in one
        ]
        reply = self.send("DELETE", path)
        if reply is not None and reply.status == 204:
            self.deleted |= {sid, *under}
            assert self.caller.get(path).fault == (404, 20404)

    def send(self, method: str, path: str, form: dict[str, str] | None = None) -> ApiReply | None:
        """Send a request and read the account anew; return None if it is not faked."""
        body = urlencode(form or {}).encode()
        answer = self.webhooks.settle(
            self.caller.answer(method, f"/v1{path}", body, *([FORM] if form else []))
        )
        if not isinstance(answer, Reply):
            return None
        self.webhooks.sent += answer.webhooks
        reply = read_reply(answer)
        assert reply.status < 500
        self.clock.advance(seconds=1)  # a conversation with participants is no longer initializing
        self.now = Crawl(self.caller).run()
        return reply


def get_path(shown: Resource) -> str:
    """Return the path of a resource after the version."""
    return str(shown["url"]).removeprefix(f"{ORIGIN}/v1")


def check_delivery(delivery: Any, statuses: list[str]) -> None:
    """Check the summary of a message's receipts."""
    if delivery is None:
        return
    assert delivery["total"] == len(statuses)
    reached = {
        "sent": ("sent", "delivered", "read"),
        "delivered": ("delivered", "read"),
        "read": ("read",),
        "failed": ("failed",),
        "undelivered": ("undelivered",),
    }
    for name, meaning in reached.items():
        count = sum(status in meaning for status in statuses)
        word = "all" if count == len(statuses) else "some" if count else "none"
        assert delivery[name] == word


Consistency.TestCase.settings = settings(
    max_examples=scale_examples(20),
    stateful_step_count=25,
    deadline=None,
    report_multiple_bugs=False,
)
TestConsistency = Consistency.TestCase
