"""Suites that record and replay: outcomes, and the files on disk."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.support.twilio.upstream import Upstream

Run = Callable[..., pytest.RunResult]

SUITE = """
    import pytest
    from application import create

    @pytest.mark.parametrize("name", ["coffee", "a/b"])
    def test_it(ringback, name):
        assert create(name).friendly_name == name
        assert create(name).friendly_name == name

    class TestClass:
        def test_it(self, ringback):
            create()

    @pytest.mark.ringback("support_flow")
    def test_named(ringback):
        create("named")
"""


def cassettes(folder: Path) -> dict[str, int]:
    """Return the number of interactions in each file under a folder."""
    return {
        str(path.relative_to(folder)): len(yaml.safe_load(path.read_text())["interactions"])
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_cassettes_of_one_run_are_replayed_by_the_next_without_the_upstream(
    pytester: pytest.Pytester, run: Run, upstream: Upstream, recording: tuple[str, ...]
) -> None:
    pytester.makepyfile(test_suite=SUITE)
    folder = pytester.path / "cassettes"

    run(*recording, "--ringback-record-mode=once").assert_outcomes(passed=4)
    assert cassettes(folder) == {
        "test_suite/TestClass.test_it.yaml": 1,
        "test_suite/support_flow.yaml": 1,
        "test_suite/test_it[a-b]-306b0382.yaml": 2,
        "test_suite/test_it[coffee].yaml": 2,
    }

    asked = len(upstream.requests)
    run("--ringback-mode=replay", "--ringback-strict").assert_outcomes(passed=4)
    run(*recording, "--ringback-record-mode=once").assert_outcomes(passed=4)
    assert len(upstream.requests) == asked


def test_new_episodes_adds_and_all_records_anew(
    pytester: pytest.Pytester, run: Run, upstream: Upstream, recording: tuple[str, ...]
) -> None:
    first = """
        from application import create

        def test_it(ringback):
            create("one")
    """
    pytester.makepyfile(test_suite=first)
    folder = pytester.path / "cassettes"
    run(*recording, "--ringback-record-mode=new_episodes").assert_outcomes(passed=1)

    pytester.makepyfile(test_suite=first.rstrip() + '\n            create("two")\n')
    run(*recording, "--ringback-record-mode=new_episodes").assert_outcomes(passed=1)
    assert cassettes(folder) == {"test_suite/test_it.yaml": 2}
    assert len(upstream.requests) == 2

    pytester.makepyfile(test_suite=first)
    run(*recording, "--ringback-record-mode=all").assert_outcomes(passed=1)
    assert cassettes(folder) == {"test_suite/test_it.yaml": 1}


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["one", "xdist"])
def test_all_keeps_what_other_tests_of_the_run_recorded_to_the_same_cassette(
    workers: tuple[str, ...], pytester: pytest.Pytester, run: Run, recording: tuple[str, ...]
) -> None:
    pytester.makepyfile(
        test_suite="""
        import pytest
        from application import create

        @pytest.mark.ringback("shared")
        @pytest.mark.parametrize("name", ["one", "two"])
        def test_it(ringback, name):
            create(name)
        """
    )
    for _ in range(2):
        run(*recording, "--ringback-record-mode=all", *workers).assert_outcomes(passed=2)
        assert cassettes(pytester.path / "cassettes") == {"test_suite/shared.yaml": 2}
    run("--ringback-mode=replay").assert_outcomes(passed=2)


def test_a_failed_test_leaves_no_half_cassette(
    pytester: pytest.Pytester, run: Run, recording: tuple[str, ...]
) -> None:
    pytester.makepyfile(
        test_suite="""
        from application import create

        def test_it(ringback):
            create()
            assert False
        """
    )
    run(*recording, "--ringback-record-mode=once").assert_outcomes(failed=1)
    assert cassettes(pytester.path / "cassettes") == {"test_suite/test_it.yaml.pending": 1}


def test_a_missing_cassette_is_a_miss_that_names_the_file_and_the_option(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makeini("[pytest]\nringback_mode = replay")
    pytester.makepyfile(test_suite=SUITE)
    result = run("-k", "TestClass")
    result.assert_outcomes(failed=1, deselected=3)
    cassette = pytester.path / "cassettes/test_suite/TestClass.test_it.yaml"
    result.stdout.fnmatch_lines(
        [
            "*TwilioRestException*",
            "*- ringback -*",
            "POST /v1/Conversations -> 501",
            f"*there is no cassette {cassette} *pytest --ringback-record-mode=once",
        ]
    )
    assert not cassette.parent.exists()


def test_a_miss_that_fails_no_test_is_counted_on_one_line(
    pytester: pytest.Pytester, run: Run
) -> None:
    suite = """
        import pytest
        from application import create

        @pytest.mark.parametrize("count", [0, 1, 2])
        def test_it(ringback, count):
            for _ in range(count):
                with pytest.raises(Exception):
                    create()
    """
    pytester.makepyfile(test_suite=suite)
    line = "ringback: 3 requests missed in 2 tests that passed; --ringback-report lists them"

    for options in ((), ("-q",), ("-n2", "-pxdist")):
        result = run("--ringback-mode=replay", *options)
        result.assert_outcomes(passed=3)
        assert result.outlines.count(line) == 1
    assert line not in run("--ringback-mode=replay", "--ringback-report").outlines


def test_a_miss_is_explained_in_the_report(
    pytester: pytest.Pytester, run: Run, recording: tuple[str, ...]
) -> None:
    suite = """
        import os
        from application import create

        def test_it(ringback):
            create(os.environ["NAME"])
    """
    pytester.makepyfile(test_suite=suite)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAME", "printer on fire")
        run(*recording, "--ringback-record-mode=once").assert_outcomes(passed=1)
        patch.setenv("NAME", "printer on ice")
        patch.setenv("TWILIO_AUTH_TOKEN", "printer-on-ice-is-my-secret-token")
        result = run("--ringback-mode=replay")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*- ringback -*",
            "  no recording answers POST /v1/Conversations.",
            "*FriendlyName *printer on fire*printer on ice*",
            "*to record it: *pytest --ringback-mode=replay --ringback-record-mode=new_episodes",
            "*to match without: @pytest.mark.ringback(ignore_field=[[]'FriendlyName'])",
        ]
    )
    assert "my-secret" not in result.stdout.str()


def test_a_marker_wins_over_the_command_line_and_that_over_the_ini_file(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makeini("[pytest]\nringback_mode = replay")
    pytester.makepyfile(
        """
        import pytest

        def test_run(ringback, request):
            assert ringback.mode == request.config.getoption("ringback_mode", None) or "replay"

        @pytest.mark.ringback(mode="replay")
        def test_marked(ringback):
            assert ringback.mode == "replay"

        @pytest.mark.ringback("named")
        def test_named(ringback):
            assert ringback.mode == "replay"

        @pytest.mark.ringback(mode="fake")
        class TestClosest:
            @pytest.mark.ringback(mode="replay")
            def test_wins(self, ringback):
                assert ringback.mode == "replay"
        """
    )
    run().assert_outcomes(passed=4)
    run("--ringback-mode=fake").assert_outcomes(passed=4)


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        pytest.param(
            'mode="record"', "*mode is 'record'; accepted are fake and replay*", id="mode"
        ),
        pytest.param("7", "*positional arguments are names of cassettes*", id="cassette"),
    ],
)
def test_a_marker_that_is_not_accepted_is_an_error_of_one_line(
    marker: str, message: str, pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile(
        f"""
        import pytest

        @pytest.mark.ringback({marker})
        def test_it():
            pass
        """
    )
    result = run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])
    assert "Traceback" not in result.stdout.str()
    assert "During handling" not in result.stdout.str()


def test_an_unknown_mode_in_the_ini_file_ends_the_run(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makeini("[pytest]\nringback_mode = mock")
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: ringback_mode is 'mock'; accepted are fake and replay"])


def test_an_invalid_cassette_is_an_error_of_one_line(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(test_suite=SUITE)
    folder = pytester.mkdir("cassettes") / "test_suite"
    folder.mkdir()
    (folder / "support_flow.yaml").write_text("just text")
    result = run("-k", "test_named")
    result.assert_outcomes(errors=1, deselected=3)
    result.stdout.fnmatch_lines([f"ringback: {folder / 'support_flow.yaml'}*"])


PLAYED = """
    import pytest
    from application import create

    @pytest.mark.ringback("shared")
    def test_one(ringback):
        create("one")

    @pytest.mark.ringback("shared")
    def test_two(ringback):
        create("two")

    @pytest.mark.ringback("shared")
    def test_all_played(ringback):
        ringback.assert_all_played()
