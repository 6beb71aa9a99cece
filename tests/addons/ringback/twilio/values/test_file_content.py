from ringback.twilio.values.file_content import FileContent


def test_no_log_shows_the_bytes_of_a_file() -> None:
    assert repr(FileContent(b"secret", "text/plain")) == "FileContent(content_type='text/plain')"
