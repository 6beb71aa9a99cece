"""The content of an uploaded file."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FileContent:
    """The bytes of a file, which no log shows, and their content type."""

    data: bytes = field(repr=False)
    content_type: str
