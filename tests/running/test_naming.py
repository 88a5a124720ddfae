"""What trainings are called: short, telling, and never twice the same."""

from __future__ import annotations

import random
import string
from dataclasses import fields, replace
from typing import Any

import pytest

from simulator import parse_cell
from simulator.running.naming import TEMPLATES, differences, names
from simulator.running.setup import Setup
from tests.running.test_setup import random_setup

GATES = Setup("lecture-gates", "lstm", 4, rate=0.01)

CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"task": "echo"}, "Echo"),
    ({"cell": "gru"}, "gru 4"),
    ({"units": 7}, "lstm 7"),
    ({"layers": 2}, "2 layers"),
    ({"bidirectional": True}, "in both directions"),
    ({"readout": None}, "no readout"),
    ({"readout": "sigmoid"}, "sigmoid readout"),
    ({"initialisation": "keras"}, "keras start"),
    ({"forget_bias": 1.5}, "forget bias 1.5"),
    ({"optimizer": "sgd"}, "sgd"),
    ({"optimizer_settings": {"beta1": 0.5, "eps": 1e-6}}, "adam with beta1 0.5, eps 1e-06"),
    ({"rate": 0.1}, "rate 0.1"),
    ({"rate": 0.01 + 1e-12}, "rate 0.010000000001"),
    ({"schedule": "cosine"}, "schedule cosine"),
    ({"schedule": "step", "schedule_settings": {"every": 20}}, "schedule step with every 20"),
    ({"clip_norm": 2.0}, "clip norm 2"),
    ({"clip_value": 15.0}, "clip value 15"),
    ({"clip_norm": None}, "no clipping"),
    ({"batch": 8}, "batch 8"),
    ({"length": 30}, "length 30"),
    ({"window": 5}, "window 5"),
    ({"seed": 3}, "seed 3"),
    ({"dtype": "float32"}, "float32"),
]


@pytest.mark.parametrize(("fault", "said"), CHANGES, ids=[said for _, said in CHANGES])
def test_each_difference_is_said(fault: dict[str, Any], said: str) -> None:
    other = replace(GATES, **fault)
    found = [str(phrase) for phrase in differences(other, GATES)]
    if fault == {"task": "echo"}:  # whose preset clips otherwise
        assert found == ["Echo", "no clipping"]
    else:
        assert found == [said]
    assert len(differences(GATES, other)) == len(found)
    assert names([GATES, other])[1] == ", ".join(found)


def test_every_field_of_a_setup_may_be_a_difference() -> None:
    changed = {name for fault, _ in CHANGES for name in fault}
    assert changed == {field.name for field in fields(Setup)} - {"evaluate_every"}
    assert differences(GATES, replace(GATES, evaluate_every=3)) == ()


def test_what_is_said_is_the_same_as_what_the_preset_says() -> None:
    assert differences(GATES.complete(), GATES) == ()
    assert differences(Setup("echo", "lstm"), Setup("echo")) == ()


def test_names_and_marks_can_be_said_in_another_language() -> None:
    french = {"rate {rate}": "taux {rate}", "{name} ({number})": "{name}, n° {number}", "Echo": "Écho"}

    def say(text: str) -> str:
        return french.get(text, text)

    assert names([GATES, replace(GATES, rate=0.5), GATES], None, say) == ("taux 0.01", "taux 0.5", "taux 0.01, n° 2")
    assert names([GATES, Setup("echo").complete()], None, say)[1].startswith("Écho")
    assert [phrase.said(say) for phrase in differences(replace(GATES, rate=0.5), GATES)] == ["taux 0.5"]


def test_names() -> None:
    elman = Setup("lecture-gates", "elman", 4, rate=0.02)
    assert names([GATES, elman]) == ("lstm 4, rate 0.01", "elman 4, rate 0.02")
    assert names([GATES, replace(GATES, layers=2)]) == ("one layer", "2 layers")
    assert names([GATES, replace(elman, layers=2)]) == ("lstm 4, rate 0.01", "elman 4, 2 layers, rate 0.02")
    assert names([GATES]) == ("lstm 4",)
    assert names([GATES, GATES, GATES]) == ("lstm 4", "lstm 4 (2)", "lstm 4 (3)")
    assert names([GATES, GATES], [0, 1500]) == ("from the start", "from update 1,500")
    assert names([GATES, replace(GATES, rate=0.5)], [0, 1500]) == ("rate 0.01", "rate 0.5, from update 1,500")
    assert names([]) == ()


def test_cells_of_one_name_are_told_apart() -> None:
    one, other = (replace(GATES, cell=parse_cell(text)) for text in ("h = W @ x", "h = tanh(W @ x)"))
    assert names([one, other]) == ("cell 4", "cell 4 (2)")
    assert names([one, replace(one, cell=parse_cell("h = W @ x"))]) == ("cell 4", "cell 4 (2)")
    assert [str(phrase) for phrase in differences(one, other)] == ["cell 4"]
    assert differences(one, replace(one, cell=parse_cell("h = W @ x"))) == ()


@pytest.mark.parametrize("seed", range(20))
def test_no_name_comes_twice(seed: int) -> None:
    draw = random.Random(seed)
    setups = [random_setup(draw) for _ in range(draw.randrange(1, 8))]
    setups += draw.choices(setups, k=3)
    found = names(setups, [draw.choice([0, 0, 5]) for _ in setups])
    assert len(set(found)) == len(setups)
    assert all(name == name.strip() != "" for name in found)


def test_all_that_is_said_is_listed_for_translators() -> None:
    everything = [replace(GATES, **fault) for fault, _ in CHANGES]
    pairs = [pair for one in everything for pair in ((one, GATES), (GATES, one))]
    templates = {phrase.template for one, other in pairs for phrase in differences(one, other)}
    assert templates <= set(TEMPLATES)
    assert set(TEMPLATES) - templates == {"from the start", "from update {update}", "{name} ({number})"}
    for template in TEMPLATES:
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(template))
