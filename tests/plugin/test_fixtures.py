"""When the fixtures of the plugin run, among those of a suite."""

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]


def test_only_tests_that_use_it_have_a_fixture_of_the_plugin(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile(
        """
        import os
        import pytest

        @pytest.fixture
        def environment():
            return "RINGBACK_ACTIVE" in os.environ

        @pytest.mark.parametrize("is_used", [
            False, pytest.param(True, marks=pytest.mark.ringback), False,
        ])
        def test_with_a_parameter_of_its_own(is_used, environment, request):
            assert environment is is_used
            own = {name for name in request.node.fixturenames if "ringback" in name}
            assert ("ringback" in own, bool(own)) == (is_used, is_used)

        def test_without(environment):
            assert not environment
        """
    )
    run().assert_outcomes(passed=4)


def test_a_marker_that_a_hook_adds_counts(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makeconftest(
        """
        def pytest_runtest_setup(item):
            item.add_marker("ringback")
        """
    )
    pytester.makepyfile(
        """
        from application import create

        def test_it(request):
            create()
            assert len(request.getfixturevalue("ringback").requests) == 1
        """
    )
    run().assert_outcomes(passed=1)


def test_fixtures_of_longer_scope_run_before_and_others_after(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile(
        """
        import os
        import pytest

        def is_active():
            return "RINGBACK_ACTIVE" in os.environ

        @pytest.fixture(scope="module", autouse=True)
        def longer():
            assert not is_active()
            yield
            assert not is_active()

        @pytest.fixture(autouse=True)
        def shorter():
            assert is_active()
            yield
            assert is_active()

        @pytest.mark.ringback
        def test_marked():
            assert is_active()

        def test_it(ringback):
            assert is_active()
        """
    )
    run().assert_outcomes(passed=2)


def test_settings_and_the_cassettes_folder_may_be_those_of_a_module_or_a_test(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture
        def ringback_config(ringback_config, request):
            return {**ringback_config, "seed": len(request.node.name)}
        """
    )
    suite = """
        import pytest

        @pytest.fixture(scope="module")
        def ringback_config():
            return {"now": "2026-01-31T12:00:00Z"}

        @pytest.fixture
        def ringback_cassette_dir(ringback_cassette_dir, tmp_path):
            assert ringback_cassette_dir.parts[-2:] == ("cassettes", "%s")
            return tmp_path

        def test_it(ringback):
            assert ringback.now.year == 2026

        @pytest.mark.ringback(mode="replay")
        def test_replay(ringback, tmp_path):
            assert ringback._settings.cassette == (tmp_path / "test_replay.yaml",)
        """
    pytester.makepyfile(test_one=suite % "test_one", test_two=suite % "test_two")
    run().assert_outcomes(passed=4)


def test_the_environment_is_restored_if_a_session_cannot_begin(
    pytester: pytest.Pytester, run: Run
) -> None:
    (pytester.mkdir("cassettes") / "test_it").mkdir()
    (pytester.path / "cassettes/test_it/broken.yaml").write_text("interactions: 7")
    pytester.makepyfile(
        test_it="""
        import os
        import pytest

        @pytest.mark.ringback("broken.yaml")
        def test_broken():
            raise AssertionError("it runs")

        def test_after():
            assert "RINGBACK_ACTIVE" not in os.environ
        """
    )
    result = run()
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["*broken.yaml*"])
