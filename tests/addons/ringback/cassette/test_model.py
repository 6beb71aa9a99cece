from dataclasses import replace
from pathlib import Path

from ringback.cassette.model import Cassette, Library, Recording
from tests.support.cassettes.exchanges import create, created

PATH = Path("cassettes/create.yaml")


def recording(line: int | None = 12) -> Recording:
    return Recording(create(), created(), PATH, 3, line)


def test_the_label_is_file_and_index() -> None:
    assert recording().label == "create.yaml #3"


def test_the_place_is_path_and_line() -> None:
    assert recording().place == str(PATH) + ":12"


def test_a_recording_in_json_has_no_line() -> None:
    assert recording(line=None).place == str(PATH)


def test_a_library_lists_recordings_file_after_file() -> None:
    first, second = recording(1), recording(2)

    library = Library((Cassette(PATH, (first,)), Cassette(PATH, (second,))))

    assert library.recordings == (first, second)


def test_a_library_lists_each_name_to_redact_once() -> None:
    cassettes = (Cassette(PATH, redact_names=("a", "b")), Cassette(PATH, redact_names=("b", "c")))

    assert Library(cassettes).redact_names == ("a", "b", "c")


def test_a_library_warns_of_each_incomplete_interaction() -> None:
    whole, torn = Cassette(PATH), Cassette(PATH, torn_line=7)

    assert Library((whole, torn)).warnings == (
        f"{PATH}:7: the last interaction was cut off while it was written; it is left out",
    )


def test_cassettes_with_nothing_to_play_are_named() -> None:
    full, other = Cassette(PATH, (recording(),)), Cassette(Path("cassettes/other.json"))

    assert Library((full,)).empty_warnings == ()
    assert Library((full, Cassette(PATH))).empty_warnings == (
        f"{PATH} holds no recording; record some: ringback record -c {PATH} -- COMMAND",
    )
    assert Library((other, Cassette(PATH))).empty_warnings == (
        (
            "cassettes/other.json and 1 more hold no recording; "
            "record some: ringback record -c cassettes/other.yaml -- COMMAND"
        ),
    )


def test_unplayable_recordings_are_left_out_with_one_warning() -> None:
    connect = replace(recording(), request=replace(create(), method="CONNECT"))
    library = Library((Cassette(PATH, (connect, recording(), connect)),))

    assert library.recordings == (recording(),)
    assert library.warnings == (
        (
            f"{PATH}:12: create.yaml #3 (and 1 more) can never be played, and is left out: "
            "CONNECT is not a request to the API"
        ),
    )
