from ringback.state_files.writer import render_document
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.configuration import WebhookSettings
from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.documents import begin, read
from tests.support.twilio.models import make_model

SERVICE = "IS" + "a" * 32
EXAMPLE = """\
conversations:
  - friendly_name: printer on fire
    unique_name: ticket-1
    participants:
      - identity: alice
      - messaging_binding: {address: "+15555550100", proxy_address: "+15555550101"}
    messages:
      - {author: alice, body: it burns}
    webhooks:
      - {target: webhook, configuration: {url: "http://127.0.0.1:5000/hook"}}
users:
  - {identity: alice, friendly_name: Alice}
"""


def test_any_account_begins_with_a_document_that_names_none(clock: Clock) -> None:
    api = make_model(clock=clock, sids=SeededSids(1), start_with=read(EXAMPLE))

    assert api.account_sids == ()
    for user in (ACCOUNT, "AC" + "b" * 32, "SK" + "c" * 32):
        (shown,) = Caller(api, user).get("/Conversations").body["conversations"]
        assert shown["unique_name"] == "ticket-1"
    assert len(api.account_sids) == 3


def test_an_account_that_is_named_exists_at_once_and_others_are_empty(clock: Clock) -> None:
    document = read(f"account_sid: {ACCOUNT}\n{EXAMPLE}")
    api = make_model(clock=clock, sids=SeededSids(1), start_with=document)

    assert api.account_sids == (ACCOUNT,)
    assert len(Caller(api).get("/Conversations").body["conversations"]) == 1
    assert Caller(api, "AC" + "b" * 32).get("/Conversations").body["conversations"] == []


def test_the_only_account_that_is_accepted_exists_at_once(clock: Clock) -> None:
    api = make_model(clock=clock, sids=SeededSids(1), account_sid=ACCOUNT, start_with=read(EXAMPLE))
    assert api.account_sids == (ACCOUNT,)


def test_conversations_are_listed_as_if_the_last_one_were_the_newest() -> None:
    caller = begin("""\
        conversations:
          - {unique_name: one, messages: [{body: late}]}
          - {unique_name: two, state: closed}
          - {unique_name: three}
        """)
    listed = caller.get("/Conversations").body["conversations"]
    assert [one["unique_name"] for one in listed] == ["three", "two", "one"]


def test_users_have_what_the_document_says_of_them() -> None:
    caller = begin(EXAMPLE)
    (user,) = caller.get("/Users").body["users"]
    assert (user["identity"], user["friendly_name"]) == ("alice", "Alice")
    assert user["role_sid"] is not None


def test_a_service_has_contents_of_its_own() -> None:
    caller = begin(f"""\
        services:
          - sid: {SERVICE}
            friendly_name: Support
            configuration:
              reachability_enabled: true
              notifications: {{new_message: {{enabled: true, with_media: {{enabled: true}}}}}}
              webhooks: {{post_webhook_url: "http://127.0.0.1/hook"}}
            roles: [{{friendly_name: agent, type: service, permissions: [joinConversation]}}]
            users: [{{identity: bob}}]
            conversations: [{{unique_name: t}}]
        """)
    path = f"/Services/{SERVICE}"
    names = [one["friendly_name"] for one in caller.get("/Services").body["services"]]
    assert names == ["Default Conversations Service", "Support"]
    assert caller.get(f"{path}/Configuration").body["reachability_enabled"] is True
    shown = caller.get(f"{path}/Configuration/Notifications").body["new_message"]
    assert shown == {"enabled": True, "with_media": {"enabled": True}}
    hook = caller.get(f"{path}/Configuration/Webhooks").body["post_webhook_url"]
    assert hook == "http://127.0.0.1/hook"
    roles = caller.get(f"{path}/Roles").body["roles"]
    assert [role["friendly_name"] for role in roles][-1] == "agent"
    assert len(roles) == 5
    assert caller.get(f"{path}/Users/bob").status == 200
    assert caller.get(f"{path}/Conversations/t").status == 200
    assert caller.get("/Conversations/t").status == 404


def test_the_default_service_has_the_sid_that_the_configuration_names() -> None:
    caller = begin(f"""\
        configuration:
          default_chat_service_sid: {SERVICE}
          default_closed_timer: PT20M
        conversations: [{{unique_name: t}}]
        """)
    shown = caller.get("/Conversations/t").body
    assert shown["chat_service_sid"] == SERVICE
    assert shown["timers"].keys() == {"date_closed"}
    assert len(caller.get("/Services").body["services"]) == 1


def test_an_account_has_credentials_addresses_and_webhooks() -> None:
    caller = begin("""\
        credentials: [{type: fcm, friendly_name: phones, secret: abc}]
        address_configurations:
          - type: sms
            address: "+15550001111"
            auto_creation: {enabled: true, type: webhook, webhook_url: "http://127.0.0.1/a",
                            webhook_filters: [onMessageAdded]}
        configuration: {webhooks: {post_webhook_url: "http://127.0.0.1/b", filters: []}}
        """)
    assert caller.get("/Credentials").body["credentials"][0]["friendly_name"] == "phones"
    (address,) = caller.get("/Configuration/Addresses").body["address_configurations"]
    assert address["auto_creation"]["webhook_filters"] == ["onMessageAdded"]
    assert caller.get("/Configuration/Webhooks").body["post_webhook_url"] == "http://127.0.0.1/b"


def test_an_option_comes_before_the_document() -> None:
    text = """\
        configuration:
          webhooks: {post_webhook_url: "http://127.0.0.1/b", pre_webhook_url: "http://127.0.0.1/c"}
        """
    settings = WebhookSettings(sent="all", post_url="http://127.0.0.1/option")
    shown = begin(text, webhooks=settings).get("/Configuration/Webhooks").body
    assert shown["post_webhook_url"] == "http://127.0.0.1/option"
    assert shown["pre_webhook_url"] == "http://127.0.0.1/c"


def test_no_webhook_is_sent(clock: Clock) -> None:
    settings = WebhookSettings(sent="all", post_url="http://127.0.0.1/b", receipts="timed")
    caller = begin(f"account_sid: {ACCOUNT}\n{EXAMPLE}", clock, settings)
    clock.advance(minutes=5)
    assert caller.api.fire_timers(clock()) == ()
    (message,) = caller.get("/Conversations/ticket-1/Messages").body["messages"]
    assert message["delivery"]["delivered"] == "all"


def test_what_an_open_conversation_has_may_be_in_a_closed_one_before_or_after() -> None:
    pair = '{messaging_binding: {address: "+15550001111", proxy_address: "+15550002222"}}'
    caller = begin(f"""\
        conversations:
          - {{unique_name: old, state: closed, participants: [{pair}]}}
          - {{unique_name: new, participants: [{pair}]}}
          - {{unique_name: older, state: closed, participants: [{pair}]}}
        """)
    for name, state in (("old", "closed"), ("new", "active"), ("older", "closed")):
        assert caller.get(f"/Conversations/{name}").body["state"] == state


def test_a_deleted_default_service_stays_deleted(clock: Clock, caller: Caller) -> None:
    default = caller.get("/Configuration").body["default_chat_service_sid"]
    caller.delete(f"/Services/{default}")

    again = make_model(
        clock=clock, sids=SeededSids(9), start_with=read(render_document(caller.api.dump()))
    )

    assert Caller(again).get("/Services").body["services"] == []
    assert Caller(again).get(f"/Services/{default}").status == 404
    assert again.dump() == caller.api.dump()