"""


def test_unused_recordings_and_cassettes_are_listed_and_fail_a_strict_run(
    pytester: pytest.Pytester, run: Run, recording: tuple[str, ...]
) -> None:
    pytester.makepyfile(
        test_suite="""
        import pytest
        from application import create

        @pytest.mark.ringback("shared")
        def test_record(ringback):
            for name in ("one", "two", "three"):
                create(name)
        """
    )
    run(*recording, "--ringback-record-mode=once").assert_outcomes(passed=1)
    folder = pytester.path / "cassettes" / "test_suite"
    (folder / "orphan.yaml").write_text("version: 1\ninteractions: []\n")
    pytester.makepyfile(test_suite=PLAYED)

    report = run("--ringback-report")
    report.assert_outcomes(passed=2, failed=1)
    report.stdout.fnmatch_lines(
        [
            "*AssertionError: 3 recorded and never requested:",
            f"*shared.yaml #1: POST /v1/Conversations ({folder / 'shared.yaml'}:*)",
            "not every test ran and passed, so nothing is known to be unused",
        ]
    )

    pytester.makepyfile(test_suite=PLAYED.rpartition("@pytest.mark")[0])
    strict = run("--ringback-strict", "-p", "xdist", "-n", "2")
    strict.assert_outcomes(passed=2)
    assert strict.ret == pytest.ExitCode.TESTS_FAILED
    strict.stdout.fnmatch_lines(
        [f"never played: {folder / 'shared.yaml'} #3", f"of no test: {folder / 'orphan.yaml'}"]
    )
    selected = run("--ringback-strict", "-k", "one")
    assert selected.ret == pytest.ExitCode.OK


def test_workers_of_xdist_record_without_collisions(
    pytester: pytest.Pytester, run: Run, upstream: Upstream, recording: tuple[str, ...]
) -> None:
    pytester.makepyfile(
        test_suite="""
        import pytest
        from application import create

        @pytest.mark.parametrize("number", range(4))
        def test_own(ringback, number):
            create(f"own {number}")

        @pytest.mark.ringback("shared")
        @pytest.mark.parametrize("number", range(4))
        def test_shared(ringback, number):
            create(f"shared {number}")
        """
    )
    run(
        *recording, "--ringback-record-mode=new_episodes", "-p", "xdist", "-n", "2"
    ).assert_outcomes(passed=8)
    assert cassettes(pytester.path / "cassettes") == {
        **{f"test_suite/test_own[{number}].yaml": 1 for number in range(4)},
        "test_suite/shared.yaml": 4,
    }
    run("--ringback-mode=replay", "-p", "xdist", "-n", "2").assert_outcomes(passed=8)
    assert len(upstream.requests) == 8


def test_a_cassette_of_pytest_recording_plays_as_it_is(pytester: pytest.Pytester, run: Run) -> None:
    folder = pytester.mkdir("cassettes") / "test_suite"
    folder.mkdir()
    # As pytest-recording 0.14 and vcrpy name and write it.
    (folder / "TestClass.test_it[a-b].yaml").write_text(
        """\
