"""The one clock: it moves the cursor while the program plays, and through the sub-steps of a single step.

Time within a step is linear here; how things ease is for the pictures to say. With motion off the phase jumps from one
sub-step's end to the next, each held for a moment while playing.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from simulator.gui.cursor import Cursor
from simulator.render.motion import PHASES

STEP = 1280.0  # ms of a time step at speed 1
CUT = 300.0  # ms that a sub-step is held without motion
FRAME = 16  # ms between frames
LONGEST = 250.0  # ms that one tick can advance, so that a sleeping machine does not wake up steps later
SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)


class Clock(QObject):
    """Drives a cursor. ``speed`` scales all motion; ``motion`` False replaces it by cuts.

    While playing it rests at the end of a step for which ``stop_at`` is true, and goes from the last step of a ``loop``
    (its first and last step, from 1) back to the first.
    """

    def __init__(self, cursor: Cursor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cursor = cursor
        self.speed = 1.0
        self.motion = True
        self.stop_at: Callable[[int], bool] = lambda step: False
        self.loop: tuple[int, int] | None = None
        self._goal: float | None = None  # the phase to stop at; None while playing or at rest
        self._held = 0.0  # ms that the present cut has been seen
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._on_timeout)
        self._elapsed = QElapsedTimer()

    @property
    def running(self) -> bool:
        """Whether anything moves."""
        return self._timer.isActive()

    # -- what a person asks for

    def play(self) -> None:
        """Let steps follow one another from here; from the end, start again at the first."""
        cursor = self.cursor
        if self.loop is not None and not self.loop[0] <= cursor.step <= self.loop[1]:
            cursor.move(self.loop[0], 0.0)
        elif cursor.step == cursor.last and cursor.phase >= 1:
            cursor.move(1 if self.loop is None else self.loop[0], 0.0)
        self._goal = None
        cursor.set_playing(True)
        self._start()

    def pause(self) -> None:
        """Stop where we are."""
        self._rest()

    def toggle(self) -> None:
        """Play, or pause."""
        if self.cursor.playing:
            self.pause()
        else:
            self.play()

    def forward(self) -> None:
        """Finish the step that is moving at once, and begin the next; at the end, finish it and rest."""
        cursor = self.cursor
        self._rest()
        if cursor.step == cursor.last:
            cursor.move(cursor.last, 1.0)
        elif self.motion:
            cursor.move(cursor.step + 1, 0.0)
            self._go_to(1.0)
        else:
            cursor.move(cursor.step + 1, 1.0)

    def back(self) -> None:
        """Go to the end of the step before."""
        self.jump(self.cursor.step - 1)

    def jump(self, step: int) -> None:
        """Go to the end of any step, without motion."""
        self._rest()
        self.cursor.move(step, 1.0)

    def sub_forward(self) -> None:
        """Move on to the end of the sub-step; from the end of a step, through the first of the next."""
        cursor = self.cursor
        phase = self._goal if self._goal is not None and self.running else cursor.phase
        step = cursor.step
        self._rest()
        if phase >= 1:
            if step == cursor.last:
                cursor.move(step, 1.0)
                return
            step, phase = step + 1, 0.0
        cursor.move(step, phase)
        self._aim(next(bound for bound in PHASES if bound > phase))

    def sub_back(self) -> None:
        """Go back to the end of the sub-step before, without motion."""
        cursor = self.cursor
        self._rest()
        earlier = [bound for bound in PHASES if bound < cursor.phase]
        if earlier and (earlier[-1] > 0 or cursor.step == 1):
            cursor.move(cursor.step, earlier[-1])
        else:
            cursor.move(cursor.step - 1, 1.0 if cursor.step > 1 else 0.0)

    def show_stage(self, stage: int) -> None:
        """Play one sub-step (0 sum to 3 read) of the current step."""
        self._rest()
        if self.motion:
            self.cursor.move(self.cursor.step, PHASES[stage])
        self._aim(PHASES[stage + 1])

    def stop(self) -> None:
        """Rest for good: the window closes or another sequence comes."""
        self._rest()

    # -- time

    def tick(self, ms: float) -> None:
        """Let time pass. The timer calls it; so may a test."""
        ms = min(ms, LONGEST) * self.speed
        if self._goal is None and not self.cursor.playing:
            return
        if self.motion:
            self._flow(ms / STEP)
        else:
            self._cut(ms)

    def _flow(self, share: float) -> None:
        cursor = self.cursor
        step, phase = cursor.step, cursor.phase + share
        if self._goal is not None:
            if phase >= self._goal:
                phase = self._goal
                self._rest()
            cursor.move(step, phase)
            return
        arriving = cursor.phase < 1  # a step from whose end playing begins does not stop it again
        while phase >= 1:
            following = self._after(step)
            if following is None or (arriving and self.stop_at(step)):
                cursor.move(step, 1.0)
                self._rest()
                return
            step, phase, arriving = following, phase - 1, True
        cursor.move(step, phase)

    def _after(self, step: int) -> int | None:
        """Return the step that follows while playing; None at the end."""
        if self.loop is not None and step == min(self.loop[1], self.cursor.last):
            return self.loop[0]
        return step + 1 if step < self.cursor.last else None

    def _cut(self, ms: float) -> None:
        cursor = self.cursor
        if self._goal is not None:  # motion was turned off on the way
            goal = self._goal
            self._rest()
            cursor.move(cursor.step, goal)
            return
        self._held += ms
        if self._held < CUT:
            return
        self._held -= CUT
        arriving = cursor.phase < 1
        following = self._after(cursor.step)
        if arriving:
            cursor.move(cursor.step, next(bound for bound in PHASES if bound > cursor.phase))
        elif following is not None:
            cursor.move(following, PHASES[1])
        if cursor.phase >= 1 and (self._after(cursor.step) is None or (arriving and self.stop_at(cursor.step))):
            self._rest()

    def _aim(self, goal: float) -> None:
        if self.motion:
            self._go_to(goal)
        else:
            self.cursor.move(self.cursor.step, goal)

    def _go_to(self, goal: float) -> None:
        self._goal = goal
        self._start()

    def _start(self) -> None:
        self._held = 0.0
        self._elapsed.start()
        self._timer.start()

    def _rest(self) -> None:
        self._timer.stop()
        self._goal = None
        self.cursor.set_playing(False)

    def _on_timeout(self) -> None:
        self.tick(self._elapsed.nsecsElapsed() / 1e6)
        self._elapsed.restart()
