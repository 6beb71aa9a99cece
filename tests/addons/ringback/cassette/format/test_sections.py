from ringback.cassette.format.sections import Section, UnreadableError


def test_a_section_is_without_a_column_unless_it_is_given() -> None:
    assert Section("version", "1", 1) == ("version", "1", 1, None)


def test_an_unreadable_text_is_reported_with_its_line() -> None:
    error = UnreadableError("not YAML", 7)

    assert (str(error), error.message, error.line) == ("not YAML", "not YAML", 7)
