"""1-of-N and letter trigrams: the reference's vectors, a plain oracle, and every refusal."""

from __future__ import annotations

import itertools
import json
import string
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.errors import UserError
from simulator.words import Encoding, InputLabels, LetterTrigrams, OneOfN, WordVectors, encode, lexicon_of
from simulator.words.encoding import MAX_NUMBERS
from simulator.words.one_of_n import MAX_WORDS

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[1] / "reference" / "vectors.json").read_text(encoding="utf-8")
)["vectors"]
FIVE = ("apple", "bag", "cat", "dog", "elephant")
TABLE = WordVectors(("cat", "dog"), np.array([[0.5, 0.0, -2.0], [0.0, 1.0, 1.0]]), "zeros")


def test_enc_1ofn() -> None:
    vector = VECTORS["ENC-1OFN"]
    encoding = OneOfN(tuple(vector["lexicon"]), other=False)
    for word, wanted in vector["vectors"].items():
        assert encoding.vector(word).tolist() == wanted


def test_enc_other() -> None:
    vector = VECTORS["ENC-OTHER"]
    encoding = OneOfN(tuple(vector["order"][:-1]))
    assert [encoding.name(place) for place in range(encoding.size)] == vector["order"]
    for word, wanted in vector["vectors"].items():
        assert encoding.vector(word).tolist() == wanted


def test_enc_trigram() -> None:
    vector = VECTORS["ENC-TRIGRAM"]
    encoding = LetterTrigrams()
    assert encoding.size == vector["dimension"] == 17_576
    assert list(encoding.set_places("apple")) == vector["apple_sorted_indices"]
    assert {encoding.name(place): place for place in encoding.set_places("apple")} == vector["apple"]
    assert list(encoding.set_places("banana")) == vector["banana_binary_indices"]
    assert encoding.vector("banana").sum() == 3, "ana counts once"


def test_the_places_of_a_word_have_an_order() -> None:
    encoding = LetterTrigrams()
    for word in ("Taipei", "banana", "café’s éclair", "on", "北"):
        places = encoding.in_order(word)
        assert tuple(sorted(places)) == encoding.set_places(word)
        plain = word.lower().replace("é", "e")
        assert sorted(places, key=lambda place: plain.index(encoding.name(place))) == list(places)
    assert [encoding.name(place) for place in encoding.in_order("Taipei")] == ["tai", "aip", "ipe", "pei"]
    for other in (OneOfN(FIVE), TABLE):
        assert other.in_order("dog") == other.set_places("dog")


def test_an_encoding_says_how_many_of_its_places_a_word_sets() -> None:
    assert [encoding.sets for encoding in (OneOfN(FIVE), LetterTrigrams(), TABLE)] == ["one", "few", "all"]


ALL_TRIGRAMS = ["".join(letters) for letters in itertools.product(string.ascii_lowercase, repeat=3)]


def test_every_place_of_the_trigrams_has_its_name() -> None:
    encoding = LetterTrigrams()
    assert [encoding.name(place) for place in range(encoding.size)] == ALL_TRIGRAMS
    with pytest.raises(IndexError):
        encoding.name(17_576)


def test_trigrams_of_random_words_against_the_whole_list() -> None:
    random = np.random.default_rng(0)
    encoding = LetterTrigrams()
    for _ in range(300):
        word = "".join(random.choice(list("abcABC'2"), size=int(random.integers(0, 12))))
        wanted = [place for place, trigram in enumerate(ALL_TRIGRAMS) if trigram in word.lower()]
        assert list(encoding.set_places(word)) == wanted, word


@pytest.mark.parametrize(
    ("word", "trigrams"),
    [
        ("Café", ["afe", "caf"]),
        ("cafe\u0301", ["afe", "caf"]),
        ("Straße", ["ass", "ras", "sse", "str", "tra"]),
        ("ﬁre", ["fir", "ire"]),
        ("ＡＰＰ", ["app"]),
        ("İst", ["ist"]),
        ("ca\ufe0fp", ["cap"]),
        ("don't", ["don"]),
        ("well-known", ["ell", "kno", "now", "own", "wel"]),
        ("øre", []),
        ("2nd", []),
        ("of", []),
        ("台北", []),
        ("", []),
    ],
)
def test_accents_are_dropped_and_other_signs_break_the_word(word: str, trigrams: list[str]) -> None:
    encoding = LetterTrigrams()
    assert [encoding.name(place) for place in encoding.set_places(word)] == trigrams
    said = encoding.remark(word)
    assert said == ("" if trigrams else f"“{word}” sets nothing: it has no three letters from a to z side by side.")


@pytest.mark.parametrize("encoding", [OneOfN(FIVE), OneOfN(FIVE, other=False), LetterTrigrams(), TABLE])
@pytest.mark.parametrize("word", ["cat", "CAT", "Dog"])
def test_what_holds_for_every_encoding(encoding: Encoding, word: str) -> None:
    vector = encoding.vector(word)
    assert vector.shape == (encoding.size,)
    assert vector.dtype == np.float64
    assert not vector.flags.writeable
    assert encoding.set_places(word) == tuple(np.flatnonzero(vector))
    assert vector.tobytes() == encoding.vector(word.lower()).tobytes()
    assert encoding.remark(word) == ""
    assert encoding.describe().endswith(".")
    assert all(encoding.name(place) for place in range(encoding.size))


