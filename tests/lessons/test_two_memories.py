"""The trained lesson: right on every sentence with a margin, by its memory alone, and as its script trains it."""

from __future__ import annotations

import importlib.util
import itertools
import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from simulator.document import new_state_from_lesson
from simulator.engine import Model
from simulator.engine.tasks.slot_filling import LECTURE, SLOTS, VISIT, WORDS
from simulator.engine.trace import Trace
from simulator.lessons import load_lesson
from simulator.resources import assets
from simulator.words import OneOfN, encode, split

LESSON = load_lesson("two-memories")
ENCODING = LESSON.encoding
MODEL = Model(LESSON.cell, LESSON.inputs, LESSON.units, LESSON.outputs, parameters=LESSON.parameters)
ARRIVE, LEAVE = LECTURE
NO, TO, FROM, WHEN = range(4)
MARGIN = 0.95  # of the probability that the right slot has at least


def run(sentence: str, initial: dict[str, Any] | None = None) -> Trace:
    assert ENCODING is not None
    return MODEL.run(encode(split(sentence), ENCODING), initial)


def assert_slots(sentence: str, slots: list[int]) -> None:
    y = run(sentence)["y"]
    assert y.argmax(axis=1).tolist() == slots, sentence
    assert y[range(len(slots)), slots].min() > MARGIN, sentence


# Read by hand.
SENTENCES = {
    "arrive Taipei on November 2nd": [NO, TO, NO, WHEN, WHEN],
    "leave Taipei on November 2nd": [NO, FROM, NO, WHEN, WHEN],
    VISIT: [NO, TO, NO, WHEN, WHEN, NO, NO, FROM, NO, WHEN, WHEN],
    "arrive the airport of Taipei on November 2nd": [NO, NO, NO, NO, TO, NO, WHEN, WHEN],
    "on November 2nd leave Taipei": [NO, WHEN, WHEN, NO, FROM],
}


def test_its_words_and_slots_are_the_tasks() -> None:
    assert isinstance(ENCODING, OneOfN)
    assert set(ENCODING.lexicon) <= set(WORDS)
    assert tuple(LESSON.labels[f"y[{number}]"]["en"] for number in range(1, 5)) == SLOTS
    assert [LESSON.labels[f"x{number}"]["en"] for number in range(1, 8)] == [*ENCODING.lexicon, "other"]


def test_every_sentence_of_the_lesson_is_labelled_right() -> None:
    state = new_state_from_lesson(LESSON)
    assert [sequence.heads for sequence in state.sequences] == [tuple(sentence.split()) for sentence in SENTENCES]
    assert list(SENTENCES)[:2] == list(LECTURE)
    for sequence, (sentence, slots) in zip(state.sequences, SENTENCES.items(), strict=True):
        assert sequence.array().tobytes() == run(sentence)["x"].tobytes()
        assert_slots(sentence, slots)
        assert np.abs(run(sentence)["c"]).max() <= LESSON.scale, "the tanks hold it"


@pytest.mark.parametrize(("verb", "city"), [("arrive", TO), ("leave", FROM)])
def test_other_sentences_of_the_task_are_labelled_right(verb: str, city: int) -> None:
    """All that can be said with its words, and cities, months and days of which it knows nothing are left alone."""
    other, place = ("leave", FROM) if verb == "arrive" else ("arrive", TO)
    for day in ("2nd", "3rd"):
        when = f"on November {day}"
        assert_slots(f"{verb} Taipei {when}", [NO, city, NO, WHEN, WHEN])
        assert_slots(f"{when} {verb} Taipei", [NO, WHEN, WHEN, NO, city])
        assert_slots(f"{verb} the airport of Taipei {when}", [NO, NO, NO, NO, city, NO, WHEN, WHEN])
        assert_slots(f"I would like to {verb} Taipei {when}", [NO] * 5 + [city, NO, WHEN, WHEN])
        for back in ("2nd", "3rd"):
            slots = [NO, city, NO, WHEN, WHEN, NO, NO, place, NO, WHEN, WHEN]
            assert_slots(f"{verb} Taipei {when} and {other} Taipei on November {back}", slots)


