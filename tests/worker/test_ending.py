"""Work that is told to end does, also when it did not hear it the first time."""

import asyncio
from contextlib import suppress

import pytest

from curule.worker.loop import AtWork, end, end_rest


async def _works(*, deaf: int) -> None:
    """Work until it is told to end, and hear that only after so many times."""
    for _ in range(deaf):
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            continue
    await asyncio.sleep(60)


async def _fails() -> None:
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError as canceled:
        raise ConnectionError from canceled


@pytest.mark.parametrize("deaf", [0, 1, 3])
def test_it_ends_however_often_it_has_to_be_told(deaf: int) -> None:
    async def scene() -> None:
        working = asyncio.create_task(_works(deaf=deaf))
        await asyncio.sleep(0)
        await asyncio.wait_for(end(working, AtWork(), pause=0.05, patience=60), timeout=10)
        assert working.cancelled()

    asyncio.run(scene())


def test_a_job_that_is_being_done_is_not_told_twice() -> None:
    async def scene() -> None:
        at_work, told = AtWork(), 0

        async def job() -> None:
            nonlocal told
            for _ in range(4):
                try:
                    await asyncio.sleep(0.1)
                except asyncio.CancelledError:
                    told += 1

        working = asyncio.create_task(at_work(job, None, None))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        assert at_work.jobs == 1
        await end(working, at_work, pause=0.01, patience=10)  # type: ignore[arg-type]
        assert (told, at_work.jobs) == (1, 0)

    asyncio.run(scene())


def test_an_error_at_the_end_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        working = asyncio.create_task(_fails())
        await asyncio.sleep(0)
        await end(working, AtWork(), pause=0.05, patience=0.05)

    asyncio.run(scene())
    assert "the jobs ended with ConnectionError" in caplog.text


def test_what_takes_its_first_cancel_for_something_else_is_cancelled_again() -> None:
    async def stubborn() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await asyncio.sleep(60)

    async def ended() -> bool:
        left = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await end_rest(pause=0.01)
        return left.cancelled()

    assert asyncio.run(ended())
