"""What moves when."""

from __future__ import annotations

from itertools import pairwise

import pytest

from simulator.language import cell_ids, load_cell, parse_cell
from simulator.render.motion import PHASES, drained, progress, schedule, stage_share


def stages(cell_id: str) -> dict[str, int]:
    return {name: stage for name, (stage, _, _) in schedule(load_cell(cell_id)).items()}


def test_the_lecture_cell_sums_then_turns_its_gates_then_writes_then_reads() -> None:
    found = stages("lecture-lstm")
    assert {name: found[name] for name in ("z", "z_i", "z_f", "z_o")} == dict.fromkeys(("z", "z_i", "z_f", "z_o"), 0)
    assert {name: found[name] for name in ("i", "f", "o", "g")} == dict.fromkeys(("i", "f", "o", "g"), 1)
    assert (found["c"], found["y"]) == (2, 3)


def test_the_candidate_sum_of_a_gru_waits_for_the_reset_gate() -> None:
    found = stages("gru")
    assert (found["z_z"], found["z_r"], found["z"], found["r"]) == (0, 0, 1, 1)
    assert (found["z_n"], found["n"], found["h"]) == (2, 2, 2)


def test_a_peephole_output_gate_waits_for_the_new_memory() -> None:
    found = stages("lstm-peephole")
    assert (found["z_i"], found["i"], found["c"], found["z_o"], found["o"], found["h"]) == (0, 1, 2, 3, 3, 3)


@pytest.mark.parametrize("cell_id", cell_ids())
def test_nothing_moves_before_what_it_reads_has_arrived(cell_id: str) -> None:
    cell = load_cell(cell_id)
    plan = schedule(cell)
    for name, (stage, start, stop) in plan.items():
        assert 0 <= start < stop <= 1
        for other in cell.graph.reads(name):
            other_stage, _, other_stop = plan[other]
            assert (other_stage, other_stop) <= (stage, start) or other_stage < stage


def test_progress_begins_at_nothing_and_ends_at_all() -> None:
    cell = load_cell("gru")
    for name in cell.signals:
        assert progress(cell, name, 0.0) == 0.0
        assert progress(cell, name, 1.0) == 1.0
        values = [progress(cell, name, step / 200) for step in range(201)]
        assert values == sorted(values)


def test_sub_steps_take_their_share_of_time() -> None:
    assert [round(1280 * (b - a)) for a, b in pairwise(PHASES)] == [240, 320, 480, 240]
    assert stage_share(PHASES[2], 2) == 0.0
    assert stage_share(PHASES[3], 2) == 1.0
    assert drained(0.0) == 0.0
    assert drained(PHASES[1]) == 1.0


def test_a_chain_of_one_stage_shares_its_time_by_depth() -> None:
    cell = parse_cell("a = tanh(W @ x)\nb = tanh(a)\nh = b + h[t-1]")
    plan = schedule(cell)
    assert plan["a"][2] == plan["b"][1] == 0.5
