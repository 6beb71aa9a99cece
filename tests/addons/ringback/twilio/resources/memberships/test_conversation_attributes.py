from tests.support.twilio.caller import Caller


def test_both_views_show_the_same_of_a_conversation(caller: Caller) -> None:
    sent = {"UniqueName": "one", "FriendlyName": "One", "Timers.Closed": "PT10M"}
    made = caller.create("/Conversations", sent)
    caller.create(f"/Conversations/{made['sid']}/Participants", {"Identity": "ann"})
    user = caller.get("/Users/ann/Conversations/one").body
    looked_up = caller.get("/ParticipantConversations?Identity=ann").body["conversations"][0]

    for name in ("friendly_name", "state", "timers", "attributes", "date_created", "unique_name"):
        assert looked_up[f"conversation_{name}"] == made[name]
        assert user[name if name != "state" else "conversation_state"] == made[name]
    assert looked_up["links"] == user["links"]
    assert looked_up["participant_user_sid"] == user["user_sid"]
