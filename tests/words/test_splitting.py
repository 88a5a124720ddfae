"""A sentence cut into words: examples, a plain oracle, and what holds for any text."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pytest

from simulator.errors import UserError
from simulator.words import fold, shortened, split
from simulator.words.splitting import MAX_CHARACTERS, nearest


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("arrive Taipei on November 2nd", "arrive|Taipei|on|November|2nd"),
        ("  arrive\tTaipei \r\n on ", "arrive|Taipei|on"),
        ("", ""),
        (" \n\t\u3000", ""),
        ("Arrive Taipei, on Nov. 2nd...", "Arrive|Taipei|,|on|Nov|.|2nd|..."),
        ("“leave!!” (now?)", "“|leave|!!|”|(|now|?|)"),
        ("don't, o’clock well-known -x- a_b", "don't|,|o’clock|well-known|-|x|-|a_b"),
        ("3.14 1,000 10:30 2/11 and/or 5.", "3.14|1,000|10:30|2/11|and|/|or|5|."),
        ("50% of $5 AT&T", "50|%|of|$|5|AT|&|T"),
        ("e\u0301te\u0301 नमस्ते", "e\u0301te\u0301|नमस्ते"),
        ("\u0301a ?\u0301", "\u0301a|?\u0301"),
        ("co\u00adoperate zero\u200bwidth \ufefffirst \u202eright", "cooperate|zero|width|first|right"),
        ("👍🏽 ok ☔", "👍|🏽|ok|☔"),
        ("a\x00b\ud800c", "a|b|c"),
    ],
)
def test_words_of_a_sentence(sentence: str, words: str) -> None:
    assert "|".join(split(sentence)) == words


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("抵達台北", "抵|達|台|北"),
        ("11月2日抵達Taipei。", "11|月|2|日|抵|達|Taipei|。"),
        ("抵達 台北 十一月 二日", "抵達|台北|十一月|二日"),
        ("arrive 台北", "arrive|台北"),
        (" 抵達台北\n離開 台北", "抵|達|台|北|離開|台北"),
        ("カタカナー", "カ|タ|カ|ナ|ー"),
        ("か\u3099", "か\u3099"),
        ("𠮷野家", "𠮷|野|家"),
        ("你好，世界！", "你|好|，|世|界|！"),
    ],
)
def test_chinese_is_split_by_character_where_no_space_is(sentence: str, words: str) -> None:
    assert "|".join(split(sentence)) == words


# The rule in one expression, for the characters of ASCII alone.
ORACLE = re.compile(
    r"(?:[A-Za-z0-9]|(?<=[A-Za-z0-9])['_-](?=[A-Za-z0-9])|(?<=[0-9])[.,:/](?=[0-9]))+|([^\sA-Za-z0-9])\1*"
)


@pytest.mark.parametrize("seed", range(20))
def test_ascii_against_an_expression(seed: int) -> None:
    random = np.random.default_rng(seed)
    for _ in range(200):
        text = "".join(random.choice(list("ab12 .,:/'-_!?$\n"), size=int(random.integers(0, 30))))
        assert split(text) == tuple(found[0] for found in ORACLE.finditer(text)), text


def any_text(random: np.random.Generator) -> str:
    """Return any characters at all, more often those that matter here."""
    pools = ["ab12 .,:/'-_!?$\n", "台北か\u3099ナー。，", "e\u0301\u00ad\u200b\u200d\ufeff\ud800\x00\u2028", ""]
    return "".join(
        chr(int(random.integers(0x110000))) if not pool else str(random.choice(list(pool)))
        for pool in random.choice(pools, size=int(random.integers(0, 40)))
    )


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_typed(seed: int) -> None:
    random = np.random.default_rng(seed)
    for _ in range(100):
        text = any_text(random)
        words = split(text)
        assert all(words)
        assert not any(sign.isspace() or unicodedata.category(sign) in ("Cc", "Cs") for sign in "".join(words))
        rest = iter(text)
        assert all(sign in rest for sign in "".join(words)), "the signs of the words stand in the text in this order"
        seen = {sign for sign in text if unicodedata.category(sign)[0] in "LNMPS"}
        assert seen <= set("".join(words)), "and none that can be seen is left out"
        assert split(" ".join([*words, "."])) == (*words, "."), "a word by itself is a word"


def test_a_sentence_that_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(UserError, match=r"the sentence has 10,000,001 characters, and at most 10,000,000 are read\."):
        split("a" * (MAX_CHARACTERS + 1))


def test_long_words_take_no_more_time_than_short_ones() -> None:
    assert [len(word) for word in split("'a" * 300_000 + " " + "台" * 300_000 + " " + "!" * 300_000)] == [
        1,
        599_999,
        300_000,
        300_000,
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("Taipei", "TAIPEI"), ("Straße", "STRASSE"), ("ＡＢＣ", "abc"), ("é", "e\u0301"), ("ΣΑΣ", "σας")]
)
def test_words_that_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert fold(one) != fold(one + "s")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("arrive Taipei", "arrive Taipei"),
        (" arrive \n Taipei ", "arrive Taipei"),
        ("arrive Taipei on", "arrive Taipei on"),
        ("arrive Taipei on November", "arrive Taipei…"),
        ("arriving at Taip here", "arriving at…"),
        ("arriving at Tai here", "arriving at Tai…"),
        ("一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五…"),
    ],
)
def test_a_sentence_as_a_name(sentence: str, name: str) -> None:
    assert shortened(sentence, 16) == name


def test_the_nearest_word() -> None:
    words = ("arrive", "Taipei", "leave")
    assert nearest("taipey", words) == "Taipei"
    assert nearest("zebra", words) == ""
    many = [f"word{number}" for number in range(6000)] + ["Taipei"]
    assert nearest("taipie", many) == "Taipei"
    assert nearest("", many) == ""
