"""The training process from within: updates without a pause, requests between them, and now and then a message."""

from __future__ import annotations

import math
import traceback
from collections import deque
from multiprocessing.connection import Connection
from time import perf_counter

from simulator.engine.training.diagnosis import TrainingStopped
from simulator.errors import UserError
from simulator.running.messages import Changed, Done, Evaluated, Failed, Paused, Ready, Refused, Restored, Stopped
from simulator.running.requests import Begin, Change, Evaluate, Go, Pause, Quit, Request, Restore, Rewind
from simulator.running.sender import Sender
from simulator.running.setup import change, settings_of
from simulator.running.teller import PERIOD, SHARE, Teller

LOOK = PERIOD / 2  # seconds of training between two looks at what is asked
QUICK = 0.001  # seconds; a snapshot that takes longer is not taken that often,
REST = 3 * SHARE  # but after so many times as long: to tell it takes about twice as long as to take it
LAST_WORD = 5.0  # seconds for somebody to read why the process ends
NO_MEMORY = "this needs more memory than there is. Ask for smaller sizes."
FAULT = (
    "the training has met a fault of the program and has ended. Start again from the last snapshot, and please report "
    "what stands under details."
)


def work(requests: Connection, messages: Connection) -> None:
    """Obey requests and tell what happens, until asked to quit, or until either pipe is closed at the other end."""
    teller = Teller(Sender(messages))
    teller.greet()
    try:
        begin = requests.recv()
        teller.hear()
        try:
            worker = Worker(requests, teller, begin)
        except UserError as error:
            teller.event(Failed(str(error), ""))
        else:
            while worker.listen():
                worker.train()
    except (EOFError, ConnectionError):  # whoever asked is gone
        pass
    except Exception as error:
        teller.event(Failed(NO_MEMORY if isinstance(error, MemoryError) else FAULT, traceback.format_exc()))
    teller.sender.wait(LAST_WORD)
    teller.tell(None)
    teller.sender.close(LAST_WORD)


def next_snapshot(update: int, since: int) -> int:
    """Return after which update the next snapshot is taken, if one is due at ``update``.

    After each of the first 32 since something began, then sixteen times while their number doubles: so much happens in
    the first updates, and so little in any thousand of the later ones.
    """
    number = update - since
    apart = 1 << max(0, number.bit_length() - 5)
    return since + (number // apart + 1) * apart


class Worker:
    """A trainer that is told what to do, in turns: ``listen``, then ``train``.

    Raises UserError where a trainer cannot be made, and EOFError when nobody is there any more to ask.
    """

    def __init__(self, requests: Connection, teller: Teller, begin: Begin) -> None:
        self.requests, self.teller = requests, teller
        self.trainer = begin.setup.trainer()
        if begin.snapshot is not None:
            self.trainer.restore(begin.snapshot)
        self._every = begin.setup.evaluate_every
        self._goal: float = self.trainer.updates
        self._costs: deque[float] = deque(maxlen=3)  # seconds that the last snapshots took
        self._rested = 0.0  # when the next one may be taken
        teller.event(Ready(self.trainer.updates, self.trainer.trivial_loss))
        self._set_out()
        teller.tell(self.trainer)

    # -- listening

    def listen(self) -> bool:
        """Obey what is asked, having waited for it if there is nothing else to do; return whether to go on."""
        training = self.trainer.updates < self._goal and not self.teller.full
        wait = 0.0 if training else LOOK if self.teller.pending else None
        while self.requests.poll(wait):
            request: Request = self.requests.recv()
            self.teller.hear()
            if isinstance(request, Quit):
                return False
            try:
                self._obey(request)
            except UserError as error:
                self.teller.event(Refused(str(error)))
            wait = 0.0
        return not self.teller.sender.broken

    def _obey(self, request: Request) -> None:
        trainer = self.trainer
        match request:
            case Go(updates):
                self._goal = math.inf if updates is None else trainer.updates + updates
            case Pause():
                self._wait()
                self._rest()
                self.teller.event(Paused(trainer.updates))
            case Change(settings):
                change(trainer, settings)
                self.teller.event(Changed(trainer.updates, settings_of(trainer.snapshot())))
                self._set_out()
            case Rewind():
                trainer.rewind()
                self._moved()
            case Restore(snapshot):
                trainer.restore(snapshot)
                self._moved()
            case Evaluate():
                self.teller.event(Evaluated(trainer.updates, *trainer.evaluate()))

    def _moved(self) -> None:
        self._wait()
        self.teller.event(Restored(self.trainer.updates))
        self._set_out()

    def _wait(self) -> None:
        self._goal = self.trainer.updates

    def _set_out(self) -> None:
        """Take a snapshot of where something begins."""
        self._since = self.trainer.updates
        self._take_snapshot()

    def _rest(self) -> None:
        """Take a snapshot of where it waits, if there is none: so one can look into the very update that comes next."""
        if self._taken != self.trainer.updates:
            self._take_snapshot()

    def _take_snapshot(self) -> None:
        begin = perf_counter()
        self.teller.keep(self.trainer.snapshot())
        now = perf_counter()
        self._costs.append(now - begin)
        cost = min(self._costs)  # the least of them was not interrupted by another process
        self._rested = now + REST * cost if cost > QUICK else now
        self._taken = self.trainer.updates
        self._snapshot_due = next_snapshot(self._taken, self._since)

    # -- training

    def train(self) -> None:
        """Make updates until it is time to look up, if any are to be made; and tell what is to be told."""
        if self.trainer.updates < self._goal and not self.teller.full:
            try:
                self._make_updates()
            except TrainingStopped as stopped:
                self._wait()
                self.teller.event(Stopped.of(stopped))
                self._set_out()
        self.teller.tell(self.trainer)

    def _make_updates(self) -> None:
        """The loop that all the time goes to: beside the updates themselves it costs half a microsecond each."""
        trainer, every = self.trainer, self._every
        step, report, now = trainer.step, self.teller.reports.append, perf_counter
        judged = math.inf if every is None else (trainer.updates // every + 1) * every
        stop = min(self._goal, max(self._snapshot_due, trainer.updates + 1), judged)
        until = now() + LOOK
        while True:
            made = step()
            report(made)
            if made.update >= stop or now() >= until:
                break
        if made.held_out is not None:
            self.teller.note(Evaluated(made.update, *made.held_out))
        if made.held_out is not None or (made.update >= self._snapshot_due and now() >= self._rested):
            self._take_snapshot()
        if made.update == self._goal:
            self._rest()
            self.teller.event(Done(made.update))
