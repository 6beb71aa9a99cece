"""Random sequences of what is configured and delivered, against a tiny model of it."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ringback.twilio.values.sid_sources import SeededSids
from tests.support.state.kind import scale_examples
from tests.support.twilio.caller import Caller, Clock
from tests.support.twilio.models import make_model

NUMBERS = st.sampled_from(["+15550000001", "+15550000002", "+15550000003"])
OWN_NUMBERS = st.sampled_from(["+15559999991", "+15559999992"])
URLS = st.sampled_from(["https://example.com/1", "https://example.com/2", ""])
TWILIOS = (400, 50407)
TAKEN = (409, 20409)


@dataclass
class Model:
    """The expected state of an account; `webhooks` are by path, `messages` by SID."""

    addresses: dict[str, str] = field(default_factory=dict)  # number to SID
    credentials: list[str] = field(default_factory=list)
    webhooks: dict[str, str | None] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)  # number to SID
    messages: dict[str, list[str]] = field(default_factory=dict)  # recipients' SIDs


class Sequences(RuleBasedStateMachine):
    """One account with one conversation, whose messages come from the system."""

    def __init__(self) -> None:
        super().__init__()
        self.caller = Caller(make_model(clock=Clock(), sids=SeededSids(1)))
        self.model = Model(webhooks={"/Configuration/Webhooks": None})
        self.conversation = f"/Conversations/{self.caller.create('/Conversations')['sid']}"

    # What is configured.

    @rule(number=OWN_NUMBERS)
    def configure_address(self, number: str) -> None:
        reply = self.caller.post("/Configuration/Addresses", {"Type": "sms", "Address": number})
        if number in self.model.addresses:
            assert reply.fault == TAKEN
        else:
            assert reply.status == 201
            self.model.addresses[number] = reply.body["sid"]

    @rule(number=OWN_NUMBERS, by_sid=st.booleans())
    def delete_address(self, number: str, by_sid: bool) -> None:
        sid = self.model.addresses.pop(number, None)
        name = sid if by_sid and sid else number
        assert self.caller.delete(f"/Configuration/Addresses/{name}").status == (
            204 if sid else 404
        )

    @rule()
    def create_credential(self) -> None:
        made = self.caller.create("/Credentials", {"Type": "fcm", "Secret": "a secret"})
        self.model.credentials.append(made["sid"])

    @rule()
    def delete_credential(self) -> None:
        if self.model.credentials:
            sid = self.model.credentials.pop(0)
            assert self.caller.delete(f"/Credentials/{sid}").status == 204

    @rule()
    def create_service(self) -> None:
        sid = self.caller.create("/Services", {"FriendlyName": "one"})["sid"]
        self.model.webhooks[f"/Services/{sid}/Configuration/Webhooks"] = None

    @rule()
    def delete_service(self) -> None:
        services = [path for path in self.model.webhooks if path.startswith("/Services")]
        if services:
            del self.model.webhooks[services[0]]
            assert self.caller.delete("/".join(services[0].split("/")[:3])).status == 204
            assert self.caller.get(services[0]).status == 404

    @rule(data=st.data(), url=URLS)
    def set_webhook(self, data: Any, url: str) -> None:
        path = data.draw(st.sampled_from(list(self.model.webhooks)))
        assert self.caller.post(path, {"PostWebhookUrl": url}).status == 200
        self.model.webhooks[path] = url or None

    # What is delivered.

    @rule(number=NUMBERS)
    def join(self, number: str) -> None:
        binding = {
            "MessagingBinding.Address": number,
            "MessagingBinding.ProxyAddress": "+15559999999",
        }
        reply = self.caller.post(f"{self.conversation}/Participants", binding)
        if number in self.model.people:
            assert reply.status == 409
        else:
            assert reply.status == 201
            self.model.people[number] = reply.body["sid"]

    @rule(number=OWN_NUMBERS)
    def refuse_own_number(self, number: str) -> None:
        if number in self.model.addresses:
            binding = {
                "MessagingBinding.Address": number,
                "MessagingBinding.ProxyAddress": "+15559999999",
            }
            reply = self.caller.post(f"{self.conversation}/Participants", binding)
            assert reply.fault == TWILIOS

    @rule(number=NUMBERS)
    def leave(self, number: str) -> None:
        sid = self.model.people.pop(number, "MB" + "0" * 32)
        self.caller.delete(f"{self.conversation}/Participants/{sid}")

    @rule(author=st.none() | NUMBERS)
    def send(self, author: str | None) -> None:
        sent = {"Body": "Hi"} | ({"Author": author} if author else {})
        made = self.caller.create(f"{self.conversation}/Messages", sent)
        assert made["delivery"] is None
        self.model.messages[made["sid"]] = [
            sid for number, sid in self.model.people.items() if number != author
        ]

    @rule()
    def delete_message(self) -> None:
        if self.model.messages:
            sid = next(iter(self.model.messages))
            receipts = f"{self.conversation}/Messages/{sid}/Receipts"
            del self.model.messages[sid]
            assert self.caller.delete(f"{self.conversation}/Messages/{sid}").status == 204
            assert self.caller.get(receipts).status == 404

    @invariant()
    def what_is_configured_is_listed(self) -> None:
        addresses = self.caller.get("/Configuration/Addresses").body["address_configurations"]
        assert {one["address"]: one["sid"] for one in addresses} == self.model.addresses
        credentials = self.caller.get("/Credentials").body["credentials"]
        assert [one["sid"] for one in credentials] == self.model.credentials
        for path, url in self.model.webhooks.items():
            assert self.caller.get(path).body["post_webhook_url"] == url

    @invariant()
    def the_delivery_of_a_message_counts_its_receipts(self) -> None:
        messages = self.caller.get(f"{self.conversation}/Messages").body["messages"]
        assert [one["sid"] for one in messages] == list(self.model.messages)
        for message in messages:
            page = self.caller.follow(message["links"]["delivery_receipts"]).body
            recipients = [one["participant_sid"] for one in page["delivery_receipts"]]
            assert recipients == self.model.messages[message["sid"]]
            delivery = message["delivery"]
            assert (delivery["total"] if delivery else 0) == len(recipients)


Sequences.TestCase.settings = settings(
    max_examples=scale_examples(20), stateful_step_count=25, deadline=None
)
TestSequences = Sequences.TestCase
