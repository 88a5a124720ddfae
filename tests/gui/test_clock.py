"""The clock moves the cursor: driven by hand, without waiting."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from simulator.gui.clock import CUT, LONGEST, STEP, Clock
from simulator.gui.cursor import Cursor
from simulator.render.motion import PHASES


@pytest.fixture
def clock() -> Clock:
    cursor = Cursor()
    cursor.set_last(4)
    clock = Clock(cursor)
    cursor.setParent(clock)
    return clock


def place(clock: Clock) -> tuple[int, float]:
    return clock.cursor.step, round(clock.cursor.phase, 6)


def let(clock: Clock, ms: float) -> None:
    """Let time pass in frames."""
    while ms > 0:
        clock.tick(min(16.0, ms))
        ms -= 16.0


def test_a_step_forward_runs_through_the_next_step_and_rests(clock: Clock) -> None:
    clock.forward()
    assert place(clock) == (2, 0.0)
    assert clock.running
    let(clock, STEP / 2)
    assert place(clock) == (2, 0.5)
    let(clock, STEP)
    assert place(clock) == (2, 1.0)
    assert not clock.running


def test_a_second_step_finishes_the_first_at_once(clock: Clock) -> None:
    clock.forward()
    let(clock, 100)
    clock.forward()
    assert place(clock) == (3, 0.0)


def test_at_the_end_forward_finishes_the_step_and_stays(clock: Clock) -> None:
    clock.jump(3)
    clock.forward()
    let(clock, 100)
    clock.forward()
    assert place(clock) == (4, 1.0)
    assert not clock.running


def test_back_goes_to_the_end_of_the_step_before_and_stays_at_the_first(clock: Clock) -> None:
    clock.forward()
    let(clock, 100)
    clock.back()
    assert place(clock) == (1, 1.0)
    assert not clock.running
    clock.back()
    assert place(clock) == (1, 1.0)


def test_play_goes_through_all_steps_and_stops_at_the_end(clock: Clock) -> None:
    seen = []
    clock.cursor.moved.connect(lambda: seen.append(clock.cursor.step))
    clock.play()
    assert clock.cursor.playing
    let(clock, 3 * STEP + 100)
    assert place(clock) == (4, 1.0)
    assert not clock.cursor.playing
    assert not clock.running
    assert sorted(set(seen)) == [2, 3, 4]


def test_play_at_the_end_starts_again(clock: Clock) -> None:
    clock.jump(4)
    clock.play()
    assert place(clock) == (1, 0.0)


def test_pause_stays_where_it_is(clock: Clock) -> None:
    clock.play()
    let(clock, STEP / 4)
    clock.toggle()
    assert not clock.cursor.playing
    assert place(clock) == (2, 0.25)
    clock.tick(100)
    assert place(clock) == (2, 0.25)


@pytest.mark.parametrize("speed", [0.25, 1.0, 4.0])
def test_speed_scales_time(clock: Clock, speed: float) -> None:
    clock.speed = speed
    clock.play()
    clock.cursor.move(2, 0.0)
    clock.tick(32)
    assert clock.cursor.phase == pytest.approx(32 * speed / STEP)


def test_a_machine_that_slept_does_not_wake_up_steps_later(clock: Clock) -> None:
    clock.play()
    clock.cursor.move(1, 0.0)
    clock.tick(1e7)
    assert place(clock) == (1, round(LONGEST / STEP, 6))


def test_sub_steps_forward_run_to_the_next_bound(clock: Clock) -> None:
    for step, bound in [(2, 0.1875), (2, 0.4375), (2, 0.8125), (2, 1.0), (3, 0.1875)]:
        clock.sub_forward()
        assert clock.running
        let(clock, STEP)
        assert place(clock) == (step, bound)


def test_a_second_sub_step_finishes_the_first_at_once(clock: Clock) -> None:
    clock.sub_forward()
    let(clock, 20)
    clock.sub_forward()
    assert place(clock) == (2, 0.1875)


def test_sub_steps_back(clock: Clock) -> None:
    clock.jump(2)
    for step, phase in [
        (2, 0.8125),
        (2, 0.4375),
        (2, 0.1875),
        (1, 1.0),
        (1, 0.8125),
        (1, 0.4375),
        (1, 0.1875),
        (1, 0.0),
    ]:
        clock.sub_back()
        assert place(clock) == (step, phase)
    clock.sub_back()
    assert place(clock) == (1, 0.0)


def test_a_chosen_sub_step_is_played(clock: Clock) -> None:
    clock.jump(3)
    clock.show_stage(2)
    assert place(clock) == (3, PHASES[2])
    let(clock, STEP)
    assert place(clock) == (3, PHASES[3])


def test_without_motion_everything_jumps(clock: Clock) -> None:
    clock.motion = False
    clock.forward()
    assert place(clock) == (2, 1.0)
    clock.sub_forward()
    assert place(clock) == (3, 0.1875)
    clock.show_stage(3)
    assert place(clock) == (3, 1.0)
    assert not clock.running


def test_without_motion_playing_holds_each_cut(clock: Clock) -> None:
    clock.motion = False
    clock.play()
    seen = []
    for _ in range(5):
        for _ in range(3):
            clock.tick(CUT / 3)
        seen.append(place(clock))
    assert seen == [(2, 0.1875), (2, 0.4375), (2, 0.8125), (2, 1.0), (3, 0.1875)]
    for _ in range(100):
        clock.tick(CUT / 2)
    assert place(clock) == (4, 1.0)
    assert not clock.cursor.playing


def test_a_shorter_sequence_takes_the_cursor_along(clock: Clock) -> None:
    clock.jump(4)
    clock.cursor.set_last(2)
    assert place(clock) == (2, 1.0)


def test_the_timer_ticks(clock: Clock) -> None:
    loop = QEventLoop()
    clock.cursor.moved.connect(lambda: loop.quit() if clock.cursor.phase > 0.05 else None)
    QTimer.singleShot(5000, loop, loop.quit)
    clock.forward()
    loop.exec()
    clock.stop()
    assert clock.cursor.phase > 0.05
