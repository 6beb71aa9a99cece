from pathlib import Path

import pytest

from ringback_proxy.testing.proxy_side.hints import vocabulary


@pytest.mark.parametrize(
    ("served", "option", "words"),
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
def test_what_helps_is_said_as_it_is_written(served: bool, option: str, words: list[str]) -> None:
    say = vocabulary(served, option)
    assert words == [
        say.missing(),
        say.record(Path("a.yaml")),
        say.repeats,
        say.ignoring(["A", "B"]),
        say.matching(["method", "path"]),
    ]
