"""Word vectors: every format that is read, what becomes of unknown words, and every refusal with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.errors import UserError
from simulator.words import WordVectors, read_word_vectors, vector_file

ROWS = {"the": [0.25, -1.0, 3.0], ",": [1e-3, 0.0, 2.5], "Taipei": [-0.5, 0.125, 7.0]}


def written(folder: Path, data: str | bytes) -> Path:
    path = folder / "vectors.txt"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def lines(separator: str, end: str = "\n") -> str:
    words = {word: f'"{word}"' if separator.strip() == word else word for word in ROWS}
    return end.join(separator.join([words[word], *map(str, numbers)]) for word, numbers in ROWS.items())


@pytest.mark.parametrize(
    "text",
    [
        lines(" "),
        lines(" ") + "\n\n",
        lines(" ", "\r\n") + "\r\n",
        lines("  "),
        lines(" ", " \n") + " ",
        lines("\t"),
        lines("\t", "\t\n"),
        lines(","),
        lines(", "),
        lines(",", ",\n"),
        "\ufeff" + lines(" "),
        "3 3\n" + lines(" "),
        "3 3\r\n" + lines(" ", " \r\n"),
        "\n\n" + lines(","),
    ],
)
def test_formats(tmp_path: Path, text: str) -> None:
    table = read_word_vectors(written(tmp_path, text))
    assert table.words == tuple(ROWS)
    assert table.vectors.tolist() == list(ROWS.values())
    assert not table.vectors.flags.writeable
    assert table.columns == ()
    assert table.name(2) == "dimension 3"
    for word, numbers in ROWS.items():
        assert table.vector(word).tolist() == numbers


def test_glove_may_begin_with_a_comma(tmp_path: Path) -> None:
    assert read_word_vectors(written(tmp_path, ", 0.5 1\n. 2 3")).words == (",", ".")


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("word,a,b,c", ("a", "b", "c")),
        (",0,1,2", ("0", "1", "2")),
        ('"word","big, small",b,c', ("big, small", "b", "c")),
    ],
)
def test_a_header_names_the_places(tmp_path: Path, header: str, columns: tuple[str, ...]) -> None:
    table = read_word_vectors(written(tmp_path, f"{header}\n{lines(',')}"))
    assert table.columns == columns
    assert tuple(table.name(place) for place in range(3)) == columns
    assert table.words == tuple(ROWS)


def test_two_whole_numbers_may_also_be_a_word_and_its_number(tmp_path: Path) -> None:
    table = read_word_vectors(written(tmp_path, "2 3\n7 4\n"))
    assert table.words == ("2", "7")
    assert table.vectors.tolist() == [[3], [4]]


def test_numbers_are_read_to_the_last_bit(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).normal(size=(50, 7))
    text = "\n".join(f"w{row} " + " ".join(map(repr, values.tolist())) for row, values in enumerate(numbers))
    assert read_word_vectors(written(tmp_path, text)).vectors.tobytes() == numbers.tobytes()


def test_large_numbers_whose_sum_overflows_are_finite(tmp_path: Path) -> None:
    table = read_word_vectors(written(tmp_path, "cat 1.7e308 1.7e308"))
    assert table.vectors.tolist() == [[1.7e308, 1.7e308]]


def test_words_are_found_as_written_and_then_without_their_case() -> None:
    table = WordVectors(("us", "US", "Taipei"), np.arange(3.0)[:, np.newaxis] + 1)
    assert [table.vector(word).tolist() for word in ("us", "US", "Us", "TAIPEI")] == [[1], [2], [1], [3]]


def test_unknown_words() -> None:
    rows = np.eye(2)
    refusing, lenient = (WordVectors(("cat", "elephant"), rows, unknown) for unknown in ("refuse", "zeros"))
    assert lenient.vector("Sauron").tolist() == [0, 0]
    assert lenient.set_places("Sauron") == ()
    assert lenient.remark("Sauron") == "“Sauron” has no vector: all its inputs are 0."
    assert lenient.remark("CAT") == ""
    with pytest.raises(UserError, match=r"^“elefant” has no vector\. Did you mean elephant\?$"):
        refusing.vector("elefant")
    with pytest.raises(UserError, match=r"Choose another word, or let unknown words be zeros\.$"):
        refusing.set_places("Sauron")
    assert refusing.describe() == "Word vectors: 2 words with 2 numbers each; other words are refused."
    with pytest.raises(UserError, match=r"unknown is “guess”, which is no choice\. Write refuse or zeros\."):
        WordVectors(("cat",), rows[:1], "guess")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("", " is empty. Write a word and its numbers on each line."),
        (" \n\n", " is empty."),
        ("cat", ", line 1: there are no numbers behind “cat”. Write them there."),
        ("cat 1\ndog", ", line 2: there are no numbers behind “dog”"),
        ("cat 1 2\n\ndog 1", ", line 3: there is 1 number behind “dog”, and 2 in the first row."),
        ("cat 1 2\ndog 1 2 3", ", line 2: there are 3 numbers behind “dog”, and 2 in the first row."),
        ("cat 1 2\ndog 1 b", ", line 2, column 3: “b” is not a number."),
        ("cat 1 b", ", line 1, column 3: “b” is not a number."),
        ("cat 1 b\ndog 1 2", ", line 1, column 3: “b” is not a number."),
        ("cat 1 nan", ", line 1, column 3: nan is not a finite number."),
        ("cat 1 2\ndog -inf 1", ", line 2, column 2: -inf is not a finite number."),
        ("cat 1 1e999", ", line 1, column 3: 1e999 is not a finite number."),
        ("cat 1 2\ndog 1 2\ncat 1 2", ", line 3: “cat” is there already, in line 1. Leave one of them out."),
        ("cat,1\n,2", ", line 2 begins with no word. Write the word before its numbers."),
        ("word,a,b\ncat,1", ", line 1 names 3 columns, and the rows below it have 2."),
        ("3 2\ncat 1 2\ndog 1 2", ", line 1 says that 3 words follow, and there are 2. Is the file complete?"),
        ("cat;1;2\ndog;1;2", ", line 1: the columns are separated by semicolons. Separate them by commas."),
        ('cat,1\n"dog,2', ", line 2: this is no line of a table: unexpected end of data."),
        ("cat 1,5 2,5", ", line 1, column 2: “5 2” is not a number."),
        (b"cat 1\n\xff\xfe", ", line 2: this is not UTF-8 text. Save the vectors as text, not as binary."),
        ("cat 1 2".encode("utf-16"), ", line 1: this is not UTF-8 text."),
        (b"3 2\ncat \x00\x01\x02", ", line 2: this is not UTF-8 text."),
    ],
)
def test_files_that_are_wrong(tmp_path: Path, data: str | bytes, says: str) -> None:
    with pytest.raises(UserError) as caught:
        read_word_vectors(written(tmp_path, data))
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'vectors.txt'}{says}")
    assert "\n" not in message


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.txt cannot be read: it does not exist\. Check the name"):
        read_word_vectors(tmp_path / "gone.txt")
    with pytest.raises(UserError, match="cannot be read: it is a folder"):
        read_word_vectors(tmp_path)
    with pytest.raises(UserError, match="is not a file name"):
        read_word_vectors("a\0b")


@pytest.mark.parametrize(
    ("limit", "value", "says"),
    [
        ("MAX_BYTES", 20, " is larger than 20 bytes. Keep the words that you need."),
        ("MAX_NUMBERS", 5, ", line 2: there are more than 5 numbers up to here. Use fewer words."),
        ("MAX_SIZE", 2, ", line 1: there are 3 numbers, and a word has at most 2."),
        ("_LINE", 10, ", line 1 has more than 10 bytes, so it is no word’s."),
    ],
)
def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, says: str) -> None:
    path = written(tmp_path, lines(" "))
    monkeypatch.setattr(vector_file, limit, value)
    with pytest.raises(UserError) as caught:
        read_word_vectors(path)
    assert str(caught.value).startswith(f"{path}{says}")


@pytest.mark.parametrize("seed", range(10))
def test_random_bytes_are_refused_or_read(tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    for _ in range(50):
        pool = b"ab 1.5e-\t,;\n\"\r" if random.integers(2) else bytes(range(256))
        data = bytes(random.choice(list(pool), size=int(random.integers(0, 60))).tolist())
        path = written(tmp_path, data)
        try:
            table = read_word_vectors(path)
        except UserError:
            continue
        assert table.vectors.shape[0] == len(table.words) == len(set(table.words))
        assert np.isfinite(table.vectors).all()
        assert all("".join(table.words))
