"""Suites whose tests fake."""

import os
import sys
from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]


def test_a_test_fakes_by_default_and_asserts_on_requests(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile(
        """
        from application import create

        def test_it(ringback):
            conversation = create()
            (exchange,) = ringback.assert_requested(
                "POST", "/v1/Conversations", form={"FriendlyName": "printer on fire"}, times=1
            )
            assert exchange.reply["sid"] == conversation.sid
            assert exchange.source == "fake"
        """
    )
    run().assert_outcomes(passed=1)


def test_each_test_has_an_empty_state_and_journal(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest
        from application import create

        @pytest.mark.parametrize("number", range(3))
        def test_it(ringback, number):
            assert not ringback.requests
            assert len(ringback.conversations) == 0
            create()
            assert [one.friendly_name for one in ringback.conversations] == ["printer on fire"]
        """
    )
    run().assert_outcomes(passed=3)


def test_a_client_that_lives_longer_than_a_test_keeps_its_connection(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile(
        """
        import pytest
        import requests

        SESSION = requests.Session()

        @pytest.mark.parametrize("number", range(3))
        def test_it(ringback, number):
            url = "https://conversations.twilio.com/v1/Conversations"
            assert SESSION.post(url, auth=("ACx", "t")).status_code == 201
            assert len(ringback.requests) == 1
            (proxy,) = SESSION.get_adapter(url).proxy_manager.values()
            (pool,) = (proxy.pools[key] for key in proxy.pools.keys())
            assert pool.num_connections == 1

        def test_the_end():
            SESSION.close()
        """
    )
    run().assert_outcomes(passed=4)


def test_programs_that_a_test_starts_go_through_the_proxy(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile(
        """
        import subprocess
        import sys

        def test_it(ringback):
            subprocess.run([sys.executable, "-c", "import application; application.create()"],
                           check=True)
            ringback.assert_requested("POST", "/v1/Conversations", times=1)
        """
    )
    run().assert_outcomes(passed=1)


def test_the_environment_is_restored(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import os
        import subprocess
        import pytest

        def inherited():
            listed = subprocess.run(["env"], capture_output=True, text=True, check=True).stdout
            return dict(line.split("=", 1) for line in listed.splitlines() if "=" in line)

        BEFORE = dict(os.environ), inherited()

        def test_it(ringback):
            assert os.environ["HTTPS_PROXY"] != inherited()["HTTPS_PROXY"]

        def test_after():
            now = {key: value for key, value in os.environ.items() if key != "PYTEST_CURRENT_TEST"}
            before = {key: BEFORE[0][key] for key in BEFORE[0] if key != "PYTEST_CURRENT_TEST"}
            assert now == before
            ours = [name for name in inherited() if "proxy" in name.lower()]
            assert {name: inherited()[name] for name in ours} == {
                name: BEFORE[1].get(name) for name in ours
            }
        """
    )
    before = dict(os.environ)
    run().assert_outcomes(passed=2)
    assert dict(os.environ) == before


def test_it_works_with_every_way_of_using_it(pytester: pytest.Pytester, run: Run) -> None:
    # One run for all of them: each run starts a proxy.
    pytester.makepyfile(
        test_marker="""
        import pytest
        from application import create

        @pytest.mark.ringback
        def test_it():
            create()
        """,
        test_module_marker="""
        import pytest
        from application import create

        pytestmark = pytest.mark.ringback

        def test_it():
            create()
        """,
        test_class_marker="""
        import pytest
        from application import create

        @pytest.mark.ringback
        class TestIt:
            def test_it(self):
                create()
        """,
        test_unittest="""
        import unittest
        import pytest
        from application import create

        @pytest.mark.usefixtures("ringback")
        class TestIt(unittest.TestCase):
            def test_it(self):
                create()
        """,
        test_async="""
        import pytest
        import httpx

        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @pytest.mark.anyio
        async def test_it(ringback):
            url = "https://conversations.twilio.com/v1/Conversations"
            async with httpx.AsyncClient() as client:
                assert (await client.post(url, auth=("ACx", "t"))).status_code == 201
            ringback.assert_requested("POST")
        """,
        test_client_fixture="""
        import pytest
        import httpx

        @pytest.fixture
        def client():
            with httpx.Client() as client:
                yield client

        def test_it(client, ringback):
            url = "https://conversations.twilio.com/v1/Conversations"
            assert client.post(url, auth=("ACx", "t")).status_code == 201
        """,
        test_base_url="""
        import urllib.request

        def test_it(ringback):
            request = urllib.request.Request(
                f"{ringback.base_url}/v1/Conversations",
                data=b"",
                headers={"Authorization": "Basic QUN4OnQ="},
            )
            with urllib.request.urlopen(request) as reply:
                assert reply.status == 201
            ringback.assert_requested("POST", "/v1/Conversations", times=1)
        """,
        test_ready_client="""
        def test_it(ringback):
            created = ringback.client().conversations.v1.conversations.create()
            assert ringback.conversations[created.sid].state == "active"
        """,
    )
    run("-p", "anyio").assert_outcomes(passed=8)


def test_a_program_that_outlives_tests_is_answered_by_the_running_test(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile(
        service="""
        import sys
        from application import create

        for line in sys.stdin:
            print(create(line.strip()).sid, flush=True)
        """,
        test_it="""
        import os
        import subprocess
        import sys
        import pytest

        @pytest.fixture(scope="session")
        def service(ringback_session):
            account = {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "t"}
            with subprocess.Popen(
                [sys.executable, "service.py"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, **ringback_session.environ, **account},
            ) as process:
                yield process
                process.stdin.close()

        @pytest.mark.parametrize("name", ["one", "two"])
        def test_it(service, ringback, name):
            print(name, file=service.stdin, flush=True)
            assert service.stdout.readline().startswith("CH")
            ringback.assert_requested("POST", form={"FriendlyName": name}, times=1)
            assert len(ringback.requests) == 1
        """,
    )
    run().assert_outcomes(passed=2)


def test_a_program_of_an_ended_test_sees_no_other_test_s_state(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile(
        late="""
        import sys
        from application import create

        sys.stdin.readline()
        try:
            print(create().sid)
        except Exception as error:
            print(error)
        """,
        test_it="""
        import subprocess
        import sys

        STARTED = []

        def test_first(ringback):
            STARTED.append(subprocess.Popen(
                [sys.executable, "late.py"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            ))

        def test_second(ringback):
            (process,) = STARTED
            with process:
                message, _ = process.communicate("now")
            assert "this came from test_it.py::test_first, which has ended" in message
            assert ringback.requests == ()
        """,
    )
    run().assert_outcomes(passed=2)


def test_settings_come_from_the_marker_and_the_config_fixture(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile(
        """
        from datetime import datetime, timedelta, timezone
        import pytest
        from application import create

        @pytest.fixture
        def ringback_config():
            return {"seed": 7, "now": "2026-01-31T12:00:00Z"}

        SIDS = []

        @pytest.mark.parametrize("number", range(2))
        def test_the_same_every_time(ringback, number):
            SIDS.append(create().sid)
            assert len(set(SIDS)) == 1
            assert ringback.now == datetime(2026, 1, 31, 12, tzinfo=timezone.utc)

        @pytest.mark.ringback(seed=8)
        def test_a_marker_wins(ringback):
            assert create().sid not in SIDS
            ringback.advance(hours=1)
            assert create().date_created.hour == 13

        @pytest.mark.ringback(colour="red")
        def test_unknown(ringback):
            pass
        """
    )
    result = run()
    result.assert_outcomes(passed=3, errors=1)
    accepted = "accepted are miss_status, fault, seed, *"
    result.stdout.fnmatch_lines([f"*there is no setting 'colour'; {accepted}"])


def test_a_test_begins_with_a_start_file(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makefile(".yaml", start="conversations: [{unique_name: ticket-1}]")
    pytester.makefile(".yaml", wrong="conversations: [{state: opened}]")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.ringback(start_with="start.yaml")
        @pytest.mark.parametrize("number", range(2))
        def test_each_begins_anew(ringback, number):
            (found,) = ringback.conversations
            assert found.unique_name == "ticket-1"
            ringback.client().conversations.v1.conversations("ticket-1").delete()
            assert ringback.requests[0].method == "DELETE"

        def test_another_begins_empty(ringback):
            assert not list(ringback.conversations)

        @pytest.mark.ringback(start_with={"conversations": [{"unique_name": "inline"}]})
        def test_a_document(ringback):
            (found,) = ringback.conversations
            assert found.unique_name == "inline"

        @pytest.mark.ringback(start_with="wrong.yaml")
        def test_a_mistake(ringback):
            pass
        """
    )
    result = run()
    result.assert_outcomes(passed=4, errors=1)
    result.stdout.fnmatch_lines(["*wrong.yaml:1: state is 'opened', which Twilio refuses *"])


def test_an_injected_fault_is_raised_by_the_client(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest
        from application import create
        from twilio.base.exceptions import TwilioRestException

        def test_it(ringback):
            ringback.fail_next(429, times=2)
            for _ in range(2):
                with pytest.raises(TwilioRestException) as caught:
                    create()
                assert (caught.value.status, caught.value.code) == (429, 20429)
            create()
            assert [one.status for one in ringback.requests] == [429, 429, 201]
        """
    )
    run().assert_outcomes(passed=1)


def test_a_failed_assertion_shows_the_journal_with_the_closest_request_marked(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.makepyfile(
        """
        from application import create

        def test_it(ringback):
            create("printer on fire")
            create("coffee is out")
            ringback.assert_requested("POST", "/v1/Conversations/*", form={"FriendlyName": "x"})

        def test_nothing(ringback):
            ringback.assert_requested("POST")

        def test_never(ringback):
            create()
            ringback.assert_not_requested("POST")
        """
    )
    result = run()
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "*expected at least once, came never: POST /v1/Conversations/[*], form Fri*",
            "*#  request*status  source  differs in",
            "*>  1  POST /v1/Conversations  201 *fake *path /v1/Conversations; form FriendlyName=*",
            "*No request reached the proxy.*",
            "*expected never, came once: POST any path",
        ]
    )


def test_a_suite_may_itself_run_under_ringback(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import os
        from application import create

        def test_mine(ringback):
            create()
            assert len(ringback.requests) == 1

        def test_the_outer_one():
            os.environ.setdefault("TWILIO_ACCOUNT_SID", "AC" + "1" * 32)
            os.environ.setdefault("TWILIO_AUTH_TOKEN", "t")
            create()
        """
    )
    result = pytester.run(
        *(sys.executable, "-m", "ringback_proxy", "fake", "--"),
        *(sys.executable, "-m", "pytest", "-p", "no:ringback"),
        *("-p", "ringback_proxy.pytest_plugin.plugin", "-W", "error"),
    )
    result.assert_outcomes(passed=2)
    result.stderr.fnmatch_lines(["ringback: 1 exchange: 1 fake"])


def test_other_hosts_are_refused_on_request(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest
        import requests
        from application import create

        def test_tunnelled(ringback):
            with pytest.raises(requests.exceptions.ProxyError, match="501"):
                requests.get("https://example.invalid/")
            create()

        def test_plain(ringback):
            reply = requests.get("http://example.invalid/")
            assert reply.status_code == 501
            assert "--ringback-block-network" in reply.json()["message"]
            assert [one.source for one in ringback.requests] == ["miss"]
        """
    )
    run("--ringback-block-network").assert_outcomes(passed=2)


def test_a_miss_in_a_fixture_s_teardown_is_explained(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest
        from application import create

        @pytest.fixture
        def cleaning():
            yield
            create()

        @pytest.mark.ringback("gone")
        def test_it(cleaning):
            pass
        """
    )
    result = run()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*- ringback -*", "POST /v1/Conversations -> 501"])


def test_a_strict_test_fails_for_what_is_not_faked(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest
        from contextlib import suppress

        @pytest.mark.ringback(strict=True)
        def test_it(ringback):
            with suppress(Exception):
                url = "https://conversations.twilio.com/v1/Conversations/CH1/Export"
                ringback.client().request("GET", url)
        """
    )
    result = run()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["ringback: strict, and", "  missed: GET /v1/Conversations/CH1/Export*"]
    )


def test_a_strict_test_fails_for_an_unknown_parameter(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.ringback(strict=True)
        def test_it(ringback):
            url = "https://conversations.twilio.com/v1/Conversations"
            ringback.client().request("POST", url, data={"FriendlyNmae": "x"})
        """
    )
    result = run()
    result.assert_outcomes(passed=1, errors=1)
    noted = "  unknown parameter: POST /v1/Conversations: 'FriendlyNmae' is not *FriendlyName?"
    result.stdout.fnmatch_lines(["ringback: strict, and", noted])


def test_an_application_has_the_credentials_of_its_test_s_settings(
    pytester: pytest.Pytester, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWILIO_ACCOUNT_SID", raising=False)
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    pytester.makepyfile(
        """
        import pytest
        from application import create

        @pytest.mark.ringback(account_sid="AC" + "5" * 32, auth_token="right")
        def test_it(ringback):
            assert create().account_sid == "AC" + "5" * 32
        """
    )
    run().assert_outcomes(passed=1)
