import pytest

from ringback.cassette.redaction.multipart import find_parts

TYPE = "multipart/form-data; boundary=b"
HEAD = "Content-Disposition: form-data; "


def parts(text: str, content_type: str = TYPE) -> list[tuple[tuple[str, ...], str]] | None:
    found = find_parts(text, content_type)
    if found is None:
        return None
    return [(part.names, text[part.start : part.end]) for part in found]


@pytest.mark.parametrize("line", ["\r\n", "\n"])
@pytest.mark.parametrize(
    "value", ["v", "", "first\n--second", "-----END-----\nkey", "a\n\nb", "a\n"]
)
def test_a_part_ends_at_its_own_boundary(value: str, line: str) -> None:
    text = line.join(
        ["--b", f'{HEAD}name="Password"', "", value, "--b", f"{HEAD}name=a", "", "c", "--b--", ""]
    )

    assert parts(text)[:2] == [(("Password",), value), (("a",), "c")]  # type: ignore[index]
    assert parts(text, "") == parts(text)
    assert parts(text, "multipart/form-data; boundary=other") == parts(text)


@pytest.mark.parametrize(
    "disposition",
    [
        "name=Password",
        'name="Password"',
        "NAME = Password",
        'filename="x;name=y"; name="Password"',
        "name*=utf-8''Password",
        "name*=utf-8''Pass%77ord",
        'name*0="Pass"; name*1="word"',
        'name="Pass\\word"',
        'name="Password',
        'filename="a\\"; b"; name=Password',
    ],
)
def test_names_are_read_in_every_spelling(disposition: str) -> None:
    found = parts(f"--b\r\nContent-Type: text/plain\r\n{HEAD}\r\n {disposition}\r\n\r\nv\r\n--b--")

    assert found is not None
    assert "Password" in found[0][0]
    assert found[0][1] == "v"


def test_a_body_that_is_cut_off_ends_with_its_last_part() -> None:
    assert parts(f"--b\r\n{HEAD}name=a\r\n\r\nv\r\n-") == [(("a",), "v\r\n-")]


@pytest.mark.parametrize("text", ["", "a: b", "---\na: b\n---\n"])
def test_other_bodies_have_no_parts(text: str) -> None:
    assert parts(text, "text/plain") is None
