import asyncio
from typing import Any

from ringback.state.job import Job, group_jobs, resolve


def make_job(session: Any, future: "asyncio.Future[Any] | None" = None, **more: Any) -> Job[Any]:
    job: Job[Any] = Job(session, lambda _: None, future)
    for name, value in more.items():
        setattr(job, name, value)
    return job


def test_jobs_are_grouped_by_session_and_stay_in_order() -> None:
    one, two = object(), object()
    jobs = [make_job(each) for each in (one, two, one)]

    assert group_jobs(jobs) == [(one, [jobs[0], jobs[2]]), (two, [jobs[1]])]


def test_those_who_wait_get_results_and_errors() -> None:
    async def scenario() -> list[Any]:
        loop = asyncio.get_running_loop()
        futures = [loop.create_future() for _ in range(3)]
        jobs = [
            make_job(None, futures[0], result="done"),
            make_job(None, futures[1], error=KeyError("gone")),
            make_job(None, futures[2], result="kept", keep_webhooks=lambda result, own: result * 2),
            make_job(None),
        ]
        await asyncio.to_thread(resolve, jobs)
        return await asyncio.gather(*futures, return_exceptions=True)

    done, error, kept = asyncio.run(scenario())

    assert (done, str(error), kept) == ("done", "'gone'", "keptkept")


def test_webhooks_of_a_client_that_has_gone_are_sent_all_the_same() -> None:
    class Session:
        def __init__(self) -> None:
            self.news: list[Any] = []

        def on_news(self, webhooks: Any) -> None:
            self.news.append(webhooks)

    async def scenario() -> list[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        future.cancel()
        session = Session()
        resolve([make_job(session, future, own=("webhook",))])
        await asyncio.sleep(0)
        return session.news

    assert asyncio.run(scenario()) == [("webhook",)]


def test_a_loop_that_has_ended_is_no_error() -> None:
    loop = asyncio.new_event_loop()
    future: asyncio.Future[Any] = loop.create_future()
    loop.close()

    resolve([make_job(None, future)])
