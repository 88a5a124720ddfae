"""Every text about training that comes from rooms without Qt is written out for translators."""

from __future__ import annotations

import re

from simulator.engine.optimisation.optimisers import OPTIMISERS
from simulator.engine.optimisation.schedules import SCHEDULES
from simulator.engine.tasks import TASKS
from simulator.exports import learnt_cell, surfaces
from simulator.exports.training import WORDS
from simulator.gui.training.vocabulary import _TEXTS, training_text
from simulator.running import history, naming
from simulator.running.presets import presets


def test_every_text_is_written_out_once() -> None:
    texts = {text for task in TASKS.values() for text in (task.title, task.text)}
    texts |= {text for preset in presets() for text in (preset.title, preset.text)}
    texts |= {row.title for table in (OPTIMISERS, SCHEDULES) for row in table.values()}
    texts |= {*WORDS, *surfaces.WORDS, *learnt_cell.WORDS}
    said = {*naming.TEMPLATES, *history.TEMPLATES}
    texts |= {text for text in said if re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", text))}  # words, not braces alone
    assert texts == _TEXTS


def test_what_is_not_known_stays_as_it_is() -> None:
    assert training_text("my data") == "my data"