interactions:
- request:
    body: FriendlyName=printer+on+fire
    headers:
      Content-Type:
      - application/x-www-form-urlencoded
    method: POST
    uri: https://conversations.twilio.com/v1/Conversations
  response:
    body:
      string: '{"sid": "CHcfcd208495d565ef66e7dff9f98764da"}'
    headers:
      Content-Type:
      - application/json
    status:
      code: 201
      message: Created
version: 1
"""
    )
    pytester.makepyfile(
        test_suite="""
        import pytest
        from application import create

        class TestClass:
            @pytest.mark.parametrize("name", ["a/b"])
            def test_it(self, ringback, name):
                assert create().sid == "CHcfcd208495d565ef66e7dff9f98764da"
                ringback.assert_all_played()
        """
    )
    run("--ringback-mode=replay").assert_outcomes(passed=1)


def test_a_miss_that_the_application_swallows_fails_a_strict_run_and_a_strict_test(
    pytester: pytest.Pytester, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        test_suite="""
        import os
        import pytest
        from contextlib import suppress
        from application import create

        @pytest.mark.ringback(mode="replay", strict="STRICT" in os.environ)
        def test_swallows(ringback):
            with suppress(Exception):
                create()
        """
    )
    result = run("--ringback-strict")
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    missed = "missed: POST /v1/Conversations (test_suite.py::test_swallows)"
    result.stdout.fnmatch_lines([missed, "--ringback-strict: the run fails because of this"])
    selected = run("--ringback-strict", "test_suite.py")  # reports misses only
    assert selected.ret == pytest.ExitCode.TESTS_FAILED
    selected.stdout.fnmatch_lines([missed])

    monkeypatch.setenv("STRICT", "1")
    result = run()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["ringback: strict, and", "  missed: POST /v1/Conversations"])


def test_a_record_mode_without_a_replaying_test_gets_a_hint(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile("def test_it(ringback): pass")
    result = run("--ringback-record-mode=once")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["nothing was recorded, since no test replays; mark it *"])


def test_the_environment_sets_the_folder_of_the_authority(
    pytester: pytest.Pytester, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGBACK_CONFDIR", str(pytester.path / "confdir"))
    pytester.makepyfile("def test_it(ringback): pass")
    run().assert_outcomes(passed=1)
    assert list((pytester.path / "confdir").iterdir())


OUTCOMES = """
    import pytest
    from application import create

    @pytest.mark.xfail
    def test_xfails(ringback):
        create()
        assert 0

    def test_skips(ringback):
        create()
        pytest.skip()

    def test_fails(ringback):
        create()
        assert 0