def test_words_of_a_lexicon_are_found_without_their_case_and_kept_with_it() -> None:
    encoding = OneOfN(("Taipei", "台北", "don't"), other=False)
    assert [encoding.set_places(word) for word in ("taipei", "台北", "DON'T")] == [(0,), (1,), (2,)]
    assert encoding.name(0) == "Taipei"
    assert encoding == OneOfN(("Taipei", "台北", "don't"), other=False) != OneOfN(("Taipei", "台北", "don't"))


def test_what_is_said_of_other_words() -> None:
    assert OneOfN(FIVE).remark("Gandalf") == (
        "“Gandalf” is not in the lexicon: it sets the last place, that of all other words."
    )
    assert OneOfN(FIVE, other=False).remark("Gandalf") == ""


def test_descriptions() -> None:
    assert OneOfN(FIVE).describe() == "1-of-N: 5 words have a place each; all others share the last place."
    assert OneOfN(("cat",), other=False).describe() == "1-of-N: 1 word has a place; there are no others."
    assert "aaa to zzz, 17,576 in all" in LetterTrigrams().describe()
    assert TABLE.describe() == "Word vectors: 2 words with 3 numbers each; other words are 0 everywhere."


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("elefant", "“elefant” is not in the lexicon. Did you mean elephant?"),
        ("Sauron", "“Sauron” is not in the lexicon. Its words are apple, bag, cat, dog, elephant."),
        ("", "“” is not in the lexicon. Its words are"),
        ("x" * 1000, f"“{'x' * 39}…” is not in the lexicon"),
    ],
)
def test_a_word_without_a_place_is_refused_with_the_nearest(word: str, says: str) -> None:
    encoding = OneOfN(FIVE, other=False)
    for ask in (encoding.vector, encoding.set_places):
        with pytest.raises(UserError) as caught:
            ask(word)
        assert str(caught.value).startswith(says)


def test_a_long_lexicon_is_not_repeated_whole() -> None:
    encoding = OneOfN(tuple(f"word{number}" for number in range(100)), other=False)
    with pytest.raises(UserError, match=r"It begins with word0, word1, word2, word3, word4, word5, word6, word7\.$"):
        encoding.vector("Sauron")


@pytest.mark.parametrize(
    ("lexicon", "says"),
    [
        ((), "the lexicon is empty. Give it at least one word."),
        (("cat", "dog", "Cat"), "the lexicon has “Cat” twice, as word 1 and as word 3. Leave one of them out."),
        (("cat", "cat"), "the lexicon has “cat” twice, as word 1 and as word 2. Leave one of them out."),
        (("New York",), "the lexicon’s “New York” is not one word. Write each word by itself."),
        (("cat", ""), "the lexicon’s “” is not one word."),
        (("cat,",), "the lexicon’s “cat,” is not one word."),
        (("a\nb",), "the lexicon’s “a b” is not one word."),
    ],
)
def test_lexicons_that_are_refused(lexicon: tuple[str, ...], says: str) -> None:
    with pytest.raises(UserError) as caught:
        OneOfN(lexicon)
    assert str(caught.value).startswith(says)


def test_a_lexicon_has_its_limit() -> None:
    words = tuple(f"w{number}" for number in range(MAX_WORDS))
    assert OneOfN(words).size == MAX_WORDS + 1
    with pytest.raises(UserError, match="the lexicon has 50,001 words, and at most 50,000 have a place"):
        OneOfN((*words, "more"))


def test_the_lexicon_of_sentences() -> None:
    assert lexicon_of(["arrive", "Taipei", "and", "Arrive", "TAIPEI", "."]) == ("arrive", "Taipei", "and", ".")
    assert OneOfN(lexicon_of(["arrive", ".", "台北"])).size == 4


def test_rows_of_a_sentence() -> None:
    rows = encode(["cat", "Gandalf", "", "CAT"], OneOfN(FIVE))
    assert rows.tolist() == [[0, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 1], [0] * 6, [0, 0, 1, 0, 0, 0]]
    assert encode(["dog", "bird"], TABLE).tolist() == [[0, 1, 1], [0, 0, 0]]
    assert encode([], OneOfN(FIVE)).shape == (0, 6)


def test_too_many_numbers_are_refused_before_they_are_made() -> None:
    words = ["cat"] * (MAX_NUMBERS // 17_576 + 1)
    with pytest.raises(UserError, match="1,138 words of 17,576 inputs each are more than 20,000,000 numbers"):
        encode(words, LetterTrigrams())


def test_what_the_inputs_are_called() -> None:
    labels = InputLabels(OneOfN(("cat", "dog")), {"c": {"en": "memory"}, "x2": {"en": "hound"}})
    wanted = {"x1": {"en": "cat"}, "x2": {"en": "hound"}, "x3": {"en": "other"}, "c": {"en": "memory"}}
    assert dict(labels) == wanted
    assert len(labels) == 4
    for name in ("x0", "x4", "x01", "x", "x1x", "x²", "y1", ""):
        assert name not in labels
    assert InputLabels(LetterTrigrams())["x406"] == {"en": "app"}
    assert len(InputLabels(LetterTrigrams())) == 17_576
