"""Whatever is done can be undone, to the last bit, and done again: random edits of all kinds."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest

from simulator.document import (
    Document,
    State,
    bands,
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
from simulator.document.edits import Edit
from simulator.document.parameter_edits import Which, arrays_of
from simulator.engine.holding import Hold
from simulator.engine.optimisation.initialisers import INITIALISERS
from simulator.errors import UserError
from simulator.language import load_cell
from simulator.running.setup import Setup
from simulator.words import Encoding, OneOfN, WordVectors
from tests.document.helpers import content

Random = np.random.Generator

WORDS = ("the", "cat", "貓", "")
OPENED = ("hand-set-lstm", "gru-gates", "lstm", "elman-ones")
ENCODINGS: tuple[Encoding, ...] = (
    OneOfN(("arrive", "leave", "Taipei")),
    OneOfN(("on", "2nd")),
    WordVectors(("Taipei", "leave"), np.array([[0.5, -1.0], [0.0, 2.0]]), "zeros"),
)
MODULES: tuple[ModuleType, ...] = (
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


def _number(random: Random) -> float:
    return float(random.choice([random.normal(), 0.0, -0.0, 1e300, -3.0]))


def _which(state: State, random: Random) -> Which:
    arrays = list(arrays_of(state.layer))
    return arrays[int(random.integers(len(arrays)))]


def _index(state: State, which: Which, random: Random) -> tuple[int, ...]:
    return tuple(int(random.integers(size)) for size in arrays_of(state.layer)[which].shape)


def _gesture(random: Random) -> str | None:
    return str(random.choice(["drag 1", "drag 2"])) if random.integers(2) else None


def set_input(state: State, random: Random) -> Edit:
    row, column = int(random.integers(state.sequence.steps)), int(random.integers(state.sequence.inputs))
    return edits.set_input(state, row, column, _number(random), _gesture(random))


def paste(state: State, random: Random) -> Edit:
    column = int(random.integers(state.sequence.inputs))
    block = random.normal(
        size=(int(random.integers(1, 9)), int(random.integers(1, state.sequence.inputs - column + 1)))
    )
    return edits.paste(state, int(random.integers(state.sequence.steps + 1)), column, block.tolist())


def insert_steps(state: State, random: Random) -> Edit:
    return edits.insert_steps(state, int(random.integers(state.sequence.steps + 1)), int(random.integers(1, 5)))


def delete_steps(state: State, random: Random) -> Edit:
    if state.sequence.steps == 1:
        return insert_steps(state, random)
    at = int(random.integers(state.sequence.steps))
    most = min(state.sequence.steps - at, state.sequence.steps - 1, 4)
    return edits.delete_steps(state, at, int(random.integers(1, most + 1)))


def set_parameter(state: State, random: Random) -> Edit:
    name = str(random.choice(state.layer.cell.parameters))
    return edits.set_parameter(state, name, _index(state, Which(name), random), _number(random), _gesture(random))


def set_parameters(state: State, random: Random) -> Edit:
    names = random.choice(state.layer.cell.parameters, size=2, replace=False)
    return edits.set_parameters(
        state, {str(name): random.normal(size=state.layer.parameters[str(name)].shape) for name in names}
    )


def set_initial(state: State, random: Random) -> Edit:
    name = str(random.choice(state.layer.cell.states))
    (index,) = _index(state, Which(name, True), random)
    return edits.set_initial(state, name, index, _number(random), _gesture(random))


def open_state(state: State, random: Random) -> Edit:
    return edits.open_state(open_what(str(random.choice(OPENED))))


def set_number(state: State, random: Random) -> Edit:
    which = _which(state, random)
    return parameter_edits.set_number(state, which, _index(state, which, random), _number(random), _gesture(random))


def fill(state: State, random: Random) -> Edit:
    return parameter_edits.fill(state, {_which(state, random): None, _which(state, random): None}, _number(random))


def paste_numbers(state: State, random: Random) -> Edit:
    which = _which(state, random)
    table = parameter_edits.as_table(arrays_of(state.layer)[which])
    row, column = (int(random.integers(size)) for size in table.shape)
    block = random.normal(size=(table.shape[0] - row, table.shape[1] - column))
    return parameter_edits.paste_numbers(state, which, row, column, block.tolist())


def identity(state: State, random: Random) -> Edit:
    matrices = [which for which, array in arrays_of(state.layer).items() if array.ndim == 2]
    return parameter_edits.identity(state, matrices[int(random.integers(len(matrices)))])


def draw(state: State, random: Random) -> Edit:
    how = str(random.choice(list(INITIALISERS)))
    return parameter_edits.draw(state, state.layer.cell.parameters, how, int(random.integers(100)))


def restore(state: State, random: Random) -> Edit:
    other = open_what(str(random.choice(OPENED)))
    given, own = arrays_of(other.layer), arrays_of(state.layer)
    fits = {which: given[which] for which in own if which in given and given[which].shape == own[which].shape}
    return parameter_edits.restore(state, fits)


def set_hardness(state: State, random: Random) -> Edit:
    if not hardness.gate_parameters(state.layer.cell):
        return fill(state, random)
    return hardness.set_hardness(state, state.layer.parameters, float(random.uniform(0.03, 1)), _gesture(random))


def play_step(state: State, random: Random) -> Edit:
    if state.play is None:
        return insert_steps(state, random)
    return playing.play_step(state, int(random.integers(10)), str(random.choice(["", *state.play.keys])))


def _sentence(random: Random) -> str:
    return " ".join(random.choice(["arrive", "leave", "Taipei", "on", "2nd"], size=int(random.integers(1, 6))))


def set_words(state: State, random: Random) -> Edit:
    encoding = ENCODINGS[int(random.integers(len(ENCODINGS)))]
    try:
        return word_edits.set_words(state, _sentence(random), encoding, _gesture(random))
    except UserError:  # another sequence is of numbers, and of another width
        return insert_steps(state, random)


def set_word(state: State, random: Random) -> Edit:
    word = str(random.choice(("leave", "Taipei", "貓", "", "two words")))
    try:
        return word_edits.set_word(state, int(random.integers(state.sequence.steps)), word, _gesture(random))
    except UserError:  # words set nothing here, or it is more than one
        return insert_steps(state, random)


def add_words(state: State, random: Random) -> Edit:
    encoding = state.encoding or OneOfN(("arrive", "Taipei"), other=state.sequence.inputs == 3)
    try:
        return word_edits.add_words(state, _sentence(random), encoding)
    except UserError:  # as above, or a word that has no place
        return insert_steps(state, random)


def set_equations(state: State, random: Random) -> Edit:
    equations = state.layer.cell.equations
    if random.integers(2) and "extra" not in equations:
        return equation_edits.set_equations(state, f"{equations}\nextra = tanh(W_extra @ x)", _gesture(random))
    one, two = random.choice(["tanh", "sigmoid", "linear", "relu"], size=2, replace=False)
    return equation_edits.set_equations(state, equations.replace(f"{one}(", f"{two}("), None, str(two))


def set_output(state: State, random: Random) -> Edit:
    return equation_edits.set_output(state, str(random.choice(state.layer.cell.signals)))


def set_layout(state: State, random: Random) -> Edit:
    return layout_edits.set_layout(state, str(random.choice(["lecture", "conveyor", "network"])))


def move_part(state: State, random: Random) -> Edit:
    x, y = random.uniform(0, 100, size=2)
    part = str(random.choice(state.layer.cell.signals))
    return layout_edits.move_part(state, part, (float(x), float(y)), _gesture(random))


def tidy(state: State, random: Random) -> Edit:
    return layout_edits.tidy(state)


def take_preset(state: State, random: Random) -> Edit:
    offered = presets.presets(state)
    return presets.take_preset(state, offered[0]) if offered else fill(state, random)


def _block(state: State, random: Random) -> tuple[int, int]:
    start = int(random.integers(state.sequence.steps))
    return start, int(random.integers(start, min(state.sequence.steps, start + 12))) + 1


def _columns(state: State, random: Random) -> list[int] | None:
    inputs = state.sequence.inputs
    return None if random.integers(2) else [int(random.integers(inputs)), int(random.integers(inputs))]


def _index_of_sequence(state: State, random: Random) -> int:
    return int(random.integers(len(state.sequences)))


def repeat_steps(state: State, random: Random) -> Edit:
    return sequence_edits.repeat_steps(state, *_block(state, random), int(random.integers(1, 3)))


def reverse_steps(state: State, random: Random) -> Edit:
    return sequence_edits.reverse_steps(state, *_block(state, random))


def shuffle_steps(state: State, random: Random) -> Edit:
    return sequence_edits.shuffle_steps(state, *_block(state, random), int(random.integers(100)), _gesture(random))


def set_steps(state: State, random: Random) -> Edit:
    block, columns = _block(state, random), _columns(state, random)
    return sequence_fills.set_steps(state, *block, _number(random), columns, _gesture(random))


def clear_steps(state: State, random: Random) -> Edit:
    return sequence_fills.clear_steps(state, *_block(state, random), _columns(state, random))


def draw_steps(state: State, random: Random) -> Edit:
    block, columns, seed = _block(state, random), _columns(state, random), int(random.integers(100))
    return sequence_fills.draw_steps(state, *block, -2, 2, seed, bool(random.integers(2)), columns, _gesture(random))


def draw_choices(state: State, random: Random) -> Edit:
    block, columns, seed = _block(state, random), _columns(state, random), int(random.integers(100))
    return sequence_fills.draw_choices(state, *block, [0.0, -0.0, 1e300], seed, columns, _gesture(random))


def ramp_steps(state: State, random: Random) -> Edit:
    start, stop = _block(state, random)
    if stop - start == 1:
        return set_steps(state, random)
    first, last = random.normal(size=2)
    return sequence_fills.ramp_steps(state, start, stop, first, last, _columns(state, random), _gesture(random))


def pulse_steps(state: State, random: Random) -> Edit:
    start, stop = _block(state, random)
    every, first = int(random.integers(1, 5)), int(random.integers(start, stop))
    columns = _columns(state, random)
    return sequence_fills.pulse_steps(state, start, stop, _number(random), every, first, columns, _gesture(random))


def add_sequence(state: State, random: Random) -> Edit:
    return sequence_list_edits.add_sequence(state, int(random.integers(1, 9)))


def add_rows(state: State, random: Random) -> Edit:
    rows = random.normal(size=(int(random.integers(1, 9)), state.layer.inputs))
    return sequence_list_edits.add_rows(state, rows, [str(random.choice(WORDS)) for _ in rows])


def import_rows(state: State, random: Random) -> Edit:
    rows = random.normal(size=(int(random.integers(1, 9)), state.layer.inputs))
    heads = [str(random.choice(WORDS)) for _ in rows] if random.integers(2) else None
    return sequence_list_edits.import_rows(state, sequence_list_edits.free_name(state, "table"), rows, heads)


def copy_sequence(state: State, random: Random) -> Edit:
    return sequence_list_edits.copy_sequence(state, _index_of_sequence(state, random))


def rename_sequence(state: State, random: Random) -> Edit:
    name = sequence_list_edits.free_name(state, str(random.choice(WORDS)))
    return sequence_list_edits.rename_sequence(state, _index_of_sequence(state, random), name)


def delete_sequence(state: State, random: Random) -> Edit:
    if len(state.sequences) == 1:
        return add_rows(state, random)
    return sequence_list_edits.delete_sequence(state, _index_of_sequence(state, random))


def move_sequence(state: State, random: Random) -> Edit:
    places = _index_of_sequence(state, random), _index_of_sequence(state, random)
    return sequence_list_edits.move_sequence(state, *places)


def show_sequence(state: State, random: Random) -> Edit:
    return sequence_list_edits.show_sequence(state, _index_of_sequence(state, random))


def _any_signal(state: State, random: Random) -> str:
    return str(random.choice(["x", *state.layer.cell.signals]))


def _any_place(state: State, random: Random) -> bands.Place:
    found = bands.bands_of(state)
    index = int(random.integers(len(found)))
    inside = found[index].is_group and random.integers(2)
    return index, int(random.integers(len(found[index].members))) if inside else None


def _or_usual(make: Callable[[], Edit], state: State, random: Random) -> Edit:
    """Return an edit of the rows, or that back to the usual ones where it is refused."""
    try:
        return make()
    except UserError:
        return show_usual_rows(state, random)


def set_shown(state: State, random: Random) -> Edit:
    signal, shown = _any_signal(state, random), bool(random.integers(2))
    return _or_usual(lambda: row_edits.set_shown(state, [signal], shown), state, random)


def set_units(state: State, random: Random) -> Edit:
    signal = _any_signal(state, random)
    size = bands.sizes_of(state)[signal]
    units = random.integers(size, size=int(random.integers(1, 4))).tolist()
    return _or_usual(lambda: row_edits.set_units(state, signal, units), state, random)


def set_heat(state: State, random: Random) -> Edit:
    signal, heat = _any_signal(state, random), bool(random.integers(2))
    return _or_usual(lambda: row_edits.set_heat(state, signal, heat), state, random)


def move_row(state: State, random: Random) -> Edit:
    place, to = _any_place(state, random), _any_place(state, random)
    return _or_usual(lambda: row_edits.move_row(state, place, to), state, random)


def group_signals(state: State, random: Random) -> Edit:
    signals, over = {_any_signal(state, random) for _ in range(3)}, random.integers(2)
    return _or_usual(
        lambda: row_edits.group_signals(state, sorted(signals), "overlay" if over else "rows"), state, random
    )


def _any_group(state: State, random: Random) -> int | None:
    groups = [index for index, band in enumerate(bands.bands_of(state)) if band.is_group]
    return groups[int(random.integers(len(groups)))] if groups else None


def set_form(state: State, random: Random) -> Edit:
    index = _any_group(state, random)
    forms: tuple[bands.Form, ...] = ("rows", "folded", "overlay")
    form = forms[int(random.integers(3))]
    if index is None:
        return group_signals(state, random)
    return _or_usual(lambda: row_edits.set_form(state, index, form), state, random)


def name_group(state: State, random: Random) -> Edit:
    index = _any_group(state, random)
    name = str(random.choice(WORDS))
    return group_signals(state, random) if index is None else row_edits.name_group(state, index, name)


def ungroup(state: State, random: Random) -> Edit:
    index = _any_group(state, random)
    return group_signals(state, random) if index is None else row_edits.ungroup(state, index)


def show_usual_rows(state: State, random: Random) -> Edit:
    return row_edits.show_usual_rows(state)


def _hold(state: State, random: Random, key: int | None = None) -> Hold:
    layer = (side_edits.side_of(state, key).layer if key else None) or state.layer
    name = str(random.choice(layer.cell.signals))
    start, stop = _block(state, random)
    return Hold(name, None, start, stop if random.integers(2) else None, _number(random))


def _key(state: State, random: Random) -> int:
    return int(random.choice([side.key for side in state.sides]))


def what_if(state: State, random: Random) -> Edit:
    if len(state.sides) == side_edits.MOST_SIDES:
        return drop(state, random)
    return side_edits.what_if(state, _hold(state, random))


def hold_also(state: State, random: Random) -> Edit:
    if not state.sides:
        return what_if(state, random)
    key = _key(state, random)
    return side_edits.hold_also(state, key, _hold(state, random, key), _gesture(random))


def release(state: State, random: Random) -> Edit:
    if state.holds and random.integers(2):
        return side_edits.release(state, None, int(random.integers(len(state.holds))))
    held = [(side.key, len(side.holds)) for side in state.sides if side.holds]
    if not held:
        return what_if(state, random)
    key, count = held[int(random.integers(len(held)))]
    return side_edits.release(state, key, int(random.integers(count)))


def compare_layer(state: State, random: Random) -> Edit:
    if len(state.sides) == side_edits.MOST_SIDES:
        return drop(state, random)
    return side_edits.compare_layer(state, state.layer, {"en": "now"})


def compare_cell(state: State, random: Random) -> Edit:
    if len(state.sides) == side_edits.MOST_SIDES:
        return drop(state, random)
    return side_edits.compare_cell(state, load_cell(str(random.choice(["gru", "elman", "lstm"]))))


def compare_sequence(state: State, random: Random) -> Edit:
    if len(state.sides) == side_edits.MOST_SIDES:
        return drop(state, random)
    return side_edits.compare_sequence(state, state.sequences[_index_of_sequence(state, random)].name)


def keep(state: State, random: Random) -> Edit:
    running = [side.key for side in state.sides if side.run(state) is not None]
    return side_edits.keep(state, int(random.choice(running))) if running else what_if(state, random)


def drop(state: State, random: Random) -> Edit:
    return side_edits.drop(state, _key(state, random)) if state.sides else what_if(state, random)


def rename(state: State, random: Random) -> Edit:
    if not state.sides:
        return what_if(state, random)
    return side_edits.rename(state, _key(state, random), str(random.choice(["one", "another"])))


def show(state: State, random: Random) -> Edit:
    if not state.sides:
        return what_if(state, random)
    return side_edits.show(state, _key(state, random), bool(random.integers(2)))


def set_training(state: State, random: Random) -> Edit:
    setup = Setup(str(random.choice(["parity", "echo"])), units=int(random.integers(1, 4)))
    return training_edits.set_training(state, setup, "one of them")


def change_training(state: State, random: Random) -> Edit:
    settings = (("units", int(random.integers(1, 9))), ("rate", float(random.random())), ("bidirectional", True))
    name, value = settings[int(random.integers(len(settings)))]
    gesture = "slider" if name == "rate" and random.random() < 0.5 else None
    return training_edits.change_training(state, gesture, **{name: value})


MAKERS: dict[str, Callable[[State, Random], Edit]] = {
    maker.__name__: maker
    for maker in (
        set_input,
        paste,
        insert_steps,
        delete_steps,
        set_parameter,
        set_parameters,
        set_initial,
        open_state,
        set_number,
        fill,
        paste_numbers,
        identity,
        draw,
        restore,
        set_hardness,
        play_step,
        set_words,
        set_word,
        add_words,
        add_rows,
        add_sequence,
        clear_steps,
        copy_sequence,
        delete_sequence,
        draw_choices,
        draw_steps,
        import_rows,
        move_part,
        move_sequence,
        pulse_steps,
        ramp_steps,
        rename_sequence,
        repeat_steps,
        reverse_steps,
        set_equations,
        set_layout,
        set_output,
        set_steps,
        show_sequence,
        shuffle_steps,
        take_preset,
        tidy,
        group_signals,
        move_row,
        name_group,
        set_form,
        set_heat,
        set_shown,
        set_units,
        show_usual_rows,
        ungroup,
        what_if,
        hold_also,
        release,
        compare_layer,
        compare_cell,
        compare_sequence,
        keep,
        drop,
        rename,
        show,
        set_training,
        change_training,
    )
}


def test_every_kind_of_edit_is_tried() -> None:
    kinds = {
        name
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and function.__annotations__.get("return") == "Edit"
    }
    assert kinds == MAKERS.keys()


@pytest.mark.parametrize("seed", range(12))
def test_random_edits_are_undone_and_redone_bit_for_bit(seed: int) -> None:
    random = np.random.default_rng(seed)
    document = Document(open_what(OPENED[seed % len(OPENED)]))
    seen = [(content(document.state), "")]
    names = list(MAKERS)
    while len(seen) < 150:
        edit = MAKERS[names[int(random.integers(len(names)))]](document.state, random)
        before, known = document.undo_edit, document.state
        document.apply(edit)
        if document.state is known:
            continue
        last = document.undo_edit
        assert last is not None
        assert len({sequence.name for sequence in document.state.sequences}) == len(document.state.sequences)
        merged = before is not None and edit.gesture is not None and before.gesture == edit.gesture and last is not edit
        entry = (content(document.state), last.name)
        if merged:
            seen[-1] = entry
        else:
            seen.append(entry)
    for (after, name), (before_it, _) in zip(reversed(seen[1:]), reversed(seen[:-1]), strict=True):
        assert content(document.state) == after
        assert document.undo_edit is not None
        assert document.undo_edit.name == name
        document.undo()
        assert content(document.state) == before_it
    assert document.undo_edit is None
    for after, name in seen[1:]:
        assert document.redo_edit is not None
        assert document.redo_edit.name == name
        document.redo()
        assert content(document.state) == after
    assert document.redo_edit is None
