"""Every word that pictures, timelines and edits can show is written out for translators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from simulator.document import (
    edits,
    equation_edits,
    hardness,
    layout_edits,
    open_what,
    parameter_edits,
    playing,
    presets,
    row_edits,
    sequence_edits,
    sequence_fills,
    sequence_list_edits,
    side_edits,
    training_edits,
    word_edits,
)
from simulator.engine import explain
from simulator.engine.optimisation.initialisers import INITIALISERS
from simulator.exports.finished import FinishedTrace
from simulator.gui import vocabulary
from simulator.language import cell_ids
from simulator.lessons import lesson_ids
from simulator.render.diagram import diagram
from simulator.render.timeline.rows import timeline_rows
from simulator.render.training.chart import Look
from simulator.render.view import CellView
from tests.render.training import samples

Say = Callable[[str], str]


@pytest.mark.parametrize("what", [*cell_ids(), *lesson_ids()])
def test_no_word_of_a_picture_is_missing(what: str) -> None:
    state = replace(open_what(what), labels={})  # so that the customary names are used
    source = FinishedTrace(state.run)
    words: set[str] = set()
    names: set[str] = set()

    def hear(into: set[str]) -> Say:
        def say(text: str) -> str:
            into.add(text)
            return text

        return say

    for step in range(1, source.steps + 1):
        view = CellView(explain(source.model, source.trace, step), layout=state.layer.layout, say=hear(words))
        for phase in (0.3, 1.0):
            diagram(view, phase)
    cell, layer = state.layer.cell, state.layer
    sizes = cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
    timeline_rows(cell, layer.inputs, sizes, source.extent, {}, cell.signals, say=hear(names))
    assert words <= vocabulary._PICTURE
    assert names <= vocabulary._TIMELINE


def test_no_word_of_a_picture_of_training_is_missing() -> None:
    heard: set[str] = set()

    def say(text: str) -> str:
        heard.add(text)
        return text

    samples.draw_every_word(Look(say=say))
    assert heard == vocabulary._TRAINING
    assert vocabulary.training_word("loss") == "loss"
    assert vocabulary.training_word("LSTM, seed 7") == "LSTM, seed 7"


def test_every_edit_has_its_name() -> None:
    modules = (
        edits,
        equation_edits,
        hardness,
        layout_edits,
        parameter_edits,
        playing,
        presets,
        row_edits,
        sequence_edits,
        sequence_fills,
        sequence_list_edits,
        side_edits,
        training_edits,
        word_edits,
    )
    templates = {template for module in modules for template in module.TEMPLATES}
    assert templates == vocabulary._EDITS
    assert vocabulary.edit_template(edits.TEMPLATES[0]) == edits.TEMPLATES[0]


def test_every_initialiser_has_a_title() -> None:
    assert vocabulary._INITIALISERS.keys() == INITIALISERS.keys()


def test_an_unknown_word_stays_as_it_is() -> None:
    assert vocabulary.picture_word("c") == "c"
    assert vocabulary.timeline_word("gate") == "gate"
