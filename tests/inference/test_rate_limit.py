"""How fast a provider may be asked."""

from __future__ import annotations

import asyncio

import pytest

from llmclaims.inference.rate_limit import Allowance, Slots, until_stopped


class Clock:
    """A clock that stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        """Now, in seconds."""
        return self.now


def test_an_allowance_lets_a_burst_through_and_then_a_steady_rate() -> None:
    """Sixty a minute are six at once and one a second after that."""
    clock = Clock()
    allowance = Allowance(60, clock)
    assert [allowance.take(1) for _ in range(8)] == [0, 0, 0, 0, 0, 0, 1.0, 2.0]
    clock.now += 3
    assert allowance.take(1) == 0
    clock.now += 1000
    assert [allowance.take(1) for _ in range(7)] == [0, 0, 0, 0, 0, 0, 1.0]


def test_an_allowance_is_corrected() -> None:
    """What an estimate took too much is free again; what it took too little is owed."""
    allowance = Allowance(60, Clock())
    allowance.take(6)
    allowance.give_back(4)
    assert allowance.take(4) == 0
    allowance.give_back(-10)
    assert allowance.take(1) == 11


def test_no_limit_is_no_wait() -> None:
    """None lets everything through."""
    assert Allowance(None, Clock()).take(1e9) == 0


async def hold(slots: Slots, log: list[int], number: int, until: asyncio.Event) -> None:
    """Take a slot, say so, and keep it until told."""
    async with slots:
        log.append(number)
        await until.wait()


def test_slots_hold_their_number_and_their_order() -> None:
    """No more than so many at once, first come first served, also when somebody gives up waiting."""

    async def run() -> list[int]:
        slots, log, until = Slots(2), [], asyncio.Event()
        tasks = [asyncio.create_task(hold(slots, log, number, until)) for number in range(6)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert log == [0, 1]
        tasks[2].cancel()
        until.set()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(done[2], asyncio.CancelledError)
        return log

    assert asyncio.run(run()) == [0, 1, 3, 4, 5]


def test_a_slot_given_to_somebody_who_is_gone_is_not_lost() -> None:
    """Being cancelled at the very moment of getting a slot gives it on."""

    async def run() -> list[int]:
        slots, log, first, rest = Slots(1), [], asyncio.Event(), asyncio.Event()
        rest.set()
        tasks = [asyncio.create_task(hold(slots, log, 0, first))]
        tasks += [asyncio.create_task(hold(slots, log, number, rest)) for number in (1, 2)]
        await asyncio.sleep(0)
        first.set()
        while len(slots._waiting) == 2:  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(0)
        tasks[1].cancel()  # it has been given the slot, but has not yet run
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
        return log

    assert asyncio.run(run()) == [0, 2]


def test_slots_are_halved_once_for_a_volley_and_grow_back() -> None:
    """Eight refusals of one volley are one sign of overload; answers bring the slots back one by one."""

    async def run() -> list[int]:
        slots, seen = Slots(8), []
        until = asyncio.Event()
        tasks = [asyncio.create_task(hold(slots, [], number, until)) for number in range(8)]
        await asyncio.sleep(0)
        for _ in range(8):
            slots.overloaded()
        seen.append(slots.limit)
        until.set()
        await asyncio.gather(*tasks)
        slots.overloaded()
        seen.append(slots.limit)
        for _ in range(40):
            slots.answered()
        return [*seen, slots.limit]

    assert asyncio.run(run()) == [4, 2, 8]


@pytest.mark.parametrize("times", [1, 50])
def test_one_slot_always_stays(times: int) -> None:
    """However overloaded a provider is, somebody may ask."""
    slots = Slots(4)
    for _ in range(times):
        slots.overloaded()
    assert 1 <= slots.limit < 4


def test_a_wait_is_cut_short_when_the_run_is_stopped() -> None:
    """Whoever interrupts a run does not wait out a minute that a provider asked for."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    wait = until_stopped(sleep, lambda: len(slept) >= 3)
    asyncio.run(wait(60.0))
    assert 0 < sum(slept) <= 1
    slept.clear()
    asyncio.run(until_stopped(sleep, bool)(2.1))
    assert sum(slept) == pytest.approx(2.1)
