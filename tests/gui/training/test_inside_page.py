"""Inside one update, in a window: every number is the engine's, both ways, and the update shown is the one made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from simulator.engine.inside import UpdateStory, update_story
from simulator.engine.training.trainer import Trainer
from simulator.errors import UserError
from simulator.gui.training import inside_page
from simulator.gui.training.inside_page import InsidePage
from simulator.gui.training.moment_words import moment_words, rule_words
from simulator.gui.training.train_view import TrainView
from simulator.render.format import small
from simulator.render.training.adding_up import told_apart
from simulator.render.training.from_engine import inside_of
from simulator.running.own_data import Choice, own_data
from simulator.running.setup import Setup
from tests.gui.training.helpers import SMALL, engine_says, parameters, shown, step, turn_to, until

Key = Qt.Key
Opener = Callable[..., TrainView]


def inside(view: TrainView) -> InsidePage:
    """Turn to the page."""
    turn_to(view, "One update")
    page = view.stack.currentWidget()
    assert isinstance(page, InsidePage)
    QApplication.processEvents()
    return page


def told(view: TrainView, update: int, weight: str | None = None) -> UpdateStory:
    """Wait for the story of an update."""
    page = inside(view)
    until(view, lambda: page.story is not None and page.story.update == update and weight in (None, page.story.element))
    assert page.story is not None
    return page.story


def press(page: QWidget, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(page, key)


def items(page: InsidePage) -> set[str]:
    return set(page.chart.picture.items)


def test_before_anything_is_trained_there_is_one_quiet_sentence(training: Opener) -> None:
    view = training()
    page = inside(view)
    assert page.resting.isVisible()
    assert page.resting.words.text() == "Nothing is trained yet. Press Space."
    assert not page.resting.pause.isVisible()
    assert not page.aside.isVisible()
    press(page, Key.Key_Right)
    until(view, lambda: view.lab.trial is not None and shown(view).update == 1)
    assert told(view, 2).element == "1.W_f[1, 2]"


def test_the_update_that_is_shown_is_the_engine_s_and_the_one_that_is_made(training: Opener) -> None:
    view = training()
    page = inside(view)
    step(view, 5)
    story = told(view, 6)
    trainer = SMALL.trainer()
    for _ in trainer.reports(5):
        pass
    wanted = update_story(trainer, "1.W_f", (0, 1))
    assert story.gradient == wanted.gradient
    assert np.array_equal(story.contributions, wanted.contributions)
    assert page.walker.word.text() == f"Update 6, moment 1 of {len(wanted.moments)}"
    page.walker.last()
    assert page.make.isEnabled()
    page.make.click()
    assert not page.make.isEnabled()
    following = told(view, 7)
    assert parameters(view)["1.W_f"][0, 1] == story.move.new == following.move.old
    assert page.walker.number == 0
    assert page.make.isEnabled()


def test_one_goes_through_the_moments_both_ways(training: Opener) -> None:
    view = training(replace(SMALL, length=4))
    page = inside(view)
    step(view, 3)
    story = told(view, 4)
    page.setFocus()
    assert page.walker.hint.text() == "← →  Space"
    words = []
    for moment in story.moments:
        assert page.chart.moment == moment
        assert page.chart.accessibleDescription() == page.word.text()
        words.append(page.word.text())
        press(page, Key.Key_Right)
    assert page.walker.number == len(story.moments) - 1 == 11
    assert len(set(words)) == 12
    assert words[-1].startswith("Adam, rate 0.01: W_f[1, 2] moves by ")
    assert not page.walker.buttons["forward"].isEnabled()
    for text in reversed(words):
        assert page.word.text() == text
        press(page, Key.Key_Left)
    press(page, Key.Key_End)
    assert page.walker.number == 11
    press(page, Key.Key_Home)
    assert page.walker.number == 0
    page.walker.buttons["forward"].click()
    assert page.walker.number == 1
    page.walker.buttons["last"].click()
    page.walker.buttons["back"].click()
    assert page.walker.number == 10
    page.walker.buttons["first"].click()
    assert shown(view).update == 3, "arrow keys make no update here"


def test_space_plays_to_the_end_and_from_there_again(training: Opener) -> None:
    view = training(replace(SMALL, length=4))
    page = inside(view)
    step(view, 3)
    told(view, 4)
    press(page, Key.Key_Space)
    assert page.walker.playing
    for number in range(1, 12):
        page.walker._timer.timeout.emit()
        assert page.walker.number == number
    assert not page.walker.playing
    press(page, Key.Key_Space)
    assert page.walker.number == 0
    assert page.walker.playing
    press(page, Key.Key_Right)
    assert not page.walker.playing
    assert page.walker.number == 1
    press(page, Key.Key_Space)
    view.tabs.setCurrentIndex(0)
    assert not page.walker.playing, "nobody sees it"


def test_a_place_of_the_picture_is_a_moment(training: Opener) -> None:
    view = training(replace(SMALL, length=4))
    page = inside(view)
    step(view, 3)
    story = told(view, 4)
    for target in ("sum", "backward 2", "loss", "update"):
        page.chart.clicked.emit(target)
        assert str(story.moments[page.walker.number]) == target
    page.chart.clicked.emit("elsewhere")
    assert str(story.moments[page.walker.number]) == "update"


def test_while_it_runs_one_is_asked_to_pause(training: Opener) -> None:
    view = training()
    page = inside(view)
    view.lab.toggle()
    until(view, lambda: shown(view).update > 20)
    assert page.resting.words.text() == "Pause to look inside the next update."
    assert page.resting.pause.isVisible()
    assert not page.make.isEnabled()
    page.resting.pause.click()
    until(view, lambda: page.story is not None)
    assert page.story is not None
    assert page.story.update == shown(view).update + 1
    assert not shown(view).running


def test_a_weight_is_chosen_in_boxes_and_in_the_map(training: Opener) -> None:
    view = training(Setup("lecture-gates", cell="lstm", units=3, batch=4, length=6))
    page = inside(view)
    step(view, 2)
    told(view, 3, "1.U_f[1, 1]")
    names = [page.boxes.weight.itemText(k) for k in range(page.boxes.weight.count())]
    assert "U_f" in names
    assert "readout.V" in names
    page.boxes.weight.setCurrentIndex(names.index("W_i"))
    page.boxes.weight.activated.emit(names.index("W_i"))
    page.boxes.column.setCurrentIndex(2)
    page.boxes.column.activated.emit(2)
    told(view, 3, "1.W_i[1, 3]")
    page.boxes.weight.setCurrentIndex(names.index("b_f"))
    page.boxes.weight.activated.emit(names.index("b_f"))
    told(view, 3, "1.b_f[1]")
    assert not page.boxes.column.isVisible()
    view.lab.choose_unit(2)
    page.map.clicked.emit("U_o[2,1]")
    told(view, 3, "1.U_o[3, 2]")
    assert "selected" in page.map.picture.items
    assert page.boxes.row.currentText() == "row 3"
    page.map.clicked.emit("unit[0]")
    assert view.lab.unit == 0


def test_state_unit_and_sequence_are_chosen(training: Opener) -> None:
    view = training(Setup("echo", cell="lstm", units=3, layers=2, bidirectional=True, batch=3, length=5))
    page = inside(view)
    step(view, 2)
    story = told(view, 3)
    assert [page.state.itemText(k) for k in range(page.state.count())][:3] == ["1.c", "1.h", "1.backward.c"]
    assert page.chart.inside is not None
    assert np.array_equal(page.chart.inside.states, story.values["1.c"][:, 0])
    page.state.picked.emit("2.backward.h")
    assert view.lab.part == "2.backward"
    page.unit.picked.emit(2)
    assert np.array_equal(page.chart.inside.states, story.values["2.backward.h"][:, 2])
    page.state.picked.emit("2.backward.c")
    assert np.array_equal(page.chart.inside.states, story.values["2.backward.c"][:, 2])
    page.sequence.picked.emit(2)
    until(view, lambda: page.story is not None and page.story.sequence == 2)
    other = page.story
    assert other is not None
    assert not np.array_equal(other.values["1.c"], story.values["1.c"])
    assert other.gradient == story.gradient, "the gradient is that of the whole batch"


def test_only_what_is_seen_can_be_made(training: Opener) -> None:
    view = training()
    page = inside(view)
    step(view, 3)
    told(view, 4)
    until(view, page.make.isEnabled)
    view.lab.set(rate=0.5)
    until(view, lambda: not page.make.isEnabled())
    assert page.story is not None
    assert page.story.move.rate == 0.01, "it is the old one that is still seen"
    page.make_update()
    assert shown(view).wanted == 3
    until(view, page.make.isEnabled)
    assert page.story.move.rate == 0.5
    new = page.story.move.new
    page.make.click()
    assert told(view, 5).move.old == new


def test_the_past_is_looked_into_but_not_made_again(training: Opener) -> None:
    view = training()
    page = inside(view)
    step(view, 8)
    told(view, 9)
    page.walker.go(5)
    view.lab.look_back(3)
    told(view, 4)
    assert page.walker.number == 5, "the same moment of another update"
    assert not page.make.isEnabled()
    assert "Only the update that comes next" in page.make.toolTip()
    page.make_update()
    assert shown(view).update == 8
    view.lab.look_at_now()
    told(view, 9)
    assert page.make.isEnabled()
    view.lab.set(units=2)
    assert not page.make.isEnabled(), "what is to be trained now is something else"


def test_data_of_one_s_own_are_looked_into(training: Opener) -> None:
    x, y = np.random.default_rng(0).normal(size=(2, 60))
    found = own_data({"x": x, "y": y, "id": np.repeat(np.arange(12), 5)}, Choice(("x",), ("y",), sequence="id"))
    assert found is not None
    view = training(Setup(found.task, cell="gru", units=2, batch=3, length=5))
    page = inside(view)
    step(view, 2)
    story = told(view, 3)
    assert (story.steps, story.sequences) == (5, 3)
    page.make.click()
    assert told(view, 4).move.old == story.move.new


def test_the_keys_are_those_of_the_page_once_it_is_clicked(training: Opener) -> None:
    view = training(replace(SMALL, length=4))
    page = inside(view)
    step(view, 2)
    told(view, 3)
    view.setFocus()
    press(view, Key.Key_Right)
    told(view, 4)
    QTest.mouseClick(page.chart.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert QApplication.focusWidget() is page
    press(view.window().focusWidget(), Key.Key_Right)
    assert page.walker.number == 1
    assert shown(view).update == 3


def test_it_rests_while_it_is_not_seen(training: Opener) -> None:
    view = training()
    page = inside(view)
    step(view, 2)
    story = told(view, 3)
    view.tabs.setCurrentIndex(0)
    step(view, 3)
    assert page.story is story
    assert told(view, 6) is not story


@pytest.mark.parametrize(
    "setup",
    [
        Setup("slot-filling", cell="elman", units=3, batch=3, dtype="float32"),
        Setup("parity", cell="jordan", units=2, batch=3, length=6),
        Setup("next-character", cell="gru", units=3, batch=3, length=12, window=4),
        Setup("adding", cell="irnn", units=3, batch=1, length=15, clip_norm=None),
    ],
    ids=lambda setup: f"{setup.task}-{setup.cell}",
)
def test_every_kind_of_training_is_looked_into(training: Opener, setup: Setup) -> None:
    view = training(setup)
    page = inside(view)
    step(view, 2)
    story = told(view, 3)
    assert page.unit.isVisible()
    assert page.sequence.isVisible() == (setup.batch != 1)
    for number in range(len(story.moments)):
        page.walker.go(number)
        assert items(page) >= {"stages", "card update"}
    assert "moves by" in page.word.text()


def test_a_network_too_large_to_look_into_says_so(training: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside_page, "MOST", 100)
    view = training()
    page = inside(view)
    step(view, 2)
    until(view, lambda: "too many" in page.resting.words.text())
    assert page.resting.words.text().startswith("An update of this network computes ")
    assert not page.make.isEnabled()


def test_what_is_refused_is_not_asked_again(training: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[int]()

    def refuse(_network: object, batch: int, _steps: int) -> None:
        asked.append(batch)
        raise UserError("not this one.")

    monkeypatch.setattr(inside_page, "check_size", refuse)
    view = training()
    page = inside(view)
    step(view, 2)
    until(view, lambda: page.resting.words.text() == "Not this one.")
    before = len(asked)
    for _ in range(5):
        view.lab.told.emit(shown(view))
        page.refresh()
        QApplication.processEvents()
    view.lab.chosen.choose("1.b_f", (0,))
    until(view, lambda: len(asked) > before)
    assert asked == [4] * (before + 1)
    assert page.resting.words.text() == "Not this one."


def test_an_update_that_cannot_be_made_says_why(training: Opener) -> None:
    view = training(Setup("adding", cell="elman", units=4, length=60, rate=9e5, optimizer="sgd", clip_norm=None))
    page = inside(view)
    view.lab.toggle()
    until(view, lambda: shown(view).stop is not None)
    until(view, lambda: page.story is not None or not page.resting.words.text().startswith("Pause"))
    trainer = shown(view).trainer_at()  # of the last good weights
    wanted = engine_says(lambda: update_story(trainer, *view.lab.chosen.of(trainer.network.parameters)))
    if isinstance(wanted, str):
        assert page.resting.words.text().lower() == wanted.lower()
    else:
        assert page.story is not None
        assert page.story.update == shown(view).update + 1
        assert page.story.move == wanted.move


def test_a_projection_has_the_picture_alone(training: Opener) -> None:
    view = training()
    page = inside(view)
    step(view, 2)
    told(view, 3)
    QTest.keyClick(page, Key.Key_F5)
    assert not page.tools.isVisible()
    assert page.chart.isVisible()
    QTest.keyClick(page, Key.Key_F5)
    assert page.tools.isVisible()


# -- the sentences


def sentence(
    trainer: Trainer, kind: str, weight: str = "1.U", index: tuple[int, ...] = (0, 1)
) -> tuple[str, UpdateStory]:
    story = update_story(trainer, weight, index)
    shown_unit = inside_of(story, "1.h", 0, rule_words(story))
    moment = next(moment for moment in story.moments if str(moment) == kind)
    return moment_words(story, shown_unit, moment), story


def test_a_sentence_has_the_numbers_of_its_moment() -> None:
    trainer = Trainer("echo", "elman", 3, batch=4, length=6, clip_norm=0.05)
    words, story = sentence(trainer, "forward 6")
    assert f"h becomes {small(float(story.values['1.h'][5, 0]))}" in words
    assert f"add {small(float(story.losses[5].sum()))} to the loss" in words
    assert "No answer counts here" in sentence(trainer, "forward 1")[0]
    assert small(story.loss) in sentence(trainer, "loss")[0]
    words = sentence(trainer, "backward 4")[0]
    for value in (story.gradients["1.h"][3, 0], story.contributions[3].sum(), story.added[2]):  # three steps back
        assert small(float(value)) in words
    assert "all 4 sequences" in words
    words = sentence(trainer, "sum")[0]
    assert words.endswith(f"the 6 steps of all 4 sequences give: {small(story.gradient)}.")
    alone = Trainer("echo", "elman", 3, batch=1, length=6)
    assert "sequences" not in sentence(alone, "backward 4")[0] + sentence(alone, "sum")[0]


def test_a_sentence_says_how_it_is_clipped() -> None:
    def clipped(**settings: float | None) -> str:
        given: dict[str, float | None] = {"clip_norm": None, **settings}
        return sentence(Trainer("echo", "elman", 3, batch=4, length=6, **given), "clip")[0]  # type: ignore[arg-type]  # by name

    assert clipped().startswith("Nothing is clipped.")
    assert "It is clipped to 1e−6: each number is multiplied by" in clipped(clip_norm=1e-6)
    assert "no longer than 1000, so it stays" in clipped(clip_norm=1e3)
    assert "beyond ±1e−6: it becomes " in clipped(clip_value=1e-6)
    assert "lies within ±1000, so it stays" in clipped(clip_value=1e3)


def test_a_sentence_says_what_moves_the_weight() -> None:
    plain = Trainer("echo", "elman", 3, optimizer="sgd", rate=0.1)
    words, story = sentence(plain, "update")
    assert words.startswith(f"Gradient descent, rate 0.1: 1.U[1, 2] moves by {small(story.move.step)}, from ")
    assert "gathered" not in words
    still = Trainer("echo", "elman", 3, optimizer="sgd", rate=1e-300)
    words, story = sentence(still, "update")
    assert (
        words == f"Gradient descent, rate 1e−300: 1.U[1, 2] stays at {told_apart(story.move.old, story.move.old)[0]}."
    )
    words, story = sentence(Trainer("echo", "elman", 3), "update")
    assert all(f"{symbol} {small(0.0)} → " in words for symbol in ("m", "v"))


def test_words_stand_over_the_steps_of_a_sentence(training: Opener) -> None:
    view = training(Setup("slot-filling", batch=2))
    step(view, 2)
    turn_to(view, "One update")
    page = view.stack.currentWidget()
    assert isinstance(page, InsidePage)
    until(view, lambda: page.story is not None and page.chart.inside is not None)
    story, inside = page.story, page.chart.inside
    assert story is not None
    assert inside is not None
    assert inside.words is not None
    names = shown(view).task.input_names
    said = [names[int(x.argmax())] for x in story.x[: story.length]]
    assert list(inside.words) == said + [""] * (story.steps - story.length)
