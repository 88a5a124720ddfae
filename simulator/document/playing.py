"""Playing a cell live: each press of a key adds a step at the end of the sequence."""

from __future__ import annotations

from simulator.document.edits import MAX_STEPS, Edit
from simulator.document.state import State
from simulator.errors import UserError

PLAY_STEP = "Play step {step}"
TEMPLATES = (PLAY_STEP,)


def play_step(state: State, digit: int, letter: str = "") -> Edit:
    """Add the step of a digit and a letter of the lesson's table of keys. Raises UserError where there is none."""
    if state.play is None:
        raise UserError(f"{state.title} has no keys to be played with. Open the first lesson.")
    sequence = state.sequence
    if sequence.steps >= MAX_STEPS:
        raise UserError(f"a sequence has at most {MAX_STEPS:,} steps. Begin another one.")
    changed = sequence.spliced(sequence.steps, sequence.steps, [state.play.step(digit, letter)])
    return Edit(PLAY_STEP, state.with_sequence(changed), {"step": changed.steps}, None, sequence.steps)
