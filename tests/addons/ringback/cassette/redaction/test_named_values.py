import pytest

from ringback.cassette.redaction.named_values import replace_named_values
from tests.support.endless import guard_against_endless_work


def redact(text: str) -> str:
    return replace_named_values(
        text, {"Password", "password", "db.password"}.__contains__, lambda _: "X"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("password: correct horse\nuser: a", "password: X\nuser: a"),
        ("password: a, b; c & d <e>", "password: X"),
        ("password = it's", "password = X"),
        ("db.password=two words", "db.password=X"),
        ("a; password=b c; d=e", "a; password=X; d=e"),
        ("/x?password=a&b=c d", "/x?password=X&b=c d"),
        ('x password="two words" y', 'x password="X" y'),
        ("password='it''s two' y", "password='X' y"),
        ('password="a\\" b" c', 'password="X" c'),
        ('password="never closed\nb: c', 'password="X'),
        ('{"a":1} tail {"password":"two words", "b": "c"}',
         '{"a":1} tail {"password":"X", "b": "c"}'),
        ('log: {\\"password\\": \\"two words\\", \\"b\\": 1}',
         'log: {\\"password\\": \\"X\\", \\"b\\": 1}'),
        ('x {"password": ["a b", {"c": "]"}], "b": 1}', 'x {"password": "X", "b": 1}'),
        ('x {"password": ["a b"', 'x {"password": X'),
        ("'password' => 'a b'", "'password' => 'X'"),
        ("password: >-\n  two\n\n  words\nuser: a", "password: X\nuser: a"),
        ("a:\n  - password: |\n      two\n    user: b", "a:\n  - password: X\n    user: b"),
        ("password:\n  two\n  words\nuser: a", "password:\n  X\nuser: a"),
        ("password: 'two\n  words'\nuser: a", "password: 'X'\nuser: a"),
        ("password: a\n  folded\nuser: b", "password: X\nuser: b"),
        ("user: a\npassword:", "user: a\npassword:"),
        ("passwordless: a b", "passwordless: a b"),
        ("<Password>correct horse</Password><a>b</a>", "<Password>X</Password><a>b</a>"),
        ("<Password>ab&amp;cd</Password>", "<Password>X</Password>"),
        ('<Password type="x">v</Password>', '<Password type="x">X</Password>'),
        ("<Password\n a='1'\n>v</Password\n>", "<Password\n a='1'\n>X</Password\n>"),
        ("<Password><![CDATA[a</b>c]]></Password>", "<Password>X</Password>"),
        ("<p:Password>v w</p:Password>", "<p:Password>X</p:Password>"),
        ("<Password>\n v\n</Password>", "<Password>X</Password>"),
        ("<Password><Password>a</Password>b</Password>c", "<Password>X</Password>c"),
        ("<Password>never closed</a>", "<Password>X"),
        ("<Password/><a>b</a>", "<Password/><a>b</a>"),
        ('<a Password="two words" b="c"/>', '<a Password="X" b="c"/>'),
        ("<a p:Password='two words'/>", "<a p:Password='X'/>"),
        ("password=two\\\nwords\nb=c", "password=X\nb=c"),
        ('password = """\na "b"\n"""\nc=1', 'password = """X"""\nc=1'),
        ("password = '''a 'b' ''' c", "password = '''X''' c"),
        ("tool --password two words", "tool --password X words"),
        ("tool --password --verbose", "tool --password --verbose"),
        ("? password\n: a b\nc: d", "? password\n: X\nc: d"),
        ("<p name='Password' value='a b'/>", "<p name='Password' value='X'/>"),
        ("&lt;Password&gt;a b&lt;/Password&gt;", "&lt;Password&gt;X&lt;/Password&gt;"),
    ],
)  # fmt: skip
def test_what_follows_a_sensitive_name_is_replaced_whole(before: str, after: str) -> None:
    assert redact(before) == after
    assert redact(after) == after


@pytest.mark.parametrize(
    "piece",
    [
        "password:",
        "password='",
        "<Password>",
        "<Password ",
        "a=",
        "<",
        "password:[",
        "--password ",
        "password '''",
        "password=\\\n",
        "\n ",
        "a.",
        "\\",
    ],
)
def test_the_work_grows_with_the_text_and_not_faster(piece: str) -> None:
    with guard_against_endless_work():
        redact(piece * (1_000_000 // len(piece)))