def test_the_memories_differ_where_the_words_do_not() -> None:
    arrive, leave = run(ARRIVE), run(LEAVE)
    assert arrive["x"][1:].tobytes() == leave["x"][1:].tobytes()
    assert arrive["c"][0, 0] > 0.7
    assert leave["c"][0, 0] < -0.7
    assert arrive["y"][1].argmax() == TO
    assert leave["y"][1].argmax() == FROM
    others = np.abs(arrive["c"][0, 1:] - leave["c"][0, 1:]).max()
    assert others < 0.1, "the first unit remembers the verb, and it alone"


def test_the_word_alone_is_not_enough() -> None:
    """A function gives the same inputs the same slot: of the ten words, any function of the word alone misses one."""
    seen: dict[bytes, Counter[int]] = defaultdict(Counter)
    for sentence in LECTURE:
        for row, slot in zip(run(sentence)["x"], SENTENCES[sentence], strict=True):
            seen[row.tobytes()][slot] += 1
    assert sum(slots.total() for slots in seen.values()) == 10
    assert sum(max(slots.values()) for slots in seen.values()) == 9
    assert [slots for slots in seen.values() if len(slots) > 1] == [Counter({TO: 1, FROM: 1})]


@pytest.mark.parametrize(("one", "other", "slot"), [(ARRIVE, LEAVE, FROM), (LEAVE, ARRIVE, TO)])
def test_the_memory_decides(one: str, other: str, slot: int) -> None:
    """Read on from the memory of the other sentence, and Taipei is in the other slot."""
    memory = run(other.split()[0]).final
    assert run(" ".join(one.split()[1:]), dict(memory))["y"][0].argmax() == slot


def test_what_the_text_says() -> None:
    arrive, leave = run(ARRIVE), run(LEAVE)
    text = LESSON.text
    for trace, sign in ((arrive, ""), (leave, "−")):
        assert f"{sign}{abs(trace['c'][0, 0]):.2f}" in text
    assert f"{arrive['y'][1, TO]:.2f}" == f"{leave['y'][1, FROM]:.2f}" == "0.98"
    assert "both with 0.98" in text
    assert max(arrive["f"][2, 0], leave["f"][2, 0]) < 0.1, "the forget gate shuts"
    assert min(arrive["f"][1, 0], leave["f"][1, 0]) > 0.9
    airport = run("arrive the airport of Taipei")["c"][:4, 0]
    assert airport.min() > 0.7, "over three other words"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "packaging" / "train_two_memories.py"
    spec = importlib.util.spec_from_file_location("train_two_memories", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_trains_what_ships(script: ModuleType) -> None:
    """To the second decimal; a processor that rounds otherwise may tip a few numbers that lie between two."""
    parameters = script.trained(LESSON)
    assert LESSON.parameters is not None
    assert parameters.keys() == LESSON.parameters.keys()
    for name, array in parameters.items():
        np.testing.assert_allclose(array, LESSON.parameters[name], atol=0.0101)
    assert script.least(LESSON, parameters) > MARGIN
    file = assets("lessons", "two-memories.toml").read_text(encoding="utf-8")
    assert script.with_parameters(file, parameters).count("[parameters]") == 1
    numbers = tomllib.loads(script.with_parameters(file, parameters))["parameters"]
    assert all(np.array_equal(numbers[name], array) for name, array in parameters.items())


def test_the_script_knows_the_slots_of_all_its_sentences(script: ModuleType) -> None:
    assert isinstance(ENCODING, OneOfN)
    found = dict(script.sentences(ENCODING.lexicon))
    assert len(found) == 24
    for sentence, slots in SENTENCES.items():
        assert found[tuple(sentence.split())] == tuple(slots)
    assert set(itertools.chain.from_iterable(found.values())) == {NO, TO, FROM, WHEN}
