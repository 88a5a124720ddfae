"""Questions about an update: the newest is answered, what comes too late is dropped, and nothing is left at work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

import pytest

from simulator.engine.training.snapshot import Snapshot
from simulator.engine.training.trainer import Trainer
from simulator.errors import UserError
from simulator.gui.training.looking import Looking
from simulator.gui.training.train_view import TrainView
from simulator.gui.training.trial import Trial
from tests.gui.training.helpers import until

Opener = Callable[..., TrainView]


class Heard:
    """A view at rest after some updates, and what is answered there."""

    def __init__(self, view: TrainView) -> None:
        self.view = view
        self.answers: list[tuple[Hashable, object]] = []
        self.looking: Looking = view.lab.looking
        self.looking.answered.connect(lambda key, found: self.answers.append((key, found)))
        self.looking.refused.connect(lambda key, text: self.answers.append((key, text)))
        view.lab.step(4)
        until(view, lambda: self.trial.update == 4 and not self.trial.running)

    @property
    def trial(self) -> Trial:
        assert self.view.lab.trial is not None
        return self.view.lab.trial

    def at(self, update: int | None = None) -> Snapshot:
        found = self.trial.snapshot_at(update)
        assert found is not None
        return found

    def ask(self, key: Hashable, question: Callable[[Trainer], object], update: int | None = None) -> None:
        self.looking.ask(key, self.trial, self.at(update), question)


@pytest.fixture
def heard(training: Opener) -> Heard:
    return Heard(training())


def test_a_trainer_stands_where_one_looks(heard: Heard) -> None:
    for update in (None, 2, 0):
        heard.ask(update, lambda trainer: trainer.updates, update)
        until(heard.view, lambda: len(heard.answers) == 1)
        assert heard.answers.pop() == (update, 4 if update is None else update)


def test_of_what_waits_only_the_last_is_asked(heard: Heard) -> None:
    go, asked = threading.Event(), list[str]()

    def slow(trainer: Trainer) -> str:
        go.wait(60)
        asked.append("first")
        return "first"

    def quick(name: str) -> Callable[[Trainer], str]:
        def answer(trainer: Trainer) -> str:
            asked.append(name)
            return name

        return answer

    heard.ask("first", slow)
    heard.ask("second", quick("second"))
    heard.ask("third", quick("third"))
    go.set()
    until(heard.view, lambda: bool(heard.answers))
    assert heard.answers == [("third", "third")]
    assert asked == ["first", "third"]


def test_asked_again_it_is_answered_once(heard: Heard) -> None:
    go = threading.Event()
    heard.ask("one", lambda trainer: go.wait(60))
    heard.ask("other", lambda trainer: "other")
    heard.ask("one", lambda trainer: "never asked")
    go.set()
    until(heard.view, lambda: bool(heard.answers))
    assert heard.answers == [("one", True)]


def test_a_refusal_comes_with_its_key(heard: Heard) -> None:
    def refuse(trainer: Trainer) -> None:
        raise UserError("not like this.")

    heard.ask("a", refuse)
    until(heard.view, lambda: bool(heard.answers))
    assert heard.answers == [("a", "not like this.")]


def test_closed_it_answers_nothing_and_leaves_no_thread(heard: Heard) -> None:
    begun = threading.Event()

    def work(trainer: Trainer) -> int:
        begun.set()
        return trainer.updates

    heard.ask("a", work)
    assert begun.wait(60)
    heard.ask("b", work)
    heard.view.lab.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "job"]
    assert heard.answers == []
