import pytest

from ringback.cassette.format.sections import UnreadableError
from ringback.cassette.format.yaml_tags import check_tag, convert_mapping, convert_scalar

YAML = "tag:yaml.org,2002:"
BYTESIO = f"{YAML}python/object/new:_io.BytesIO"
ITERATOR = f"{YAML}python/object/apply:builtins.iter"


@pytest.mark.parametrize("tag", ["!", f"{YAML}str", f"{YAML}python/str", f"{YAML}python/unicode"])
def test_a_tagged_text_is_text(tag: str) -> None:
    assert convert_scalar(tag, "x", 1) == "x"


@pytest.mark.parametrize("text", ["YWI=", "YW\nI=\n"])
def test_binary_is_bytes(text: str) -> None:
    assert convert_scalar(f"{YAML}binary", text, 1) == b"ab"


@pytest.mark.parametrize("text", ["abc!", "é"])
def test_binary_has_to_be_base64(text: str) -> None:
    with pytest.raises(UnreadableError, match="!!binary that is not base64") as caught:
        convert_scalar(f"{YAML}binary", text, 7)

    assert caught.value.line == 7


@pytest.mark.parametrize(
    ("tag", "problem"),
    [
        (f"{YAML}python/object:os.system", "the tag !!python/object:os.system is not read"),
        ("!mine", "the tag !mine is not read"),
        ("!binary", "the tag !binary is not read: Ruby writes it, vcrpy writes !!binary"),
    ],
)
def test_any_other_tag_is_refused(tag: str, problem: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        check_tag(tag, 7)

    assert caught.value.message.startswith(problem)
    assert caught.value.line == 7


@pytest.mark.parametrize(
    ("tag", "value", "body"),
    [
        (BYTESIO, {"state": [b"ab", "0"]}, b"ab"),
        (BYTESIO, {"state": []}, b""),
        (ITERATOR, {"args": [[b"ab"]]}, [b"ab"]),
        (ITERATOR, {}, b""),
    ],
)
def test_an_old_request_body_is_its_content(
    tag: str, value: dict[object, object], body: object
) -> None:
    assert convert_mapping(tag, value) == body


def test_any_other_mapping_is_itself() -> None:
    assert convert_mapping(f"{YAML}map", {"state": ["a"]}) == {"state": ["a"]}