"""


def test_a_test_that_ends_as_expected_keeps_its_cassette(
    pytester: pytest.Pytester, run: Run, recording: tuple[str, ...]
) -> None:
    pytester.makepyfile(test_suite=OUTCOMES)
    run(*recording, "--ringback-record-mode=once").assert_outcomes(xfailed=1, skipped=1, failed=1)

    folder = pytester.path / "cassettes" / "test_suite"
    assert {path.name for path in folder.iterdir()} == {
        "test_xfails.yaml",
        "test_skips.yaml",
        "test_fails.yaml.pending",
    }


@pytest.mark.skipif(
    tuple(map(int, pytest.__version__.split(".")[:1])) < (9,), reason="pytest 9 has subtests"
)
def test_a_test_with_a_failed_subtest_has_failed(
    pytester: pytest.Pytester, run: Run, recording: tuple[str, ...]
) -> None:
    pytester.makepyfile(
        test_suite="""
        from application import create

        def test_it(ringback, subtests):
            create()
            with subtests.test():
                assert 0
        """
    )
    assert run(*recording, "--ringback-record-mode=once").ret == pytest.ExitCode.TESTS_FAILED

    folder = pytester.path / "cassettes" / "test_suite"
    assert [path.name for path in folder.iterdir()] == ["test_it.yaml.pending"]


def test_once_plays_what_pytest_recording_made(
    pytester: pytest.Pytester, run: Run, upstream: Upstream, recording: tuple[str, ...]
) -> None:
    pytester.makepyfile(
        test_suite="""
        import pytest
        from application import create

        @pytest.mark.parametrize("name", ["a/b"])
        def test_it(ringback, name):
            create(name)
        """
    )
    run(*recording, "--ringback-record-mode=once").assert_outcomes(passed=1)
    (made,) = (pytester.path / "cassettes" / "test_suite").iterdir()
    made.rename(made.with_name("test_it[a-b].yaml"))

    asked = len(upstream.requests)
    run(*recording, "--ringback-record-mode=once").assert_outcomes(passed=1)
    assert len(upstream.requests) == asked


@pytest.mark.parametrize("on_miss", ["refuse", "fake"])
def test_unplayed_recordings_are_reported_whatever_answers_misses(
    pytester: pytest.Pytester, run: Run, recording: tuple[str, ...], on_miss: str
) -> None:
    pytester.makepyfile(
        test_suite=f"""
        import pytest
        from application import create

        @pytest.mark.ringback("one", on_miss="{on_miss}", strict=True)
        def test_plays(ringback):
            create()
            ringback.assert_all_played()

        @pytest.mark.ringback("one", on_miss="{on_miss}", strict=True)
        def test_plays_nothing(ringback):
            pass
        """
    )
    run(*recording, "--ringback-record-mode=once", "-k", "not nothing").assert_outcomes(passed=1)

    result = run()
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["ringback: strict, and", "  never played: *one.yaml #1"])
