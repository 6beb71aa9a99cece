from ringback.twilio.webhooks.inbound_message import InboundMedia


def test_a_repr_does_not_show_what_is_in_a_file() -> None:
    assert "hidden" not in repr(InboundMedia("text/plain", "a.txt", b"hidden"))
