"""Edits that put sentences in: their words become the heads of the steps, and what they set the inputs."""

from __future__ import annotations

import math
from dataclasses import replace

from simulator.document.edits import Edit, check_row, check_steps
from simulator.document.refitting import refit
from simulator.document.sequence import Sequence
from simulator.document.sequence_list_edits import free_name
from simulator.document.state import Layer, State
from simulator.errors import UserError
from simulator.words import Encoding, InputLabels, encode, shortened, single, split

MAX_INPUTS = 50_000
MAX_WEIGHTS = 20_000_000  # numbers in the parameters of a layer whose inputs words set

SET_WORDS = "Put in “{sentence}”"
ADD_WORDS = "Add “{sentence}”"
SET_WORD = "Set step {step} to “{word}”"

TEMPLATES = (SET_WORDS, ADD_WORDS, SET_WORD)
"""The names these edits have, for translators."""


def set_words(state: State, sentence: str, encoding: Encoding, gesture: str | None = None) -> Edit:
    """Put a sentence in place of the sequence on show, one step a word; it is called by its first words.

    Where the encoding is another one than before, the inputs mean its places from then on: they are called so, the
    other sequences are read anew from their words, and the lesson's keys go. Where it has another size, the layer is
    resized: parameters whose shape changes come from the seed. While something is typed, give the state in which the
    typing began. Raises UserError for a sentence without words or with too many, for an encoding that is too large, for
    a word that it has nothing for, and if another sequence has numbers only and does not fit.
    """
    words = _words_of(sentence)
    rows = encode(words, encoding)
    values = {"sentence": shortened(sentence)}
    old = state.sequence
    if encoding == state.encoding and words == old.heads and rows.tobytes() == old.array().tobytes():
        return Edit(SET_WORDS, state, values, gesture)
    others = (*state.sequences[: state.chosen], *state.sequences[state.chosen + 1 :])
    sequence = Sequence.of(free_name(replace(state, sequences=others), shortened(sentence)), rows, words)
    new = _with_encoding(state, encoding, state.chosen).with_sequence(sequence)
    return Edit(SET_WORDS, new, values, gesture, _first_step(state, new))


def add_words(state: State, sentence: str, encoding: Encoding) -> Edit:
    """Add a sentence behind the other sequences and show it; all else is as for ``set_words``."""
    words = _words_of(sentence)
    sequence = Sequence.of(free_name(state, shortened(sentence)), encode(words, encoding), words)
    fitting = _with_encoding(state, encoding)
    new = replace(fitting, sequences=(*fitting.sequences, sequence), chosen=len(fitting.sequences))
    return Edit(ADD_WORDS, new, {"sentence": shortened(sentence)}, None, _first_step(state, new))


def set_word(state: State, row: int, word: str, gesture: str | None = None) -> Edit:
    """Put another word over a step, and the numbers that it sets below; "" sets nothing.

    Raises UserError where words set no inputs, for what is not one word, and for a word that the encoding has nothing
    for.
    """
    sequence, encoding = state.sequence, state.encoding
    check_row(sequence, row)
    if encoding is None:
        raise UserError("words set no inputs here. Put in a sentence first.")
    if word and not single(word):
        raise UserError(f"“{shortened(word)}” is not one word, and a step has one. Put in a sentence for several.")
    rows = encode((word,), encoding)
    values = {"step": row + 1, "word": shortened(word)}
    heads = sequence.heads_at(row, row + 1) or ("",)
    if heads == (word,) and rows.tobytes() == sequence.array(row, row + 1).tobytes():
        return Edit(SET_WORD, state, values, gesture)
    changed = sequence.spliced(row, row + 1, rows, (word,))
    return Edit(SET_WORD, state.with_sequence(changed), values, gesture, row)


def _words_of(sentence: str) -> tuple[str, ...]:
    words = split(sentence)
    if not words:
        raise UserError("there is no word in it. Type a sentence such as “arrive Taipei on November 2nd”.")
    check_steps(len(words))
    return words


def _first_step(old: State, new: State) -> int | None:
    return 0 if new.layer is old.layer else None


def _with_encoding(state: State, encoding: Encoding, but: int | None = None) -> State:
    """Return the state with inputs that mean the encoding's places; the sequence ``but`` is left as it is."""
    if encoding == state.encoding:
        return state
    layer = state.layer
    if encoding.size != layer.inputs:
        _check_size(layer, encoding)
        layer = refit(layer, inputs=encoding.size)
    labels = state.labels.others if isinstance(state.labels, InputLabels) else state.labels
    own = {f"x{number + 1}" for number in range(state.layer.inputs)} if labels else set()
    kept = {name: label for name, label in labels.items() if name not in own}
    return replace(
        state,
        layers=(layer, *state.layers[1:]),
        sequences=tuple(
            sequence if index == but else _read_anew(sequence, encoding)
            for index, sequence in enumerate(state.sequences)
        ),
        labels=InputLabels(encoding, kept),
        play=None,  # its keys set inputs that meant something else
        encoding=encoding,
    )


def _check_size(layer: Layer, encoding: Encoding) -> None:
    size = encoding.size
    if size > MAX_INPUTS:
        raise UserError(
            f"the encoding has {size:,} places, and a cell has at most {MAX_INPUTS:,} inputs here. Use a smaller one."
        )
    shapes = layer.cell.parameter_shapes(size, layer.units, layer.outputs)
    weights = sum(map(math.prod, shapes.values()))
    if weights > MAX_WEIGHTS:
        raise UserError(
            f"with {size:,} inputs and {layer.units:,} units the cell would have {weights:,} weights, and the most are "
            f"{MAX_WEIGHTS:,}. Use fewer units, or a smaller encoding."
        )


def _read_anew(sequence: Sequence, encoding: Encoding) -> Sequence:
    if sequence.heads is None:
        if sequence.inputs == encoding.size:
            return sequence
        raise UserError(
            f"the sequence “{sequence.name}” has {sequence.inputs} numbers a step and no words, and the encoding has "
            f"{encoding.size:,} places. Delete that sequence, or put the sentence in its place."
        )
    try:
        return Sequence.of(sequence.name, encode(sequence.heads, encoding), sequence.heads)
    except UserError as error:
        raise UserError(f"the sequence “{sequence.name}” cannot be read with this encoding: {error}") from None
