"""Lessons with several sequences and with words: what is read, what a state gets of it, and every refusal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.cli import main
from simulator.document import new_state_from_lesson
from simulator.errors import UserError
from simulator.lessons import Lesson, load_lesson, sequences
from simulator.words import LetterTrigrams, OneOfN, WordVectors

NUMBERS = """
[lesson]
id = "three"
title = "Three orders"
cell = "elman"
inputs = 2
units = 1

[[lesson.sequences]]
name = "first"
x = [[2, 2], [1, 1]]

[[lesson.sequences]]
name = "last"
x = [[1, 1], [1, 1], [2, 2]]
"""

SENTENCES = """
[lesson]
id = "slots"
title = "Slots"
cell = "elman-lecture"
units = 2
outputs = 3

[lesson.words]
encoding = "1-of-n"
lexicon = ["arrive", "leave", "Taipei"]

[lesson.labels]
y = "slot"
"y[1]" = "other"
"y[2]" = { en = "destination", zh_TW = "目的地" }
x3 = "the city"

[[lesson.sequences]]
words = "arrive Taipei."

[[lesson.sequences]]
name = "The other way"
words = "leave Taipei on November 2nd"

[[lesson.sequences]]
name = "Numbers beside words"
x = [[0, 0, 0.5, 0.5]]
"""


def written(folder: Path, text: str) -> Lesson:
    path = folder / "my.toml"
    path.write_text(text, encoding="utf-8")
    return load_lesson(path)


def test_several_sequences(tmp_path: Path) -> None:
    lesson = written(tmp_path, NUMBERS)
    assert [sequence.name for sequence in lesson.sequences] == ["first", "last"]
    assert [sequence.steps for sequence in lesson.sequences] == [2, 3]
    assert lesson.x == ((2, 2), (1, 1))
    assert lesson.encoding is None
    state = new_state_from_lesson(lesson)
    assert [sequence.name for sequence in state.sequences] == ["first", "last"]
    assert [sequence.heads for sequence in state.sequences] == [None, None]
    assert state.sequences[1].array().tolist() == [[1, 1], [1, 1], [2, 2]]
    assert state.chosen == 0


def test_a_lesson_with_x_alone_has_one_sequence() -> None:
    lesson = load_lesson("gru-gates")
    assert [sequence.name for sequence in lesson.sequences] == ["Sequence"]
    assert lesson.sequences[0].x == lesson.x


def test_sentences(tmp_path: Path) -> None:
    lesson = written(tmp_path, SENTENCES)
    assert lesson.encoding == OneOfN(("arrive", "leave", "Taipei"))
    assert lesson.inputs == 4, "follows from the lexicon"
    state = new_state_from_lesson(lesson)
    assert state.encoding is lesson.encoding
    assert [sequence.name for sequence in state.sequences] == [
        *("arrive Taipei.", "The other way", "Numbers beside words")
    ]
    assert state.sequence.heads == ("arrive", "Taipei", ".")
    assert state.sequence.array().tolist() == [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    assert lesson.x == ((1, 0, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))
    assert state.sequences[1].heads == ("leave", "Taipei", "on", "November", "2nd")
    assert state.sequences[2].heads is None


def test_labels_of_places_and_of_units(tmp_path: Path) -> None:
    labels = written(tmp_path, SENTENCES).labels
    assert [labels[f"x{k}"]["en"] for k in range(1, 5)] == ["arrive", "leave", "the city", "other"]
    assert labels["y"] == {"en": "slot"}
    assert labels["y[1]"] == {"en": "other"}
    assert labels["y[2]"]["zh_TW"] == "目的地"
    assert "y[3]" not in labels


def test_letter_trigrams(tmp_path: Path) -> None:
    lesson = written(tmp_path, _with_words('encoding = "letter-trigrams"'))
    assert isinstance(lesson.encoding, LetterTrigrams)
    assert lesson.inputs == 17_576
    assert [len(np.flatnonzero(row)) for row in new_state_from_lesson(lesson).sequence.array()] == [4, 4, 0]


def test_word_vectors_from_a_file_beside_the_lesson(tmp_path: Path) -> None:
    (tmp_path / "small.csv").write_text("word,east,north\narrive,1,0\ntaipei,0.5,-1\n")
    lesson = written(tmp_path, _with_words('encoding = "word-vectors"\nfile = "small.csv"\nunknown = "zeros"'))
    assert isinstance(lesson.encoding, WordVectors)
    assert lesson.labels["x2"] == {"en": "north"}
    assert lesson.x == ((1, 0), (0.5, -1), (0, 0))


def _with_words(table: str) -> str:
    """Return a lesson with another [lesson.words]."""
    before, rest = SENTENCES.split('encoding = "1-of-n"')
    _, after = rest.split('"Taipei"]\n')
    sentences, _ = after.split('[[lesson.sequences]]\nname = "Numbers')
    return before + table + "\n" + sentences.replace('x3 = "the city"', "")


def test_the_command_line_runs_the_first_sequence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, SENTENCES)
    path = str(tmp_path / "my.toml")
    assert main(["trace", path, "--signals", "y"]) == 0
    header, *steps = capsys.readouterr().out.splitlines()
    assert header == "step,x1,x2,x3,x4,y[1],y[2],y[3]"
    assert [row.split(",")[:5] for row in steps] == [
        ["1", "1.0", "0.0", "0.0", "0.0"],
        ["2", "0.0", "0.0", "1.0", "0.0"],
        ["3", "0.0", "0.0", "0.0", "1.0"],
    ]
    assert main(["check", path]) == 0
    assert capsys.readouterr().out == (
        f"{path}: the lesson “slots” is fine: 3 sequences, the first of 3 steps, of the cell elman-lecture.\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "three"', 'id = "three"\nx = [[1, 1]]', "[lesson]: x and sequences are both there."),
        ("[[lesson.sequences]]", "[[lesson.sequence]]", "sequence is not a known key. Did you mean sequences?"),
        ('name = "first"', "", "[[lesson.sequences]] number 1: name is missing. Write what the sequence is called."),
        ('name = "last"', 'name = "first"', "number 2: name is “first”, as that of an earlier one."),
        ('name = "last"', "name = 2", "[[lesson.sequences]] number 2: name must be a text"),
        ('name = "last"', 'nmae = "last"', "number 2: nmae is not a known key. Did you mean name?"),
        ("x = [[2, 2], [1, 1]]", "", "[[lesson.sequences]] number 1: x is missing."),
        ("x = [[2, 2], [1, 1]]", "x = [[2], [1]]", "number 1: x must be rows of 2 numbers, at least one row."),
        ("x = [[2, 2], [1, 1]]", "x = [[2, nan]]", "number 1: x holds nan"),
        ("x = [[2, 2], [1, 1]]", 'words = "arrive"', "number 1: words need a table [lesson.words], which says"),
        ("x = [[2, 2], [1, 1]]", 'words = "a"\nx = [[1, 1]]', "number 1: x and words are both there."),
    ],
)
def test_sequences_that_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert says in refused(tmp_path, NUMBERS.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('encoding = "1-of-n"', "", "[lesson.words]: encoding is missing."),
        ('"1-of-n"', '"1-of-m"', "[lesson.words]: encoding is “1-of-m”, which is no encoding. Write 1-of-n."),
        ('"1-of-n"', '"trigrams"', "which is no encoding. Write letter-trigrams."),
        ('"1-of-n"', '"?"', "which is no encoding. Write 1-of-n, letter-trigrams, word-vectors."),
        ('"1-of-n"', '"letter-trigrams"', "[lesson.words]: lexicon is not a known key."),
        ("lexicon", "lexikon", "[lesson.words]: lexicon is missing. Write the words that have a place"),
        ('"leave"', '"Arrive"', "[lesson.words]: the lexicon has “Arrive” twice, as word 1 and as word 2."),
        ('"leave"', '"to leave"', "[lesson.words]: the lexicon’s “to leave” is not one word."),
        ("lexicon =", "other = 1\nlexicon =", "[lesson.words]: other must be true or false."),
        ("lexicon =", "others = true\nlexicon =", "[lesson.words]: others is not a known key. Did you mean other?"),
        (
            "lexicon =",
            "other = false\nlexicon =",
            "[[lesson.sequences]] number 1: words cannot be read: “.” is not in the lexicon. Its words are arrive,",
        ),
        ("units = 2", "units = 2\ninputs = 3", "[lesson]: inputs is 3, and the words have 4 places. Leave it out."),
        ("[0, 0, 0.5, 0.5]", "[0, 0, 0.5]", "number 3: x must be rows of 4 numbers"),
        ('"arrive Taipei."', '" "', "[[lesson.sequences]] number 1: words holds no word. Write a sentence such as"),
        ('"y[1]"', '"y[4]"', "[lesson.labels]: y[4] is not a known key. Did you mean y"),
        ('"y[1]"', '"y[0]"', "[lesson.labels]: y[0] is not a known key."),
        ("[lesson.words]", "[[lesson.words]]", "words must be a table. Write [lesson.words] on a line of its own."),
    ],
)
def test_words_that_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert SENTENCES.count(old) == 1
    assert says in refused(tmp_path, SENTENCES.replace(old, new))


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('encoding = "word-vectors"', "[lesson.words]: file is missing."),
        ('encoding = "word-vectors"\nfile = "gone.txt"', "gone.txt cannot be read: it does not exist."),
        ('encoding = "word-vectors"\nfile = "v.txt"\nunknown = "guess"', "unknown is “guess”, which is no choice."),
        ('encoding = "word-vectors"\nfile = "v.txt"', "words cannot be read: “arrive” has no vector."),
    ],
)
def test_vectors_that_are_refused(tmp_path: Path, table: str, says: str) -> None:
    (tmp_path / "v.txt").write_text("leave 1 2")
    assert says in refused(tmp_path, _with_words(table))


def test_sequences_must_be_a_list_of_tables(tmp_path: Path) -> None:
    text = NUMBERS[: NUMBERS.index("[[")]
    for value in ("3", "[1]", "{ name = 'a' }"):
        said = refused(tmp_path, f"{text}sequences = {value}")
        assert "sequences must be a list of tables. Write [[lesson.sequences]] above each of them." in said


def test_sentences_longer_than_memory_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequences, "MAX_NUMBERS", 20)
    said = refused(tmp_path, SENTENCES)
    assert "[[lesson.sequences]] number 2: up to here there are more than 20 numbers. Use fewer words." in said


def refused(folder: Path, text: str) -> str:
    with pytest.raises(UserError) as caught:
        written(folder, text)
    message = str(caught.value)
    assert "my.toml" in message
    assert "\n" not in message
    return message
