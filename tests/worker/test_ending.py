"""Work that is told to end does, also when it did not hear it the first time."""

import asyncio

import pytest

from curule.worker.loop import end


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
        await asyncio.wait_for(end(working, patience=0.05), timeout=10)
        assert working.cancelled()

    asyncio.run(scene())


def test_an_error_at_the_end_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        working = asyncio.create_task(_fails())
        await asyncio.sleep(0)
        await end(working, patience=0.05)

    asyncio.run(scene())
    assert "the jobs ended with ConnectionError" in caplog.text
