from tests.support.twilio.caller import Caller
from tests.support.twilio.documents import begin

MEDIA = "https://mcs.us1.twilio.com"
SID = "ME" + "a" * 32


def fetch_media(caller: Caller, sid: str) -> dict[str, object]:
    service = caller.get("/Configuration").body["default_chat_service_sid"]
    reader = Caller(caller.api, origin=MEDIA)
    body = reader.get(f"/Services/{service}/Media/{sid}").body
    assert isinstance(body, dict)
    return body


def read_content(caller: Caller, sid: str) -> bytes:
    service = caller.get("/Configuration").body["default_chat_service_sid"]
    reader = Caller(caller.api, origin=MEDIA)
    answer = reader.answer("GET", f"/v1/Services/{service}/Media/{sid}/Content")
    return answer.response.body  # type: ignore[union-attr] # a reply


def test_a_message_brings_a_file_with_its_content() -> None:
    caller = begin("""\
        conversations:
          - unique_name: t
            messages:
              - media: [{filename: a.txt, content_type: text/plain, data_base64: aGVsbG8=}]
        """)
    (message,) = caller.get("/Conversations/t/Messages").body["messages"]
    (file,) = message["media"]
    assert (file["filename"], file["size"]) == ("a.txt", 5)
    assert read_content(caller, file["sid"]) == b"hello"
    assert fetch_media(caller, file["sid"])["message_sid"] == message["sid"]


def test_a_file_without_content_is_only_described() -> None:
    caller = begin(f"""\
        conversations:
          - unique_name: t
            messages:
              - media: [{{sid: {SID}, filename: a.png, content_type: image/png, size: 7}}]
        """)
    (message,) = caller.get("/Conversations/t/Messages").body["messages"]
    assert message["media"] == [
        {"sid": SID, "size": 7, "content_type": "image/png", "filename": "a.png"}
    ]


def test_a_message_may_have_several_files() -> None:
    caller = begin("""\
        conversations:
          - unique_name: t
            messages:
              - media: [{data_base64: aGVsbG8=}, {filename: b.png, size: 2}]
        """)
    (message,) = caller.get("/Conversations/t/Messages").body["messages"]
    assert [one["size"] for one in message["media"]] == [5, 2]


def test_a_message_has_a_file_of_its_service() -> None:
    caller = begin(f"""\
        media:
          - {{sid: {SID}, filename: a.txt, content_type: text/plain, data_base64: aGVsbG8=,
             author: alice, category: media, date_created: "2026-01-31T12:00:00.25Z"}}
        conversations:
          - unique_name: t
            messages: [{{author: alice, media: [{{sid: {SID}}}]}}]
        """)
    (message,) = caller.get("/Conversations/t/Messages").body["messages"]
    assert message["media"][0]["size"] == 5
    shown = fetch_media(caller, SID)
    assert shown["message_sid"] == message["sid"]
    assert shown["date_created"] == "2026-01-31T05:00:00.250000-07:00"


def test_a_message_names_its_file_as_a_request_does() -> None:
    caller = begin(f"""\
        media: [{{sid: {SID}, data_base64: aGVsbG8=}}]
        conversations: [{{unique_name: t, messages: [{{media_sid: {SID}}}]}}]
        """)
    (message,) = caller.get("/Conversations/t/Messages").body["messages"]
    assert message["media"][0]["size"] == 5
