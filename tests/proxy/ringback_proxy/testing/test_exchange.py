from ringback.http.messages import Response
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.testing.exchange import Exchange
from tests.support.cassettes.exchanges import JSON, create, created, request

ENTRY = JournalEntry(
    create(FriendlyName="printer on fire"), created(), Source.CASSETTE, 0.1, "it.yaml", 3, ("n",)
)


def exchange(**asked: object) -> Exchange:
    return Exchange(request(**asked), created(), "fake", 0.0)  # type: ignore[arg-type]


def test_an_entry_of_the_journal_is_parsed() -> None:
    seen = Exchange.from_entry(ENTRY)
    assert (seen.method, seen.path, seen.status) == ("POST", "/v1/Conversations", 201)
    assert seen.url == "https://conversations.twilio.com/v1/Conversations"
    assert seen.form == {"FriendlyName": "printer on fire"}
    assert seen.reply["sid"].startswith("CH")
    assert (seen.source, seen.file, seen.index, seen.notes) == ("cassette", "it.yaml", 3, ("n",))


def test_a_path_is_decoded_and_has_no_query() -> None:
    seen = exchange(target="/v1/Conversations/a%20b?Order=desc&Tag=1&Tag=2")
    assert seen.path == "/v1/Conversations/a b"
    assert seen.query == {"Order": "desc", "Tag": ["1", "2"]}


def test_an_empty_field_is_kept() -> None:
    assert exchange(body=b"UniqueName=").form == {"UniqueName": ""}


def test_a_multipart_form_is_parsed() -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="UniqueName"\r\n\r\na b\r\n--x--\r\n'
    seen = exchange(body=part, content_type="multipart/form-data; boundary=x")
    assert seen.form == {"UniqueName": "a b"}


def test_a_body_of_another_type_has_no_form() -> None:
    seen = exchange(body=b'{"a": 1}', content_type=JSON)
    assert (seen.form, seen.json) == ({}, {"a": 1})


def test_a_body_that_is_not_json_is_none() -> None:
    assert exchange(body=b"a=b").json is None
    assert Exchange(create(), Response(204), "fake", 0.0).reply is None


def test_the_repr_has_no_secrets() -> None:
    assert "Basic" not in repr(Exchange.from_entry(ENTRY))
