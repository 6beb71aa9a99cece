from pathlib import Path

import pytest

from ringback_proxy.sessions.hints import choose_hints


@pytest.mark.parametrize(
    ("from_serve", "option", "expected"),
    [
        pytest.param(
            False,
            "--ringback-mode=replay",
            [
                "pytest --ringback-mode=replay --ringback-record-mode=once",
                "pytest --ringback-mode=replay --ringback-record-mode=new_episodes",
                "@pytest.mark.ringback(allow_playback_repeats=True)",
                "@pytest.mark.ringback(ignore_field=['A', 'B'])",
                "@pytest.mark.ringback(match_on='method,path')",
            ],
            id="pytest",
        ),
        pytest.param(
            True,
            "",
            [
                'serve(..., record_mode="once")',
                'serve(..., record_mode="new_episodes")',
                "serve(..., allow_playback_repeats=True)",
                "serve(..., ignore_field=['A', 'B'])",
                "serve(..., match_on='method,path')",
            ],
            id="serve",
        ),
    ],
)
def test_hints_are_written_as_the_user_types_them(
    from_serve: bool, option: str, expected: list[str]
) -> None:
    hints = choose_hints(from_serve, option)
    assert expected == [
        hints.missing(),
        hints.record(Path("a.yaml")),
        hints.repeats,
        hints.ignoring(["A", "B"]),
        hints.matching(["method", "path"]),
    ]
