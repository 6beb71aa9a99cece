"""The `Ringback` response header, which names where an answer came from."""

from urllib.parse import quote

from ringback.modes.outcomes import Answer

NAME = "Ringback"


def format_source(answer: Answer) -> str:
    """Return the value, a structured field (RFC 9651) such as `cassette;file="a.yaml";index=3`.

    Of an answer with an injected fault it is that fault: `fault;name="slow"`.
    """
    value = str(answer.source)
    if answer.injection is not None:
        return f"{value};name={_format_string(answer.injection.name)}"
    if answer.file is not None:
        value += f";file={_format_string(answer.file)}"
    if answer.index is not None:
        value += f";index={answer.index}"
    return value


def _format_string(text: str) -> str:
    """Return a String, or a Display String where the text is not printable ASCII."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    safe = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '%"')
    encoded = quote(text.encode("utf-8", "replace"), safe=safe)
    # Python escapes with upper-case digits; a Display String has lower-case ones.
    lowered = "%".join(
        part if number == 0 else part[:2].lower() + part[2:]
        for number, part in enumerate(encoded.split("%"))
    )
    return f'%"{lowered}"'
