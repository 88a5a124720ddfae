"""Sentences as sequences: heads and rows, what becomes of the layer and of the other sequences, and every refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from simulator.document import Document, Edit, Sequence, State, Tracer, open_what, word_edits
from simulator.document.edits import insert_steps, set_input
from simulator.document.word_edits import add_words, set_word, set_words
from simulator.engine import Model
from simulator.errors import UserError
from simulator.language import cell_ids
from simulator.words import Encoding, LetterTrigrams, OneOfN, WordVectors

ARRIVE = "arrive Taipei, on November 2nd"
WORDS = ("arrive", "Taipei", ",", "on", "November", "2nd")
SMALL = OneOfN(("Arrive", "leave", "taipei"))
ROWS = [[1, 0, 0, 0], [0, 0, 1, 0], *[[0, 0, 0, 1]] * 4]


def read() -> State:
    """Return a state whose one sequence is a sentence."""
    return set_words(open_what("lstm"), ARRIVE, SMALL).state


def refused(make: Callable[[State, str, Encoding], Edit], state: State, sentence: str, encoding: Encoding) -> str:
    with pytest.raises(UserError) as caught:
        make(state, sentence, encoding)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_sentence_takes_the_place_of_the_sequence_on_show() -> None:
    state = open_what("lstm")
    edit = set_words(state, ARRIVE, SMALL)
    assert edit.name == "Put in “arrive Taipei, on November 2nd”"
    after = edit.state
    assert len(after.sequences) == 1
    assert after.sequence.heads == WORDS
    assert after.sequence.array().tolist() == ROWS
    assert after.sequence.name == "arrive Taipei, on November 2nd"
    assert after.encoding is SMALL
    assert (after.layer.inputs, after.layer.units) == (4, state.layer.units)


def test_a_long_sentence_has_a_short_name() -> None:
    edit = set_words(open_what("lstm"), "I would like to arrive Taipei  on November 2nd", SMALL)
    assert edit.state.sequence.name == "I would like to arrive Taipei on…"
    assert edit.name == "Put in “I would like to arrive Taipei on…”"


@pytest.mark.parametrize("what", cell_ids())
def test_a_layer_of_another_size_keeps_what_still_fits(what: str) -> None:
    state = open_what(what)
    layer, after = state.layer, set_words(state, ARRIVE, OneOfN(WORDS[:2] + WORDS[3:])).state.layer
    assert layer.inputs != after.inputs == 6
    drawn = Model(layer.cell, 6, layer.units, layer.outputs, seed=0).parameters
    for name, array in after.parameters.items():
        if layer.parameters[name].shape == array.shape:
            assert array is layer.parameters[name]
        else:
            assert array.tobytes() == drawn[name].tobytes(), "as a cell of this size has it from the seed"
    assert {name for name in after.parameters if after.parameters[name] is not layer.parameters[name]}
    for name, array in after.initial.items():
        assert array is layer.initial[name]


def test_a_layer_of_the_right_size_is_left_alone() -> None:
    state = open_what("lstm")
    edit = set_words(state, "leave Taipei", OneOfN(("leave", "Taipei"), other=False))
    assert edit.state.layer is state.layer
    assert edit.first_step == 0
    assert set_words(state, ARRIVE, SMALL).first_step is None, "another cell: every step"


def test_the_same_sentence_is_no_edit() -> None:
    state = read()
    assert set_words(state, ARRIVE, SMALL).state is state
    assert set_words(state, " arrive  Taipei , on November 2nd", OneOfN(SMALL.lexicon)).state is state
    assert set_words(state, "Arrive Taipei, on November 2nd", SMALL).state is not state, "the head is another one"
    changed = state.with_sequence(replace(state.sequence, blocks=(np.zeros((6, 4)),)))
    assert set_words(changed, ARRIVE, SMALL).state.sequence.array().tolist() == ROWS


def test_inputs_are_called_by_what_they_mean_and_the_keys_go() -> None:
    state = open_what("hand-set-lstm")
    assert state.play is not None
    after = set_words(state, "leave", SMALL).state
    assert after.play is None
    assert [after.labels[f"x{k}"]["en"] for k in range(1, 5)] == ["Arrive", "leave", "taipei", "other"]
    assert after.labels["c"] is state.labels["c"]
    fewer = set_words(after, "leave", OneOfN(("leave",), other=False)).state
    assert {name for name in fewer.labels if name.startswith("x")} == {"x1"}
    same = set_words(after, "arrive", SMALL).state
    assert same.labels is after.labels
    assert same.layer is after.layer


def test_a_sentence_is_added_and_shown() -> None:
    state = read()
    edit = add_words(state, "leave Taipei", SMALL)
    assert edit.name == "Add “leave Taipei”"
    assert edit.first_step == 0
    after = edit.state
    assert [sequence.name for sequence in after.sequences] == ["arrive Taipei, on November 2nd", "leave Taipei"]
    assert after.sequences[0] is state.sequences[0]
    assert after.chosen == 1
    assert after.sequence.heads == ("leave", "Taipei")


def test_names_are_unique() -> None:
    state = read()
    for number in (2, 3):
        state = add_words(state, ARRIVE, SMALL).state
        assert state.sequence.name == f"arrive Taipei, on November 2nd {number}"
    again = set_words(replace(state, chosen=1), "leave", SMALL).state
    assert set_words(again, ARRIVE, SMALL).state.sequence.name == "arrive Taipei, on November 2nd 2"


def test_with_another_encoding_all_sentences_are_read_anew() -> None:
    state = add_words(read(), "leave Taipei", SMALL).state
    vectors = WordVectors(("taipei", "leave"), np.array([[0.5, 2.0], [1.0, -1.0]]), "zeros")
    for edit in (set_words(state, "leave leave", vectors), add_words(state, "leave leave", vectors)):
        after = edit.state
        assert after.sequence.array().tolist() == [[1, -1], [1, -1]]
        assert after.sequences[0].heads == WORDS
        assert after.sequences[0].array().tolist() == [[0, 0], [0.5, 2], *[[0, 0]] * 4]
        assert after.layer.inputs == 2
        assert edit.first_step is None
    assert add_words(state, "leave leave", vectors).state.sequences[1].array().tolist() == [[1, -1], [0.5, 2]]


def test_a_sequence_of_numbers_stays_where_it_fits() -> None:
    state = open_what("lstm")
    after = add_words(state, "leave", OneOfN(("leave",))).state
    assert after.sequences[0] is state.sequences[0]
    assert after.layer is state.layer


def test_a_step_without_a_word_sets_nothing_when_it_is_read_anew() -> None:
    state = read()
    mixed = state.with_sequence(Sequence.of("mixed", np.ones((2, 4)), ("leave", "")))
    after = add_words(mixed, "leave", OneOfN(("leave",), other=False)).state
    assert after.sequences[0].array().tolist() == [[1], [0]]


@pytest.mark.parametrize("make", [set_words, add_words])
@pytest.mark.parametrize(
    ("sentence", "encoding", "says"),
    [
        ("", SMALL, "there is no word in it. Type a sentence such as “arrive Taipei on November 2nd”."),
        (" \n", SMALL, "there is no word in it."),
        ("elefant", OneOfN(("elephant",), other=False), "“elefant” is not in the lexicon. Did you mean elephant?"),
        ("a " * 1200, LetterTrigrams(), "1,200 words of 17,576 inputs each are more than 20,000,000 numbers."),
        (
            "台" * 1_000_001,
            OneOfN(("台",), other=False),
            "a sequence has at most 1,000,000 steps, and this would be 1,000,001. Use fewer.",
        ),
        (
            "w1",
            OneOfN(tuple(f"w{k}" for k in range(50_000))),
            "the encoding has 50,001 places, and a cell has at most 50,000 inputs here. Use a smaller one.",
        ),
    ],
)
def test_refusals(make: Callable[[State, str, Encoding], Edit], sentence: str, encoding: Encoding, says: str) -> None:
    assert refused(make, open_what("lstm"), sentence, encoding).startswith(says)


def test_too_many_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_edits, "MAX_WEIGHTS", 47)
    assert refused(set_words, open_what("lstm"), "leave", SMALL) == (
        "with 4 inputs and 2 units the cell would have 56 weights, and the most are 47. Use fewer units, or a smaller "
        "encoding."
    )


def test_other_sequences_that_cannot_be_read_are_named() -> None:
    numbers = open_what("hand-set-lstm")
    assert refused(add_words, numbers, "leave", SMALL) == (
        "the sequence “Sequence” has 3 numbers a step and no words, and the encoding has 4 places. Delete that "
        "sequence, or put the sentence in its place."
    )
    strict = OneOfN(("leave",), other=False)
    assert refused(add_words, read(), "leave", strict) == (
        "the sequence “arrive Taipei, on November 2nd” cannot be read with this encoding: “arrive” is not in the "
        "lexicon. Its words are leave."
    )


def test_the_word_of_a_step_is_replaced_with_what_it_sets() -> None:
    state = read()
    edit = set_word(state, 4, "LEAVE", "typing")
    assert edit.name == "Set step 5 to “LEAVE”"
    assert (edit.gesture, edit.first_step) == ("typing", 4)
    after = edit.state
    assert after.sequence.heads == (*WORDS[:4], "LEAVE", WORDS[5])
    assert after.sequence.array().tolist() == [*ROWS[:4], [0, 1, 0, 0], ROWS[5]]
    assert (after.layer, after.encoding) == (state.layer, state.encoding)
    assert after.sequence.name == state.sequence.name
    nothing = set_word(state, 1, "").state.sequence
    assert nothing.heads is not None
    assert (nothing.heads[1], nothing.row(1).tolist()) == ("", [0, 0, 0, 0])


def test_the_word_that_is_there_changes_nothing_unless_a_number_was_changed_by_hand() -> None:
    state = read()
    assert set_word(state, 1, "Taipei").state is state
    by_hand = set_input(state, 1, 0, 0.5).state
    assert set_word(by_hand, 1, "Taipei").state.sequence.row(1).tolist() == [0, 0, 1, 0]
    assert set_word(insert_steps(state, 0).state, 0, "").state.sequence.heads == ("", *WORDS)


def test_no_word_is_put_where_there_can_be_none() -> None:
    def refusal(state: State, row: int, word: str) -> str:
        with pytest.raises(UserError) as caught:
            set_word(state, row, word)
        return str(caught.value)

    assert refusal(open_what("lstm"), 0, "leave") == "words set no inputs here. Put in a sentence first."
    assert refusal(read(), 1, "to leave") == (
        "“to leave” is not one word, and a step has one. Put in a sentence for several."
    )
    assert refusal(read(), 6, "leave") == "there is no step 7: the sequence has 6. Choose one of them."
    strict = set_words(open_what("lstm"), "leave Taipei", OneOfN(("leave", "Taipei"), other=False)).state
    assert refusal(strict, 0, "leaf") == "“leaf” is not in the lexicon. Did you mean leave?"


def test_the_trace_keeps_up() -> None:
    document = Document(open_what("lstm"))
    tracer = Tracer(document)
    makers: list[Callable[[State], Edit]] = [
        lambda state: set_words(state, ARRIVE, SMALL),
        lambda state: add_words(state, "leave Taipei", SMALL),
        lambda state: insert_steps(state, 1),
        lambda state: set_word(state, 1, "arrive"),
        lambda state: set_words(state, "leave leave arrive", SMALL),
        lambda state: add_words(state, "leave Taipei on", OneOfN(("leave", "on"))),
    ]
    for make in makers:
        document.apply(make(document.state))
        assert tracer.advance(10)
        layer, sequence = document.state.layer, document.state.sequence
        model = Model(layer.cell, layer.inputs, layer.units, layer.outputs, parameters=layer.parameters)
        trace = model.run(sequence.array(), initial=layer.initial)
        for name in layer.cell.signals:
            assert tracer.signal(name).tobytes() == trace[name].tobytes()
    tracer.stop()


def test_what_is_typed_is_one_edit() -> None:
    state = open_what("lstm")
    document = Document(state)
    for end in range(1, len(ARRIVE) + 1):
        document.apply(set_words(state, ARRIVE[:end], SMALL, "typing"))
    assert document.state.sequence.heads == WORDS
    document.undo()
    assert document.state is state
    assert document.undo_edit is None


def test_letter_trigrams_are_read_at_once() -> None:
    """Eight words of 17,576 inputs: some milliseconds, and far less than a blink even on a busy machine."""
    state = open_what("lstm")
    encoding = LetterTrigrams()
    sentence = "I would like to arrive Taipei on November"
    fastest = 10.0
    for _ in range(3):
        begin = perf_counter()
        after = set_words(state, sentence, encoding).state
        fastest = min(fastest, perf_counter() - begin)
    assert after.sequence.array().shape == (8, 17_576)
    assert [int(row.sum()) for row in after.sequence.array()] == [0, 3, 2, 0, 4, 4, 0, 6]
    assert after.labels["x406"] == {"en": "app"}
    assert fastest < 0.1
