from ringback_proxy.control.openapi.json_schema import INTEGER, TEXT
from ringback_proxy.control.openapi.operations import content, of_session, operation


def test_an_operation_has_a_reply_and_an_error() -> None:
    described = operation("getOne", "One.", TEXT, status="201")

    assert described["responses"]["201"]["content"] == content(TEXT)
    assert "default" in described["responses"]
    assert "requestBody" not in described
    assert "security" not in described


def test_what_an_operation_takes_is_described() -> None:
    described = operation("putOne", "One.", TEXT, body=INTEGER, query={"after": INTEGER})

    (parameter,) = described["parameters"]
    assert described["requestBody"] == {"content": content(INTEGER)}
    assert (parameter["name"], parameter["in"], parameter["schema"]) == ("after", "query", INTEGER)


def test_an_operation_may_need_no_token() -> None:
    assert operation("getOne", "One.", TEXT, secured=False)["security"] == []


def test_the_path_of_a_session_has_its_name_and_others() -> None:
    described = of_session(names={"number": INTEGER}, get={})

    assert [one["name"] for one in described["parameters"]] == ["name", "number"]
    assert described["get"] == {}
