"""Every refusal of a condition: the column, the problem, and what to write instead; and texts that nobody writes."""

from __future__ import annotations

import time
import warnings

import numpy as np
import pytest

from simulator.errors import ConditionError
from simulator.language.condition import Condition, parse_condition
from tests.oracles.random_conditions import INPUTS, random_condition
from tests.oracles.random_conditions import SIZES as RANDOM_SIZES

SIGNALS = ("i", "forget", "c", "y", "h")
SIZES = {"i": 1, "forget": 1, "c": 4, "y": 2, "h": 4}
EXAMPLE = "Write a comparison, such as f < 0.5."
WORDS = "Write a sign such as <, and, or one of changes, rises, falls, opens, closes, overflows."

REFUSED = [
    # only a beginning, or nothing
    ("", 1, "there is no condition.", "Write one, such as f < 0.5."),
    (" \n ", 1, "there is no condition.", "Write one, such as f < 0.5."),
    ("i <", 4, "something is missing at the end.", EXAMPLE),
    ("i < 1 and  ", 10, "something is missing at the end.", EXAMPLE),
    ("not", 4, "something is missing at the end.", EXAMPLE),
    ("i", 1, "i alone is no condition.", "Say what to compare it with: i < 0.5"),
    ("not (c[2])", 6, "c[2] alone is no condition.", "Say what to compare it with: c[2] < 0.5"),
    ("i > 1 or abs(c - h)", 10, "abs(c - h) alone is no condition.", "abs(c - h) < 0.5"),
    ("i and c > 1", 1, "i alone is no condition.", "i < 0.5"),
    ("0.5", 1, "0.5 alone is no condition.", ""),
    # something missing or too much
    ("< 1", 1, "something is missing before “<”.", EXAMPLE),
    ("i > > 1", 5, "something is missing before “>”.", EXAMPLE),
    ("i ≤ ≥ 1", 5, "something is missing before “≥”.", EXAMPLE),
    ("and i > 1", 1, "something is missing before “and”.", EXAMPLE),
    ("i > 1 or or i > 2", 10, "something is missing before “or”.", EXAMPLE),
    ("min() > 1", 5, "something is missing before “)”.", EXAMPLE),
    ("min(i,) > 1", 7, "something is missing before “)”.", EXAMPLE),
    ("c[] > 1", 3, "something is missing before “]”.", EXAMPLE),
    ("i * + 1 > 0", 5, "a plus sign before a value", "Leave it out."),
    ("i y > 1", 3, "something is missing before “y”.", WORDS),
    ("i 0.5", 3, "something is missing before “0.5”.", WORDS),
    ("2i > 1", 2, "something is missing before “i”.", WORDS),
    ("1_000 < i", 2, "something is missing before “_000”.", WORDS),
    ("2 (i) > 1", 3, "something is missing before “(”.", WORDS),
    ("(i)(y) > 1", 4, "something is missing before “(”.", WORDS),
    ("i not > 1", 3, "something is missing before “not”.", WORDS),
    ("y changes (i)", 11, "something is missing before “(”.", WORDS),
    ("(i > 1", 1, "“)” is missing.", "Write as many “)” as “(”."),
    ("abs(i > 1", 4, "“)” is missing.", "Write as many “)” as “(”."),
    ("c[2 > 1", 2, "“]” is missing.", "Write as many “]” as “[”."),
    ("i) > 1", 2, "there is one “)” too many.", "Leave it out."),
    ("i] > 1", 2, "there is one “]” too many.", "Leave it out."),
    ("(i] > 1", 3, "“]” closes no “(”.", "Write “)”."),
    ("c[2) > 1", 4, "“)” closes no “[”.", "Write “]”."),
    ("i < 0,5", 6, "a comma stands only between", "Write decimals with a point, as in 0.5, and join"),
    ("(i, y) > 1", 3, "a comma stands only between", "Write decimals with a point"),
    ("c[1, 2] > 1", 4, "a comma stands only between", "Write decimals with a point"),
    ("i < not y > 1", 5, "“not” stands before a whole condition.", "Write it in front: not f < 0.5."),
    ("min(i, not y > 1) > 0", 8, "“not” stands before a whole condition.", "Write it in front: not f < 0.5."),
    ("-not y > 1", 2, "“not” stands before a whole condition.", "Write it in front: not f < 0.5."),
    # the words
    ("y chnges", 3, "“chnges” cannot stand behind a value.", "Did you mean changes?"),
    ("y changed and i > 1", 3, "“changed” cannot stand behind a value.", "Did you mean changes?"),
    ("i > 1 AND y > 1", 7, "“AND” cannot stand behind a value.", "Did you mean and?"),
    ("i > 1 nor y > 1", 7, "“nor” cannot stand behind a value.", "Did you mean or?"),
    ("i > 1 or NOT y > 1", 10, "“NOT” is not part of a condition.", "Write not."),
    ("changes y", 1, "“changes” stands behind a value.", "Write y changes"),
    ("i > 1 and changes", 11, "changes is no signal and no input.", "It stands behind a value: write f changes"),
    ("3 changes", 1, "a number is the same at every step.", "Name a signal or an input: f changes"),
    ("min(1, 2) overflows", 1, "a number is the same at every step.", "Name a signal or an input: f overflows"),
    ("y changes rises", 1, "“y changes” holds or does not, and is no number.", "Join what holds with and, or, not."),
    ("i < y changes", 5, "“y changes” holds or does not", "Join what holds"),
    ("i[t-1] changes", 3, "only one step back can be read.", "Write i changes"),
    ("c[2] - x1[t-1] rises", 11, "only one step back can be read.", "Write x1 rises"),
    # truths and values
    ("i > (y > 1)", 6, "“y > 1” holds or does not, and is no number.", "Join what holds with and, or, not."),
    ("abs(i > 1) > 0", 5, "“i > 1” holds or does not", "Join what holds"),
    ("max(not y > 1) > 0", 5, "“not y > 1” holds or does not", "Join what holds"),
    ("(i > 1 or y > 1) + 1 > 0", 2, "“i > 1 or y > 1” holds or does not", "Join what holds"),
    ("-(y changes) < 0", 3, "“y changes” holds or does not", "Join what holds"),
    ("1 < 2", 1, "this compares numbers alone.", "Name a signal or an input, as in f < 0.5."),
    ("i > 1 and (1 + 1 = 2)", 12, "this compares numbers alone.", "Name a signal"),
    # names
    ("forgt > 1", 1, "forgt is no signal and no input.", "Did you mean forget?"),
    ("i > W_f", 5, "W_f is no signal and no input.", "The signals are i, forget, c, y, h; the inputs are x1 to x3."),
    ("x4 > 1", 1, "there is no x4.", "The inputs are x1 to x3."),
    ("x0 > 1", 1, "there is no x0.", "The inputs are x1 to x3."),
    ("x99999999999999 > 1", 1, "there is no x99999999999999.", "The inputs are x1 to x3."),
    ("t[1] > 1", 1, "t is no signal and no input.", "t is the number of the step: write t alone."),
    ("t[t-1] > 1", 1, "t is no signal and no input.", "t is the number of the step: write t alone."),
    ("abs > 1", 1, "abs is no signal and no input.", "It is a function: write abs(f)."),
    ("i = nan", 5, "nan is no signal and no input.", "Write f overflows."),
    ("i < Inf", 5, "Inf is no signal and no input.", "Write f overflows."),
    ("ᵀrue < i", 1, "True is no signal and no input.", "The signals are"),
    ("maxi(i, y) > 1", 1, "maxi is not a function of conditions.", "Did you mean max?"),
    ("sigmoid(i) > 1", 1, "sigmoid is not a function of conditions.", "The functions are abs, min, max."),
    ("c(2) > 1", 1, "c is not a function of conditions.", "c is a signal: write c[1] for its first unit."),
    ("abs(i, y) > 1", 1, "abs takes one value.", "Write abs(f)."),
    # brackets
    ("c[0] > 1", 3, "c has units 1 to 4.", "Write one of them, such as c[4]"),
    ("c[5] > 1", 3, "c has units 1 to 4.", "Write one of them, such as c[4]"),
    ("x[4] > 1", 3, "x has units 1 to 3.", "Write one of them, such as x[3]"),
    ("i[2] > 1", 3, "i is a single number.", "Write i"),
    ("c[1.0] > 1", 3, "this is no unit.", "Write c[1], or c[t-1] for one step earlier."),
    ("c[-1] > 1", 3, "this is no unit.", "Write c[1], or c[t-1] for one step earlier."),
    ("c[i] > 1", 3, "this is no unit.", "Write c[1], or c[t-1] for one step earlier."),
    ("c[1 < 2] > 1", 3, "this is no unit.", "Write c[1], or c[t-1] for one step earlier."),
    ("c[1][2] > 1", 6, "this is one number already, without units.", "Write c"),
    ("x2[1] > 1", 4, "this is one number already, without units.", "Write x2"),
    ("c[t] > 1", 3, "the value of this step needs no brackets.", "Write c"),
    ("c[t-2] > 1", 3, "only one step back can be read.", "Write c[t-1]"),
    ("c[t+1] > 1", 3, "only one step back can be read.", "Write c[t-1]"),
    ("c[t-1.0] > 1", 3, "only one step back can be read.", "Write c[t-1]"),
    ("c[t-1][2][t-1] > 1", 11, "only one step back can be read.", "Write c[t-1]"),
    ("(c + h)[2] > 1", 8, "square brackets stand behind a name.", "Write c[2] for a unit, c[t-1] for one step"),
    ("abs(c)[2] > 1", 7, "square brackets stand behind a name.", "Write c[2] for a unit"),
    ("y changes[2]", 10, "square brackets stand behind a name.", "Write c[2] for a unit"),
    ("2[2] > 1", 2, "square brackets stand behind a name.", "Write c[2] for a unit"),
    # sizes
    ("c < y", 5, "sizes differ: c has 4 numbers, y has 2.", "Name single units, as in c[1]."),
    ("i < c < y", 9, "sizes differ: c has 4 numbers, y has 2.", "Name single units"),
    ("c + h - y > 1", 9, "sizes differ: c + h has 4 numbers, y has 2.", "Name single units"),
    ("max(c, i, x) > 1", 11, "sizes differ: c has 4 numbers, x has 3.", "Name single units"),
    # numbers
    ("i < 1e999", 5, "this number is too large.", "Write one below 1e308."),
    (f"i < {'9' * 400}", 5, "this number is too large.", "Write one below 1e308."),
    # what is no part of it, letter by letter
    ("i ** 2 > 1", 3, "“**” is not part of a condition.", "Write f * f."),
    ("i^2 > 1", 2, "“^” is not part of a condition.", "Write f * f."),
    ("i² > 1", 2, "“²” is not part of a condition.", "Write f * f."),
    ("i // 2 > 1", 3, "“//” is not part of a condition.", "Write /."),
    ("i ÷ 2 > 1", 3, "“÷” is not part of a condition.", "Write /."),
    ("i·y > 1", 2, "“·” is not part of a condition.", "Write *."),
    ("i × y > 1", 3, "“×” is not part of a condition.", "Write *."),
    ("i – y > 1", 3, "“–” is not part of a condition.", "Write -."),
    ("i > 1 && y > 1", 7, "“&&” is not part of a condition.", "Write and."),
    ("i > 1 & y > 1", 7, "“&” is not part of a condition.", "Write and."),
    ("i > 1 ∧ y > 1", 7, "“∧” is not part of a condition.", "Write and."),
    ("i > 1 || y > 1", 7, "“||” is not part of a condition.", "Write or."),
    ("i > 1 ∨ y > 1", 7, "“∨” is not part of a condition.", "Write or."),
    ("|i| > 1", 1, "“|” is not part of a condition.", "Write abs(f), or the word or."),
    ("!i > 1", 1, "“!” is not part of a condition.", "Write not."),
    ("~i > 1", 1, "“~” is not part of a condition.", "Write not."),
    ("¬(i > 1)", 1, "“¬” is not part of a condition.", "Write not."),
    ("i => 1", 3, "“=>” is not part of a condition.", "Write >=."),
    ("i =< 1", 3, "“=<” is not part of a condition.", "Write <=."),
    ("i <> 1", 3, "“<>” is not part of a condition.", "Write !=."),
    ("i = ∞", 5, "“∞” is not part of a condition.", "Write f overflows."),
    ("'i' > 1", 1, "“'” is not part of a condition.", "Write names without quotes."),
    ('i > "1"', 5, "“\"” is not part of a condition.", "Write names without quotes."),
    ("{i} > 1", 1, "“{” is not part of a condition.", "Write round brackets."),
    ("i @ y > 1", 3, "“@” is not part of a condition.", "Write names, numbers, + - * / < > = and brackets."),
    ("i.real > 1", 2, "“.” is not part of a condition.", "Write names, numbers"),
    ("i > 1; y > 1", 6, "“;” is not part of a condition.", "Write names, numbers"),
    ("(i := 1) > 0", 4, "“:” is not part of a condition.", "Write names, numbers"),
    ("i > 1 # small", 7, "“#” is not part of a condition.", "Write names, numbers"),
    ("i\\\n> 1", 2, "“\\” is not part of a condition.", "Write names, numbers"),
    ("i\0 > 1", 2, "the invisible character U+0000 is not part of a condition.", "Write names, numbers"),
    ("i\u200b > 1", 2, "the invisible character U+200B is not part of a condition.", "Write names, numbers"),
    ("\ud800 > 1", 1, "the invisible character U+D800 is not part of a condition.", "Write names, numbers"),
    ("i is 1", 3, "“is” is a reserved word.", "Write =."),
    ("i in y", 3, "“in” is a reserved word.", "Write 0.1 < f < 0.9."),
    ("lambda: i", 1, "“lambda” is a reserved word.", EXAMPLE),
    ("i = True", 5, "“True” is a reserved word.", EXAMPLE),
    ("i if y else c", 3, "“if” is a reserved word.", EXAMPLE),
    ("__import__('os')", 12, "“'” is not part of a condition.", "Write names without quotes."),
    ("eval(i) > 1", 1, "eval is not a function of conditions.", "The functions are abs, min, max."),
    # columns count characters, also where a character is several bytes
    ("ｉ ＞ 𝟏", 5, "“𝟏” is not part of a condition.", "Write names, numbers"),
    ("i ≥ 1 and 𝛼 > 1", 11, "α is no signal and no input.", "The signals are"),
    ("𝛼 ≠ 1 and i", 1, "α is no signal and no input.", "The signals are"),
    ("i ≥ −1 ⊙ 2 and forgt ≤ 1", 16, "forgt is no signal and no input.", "Did you mean forget?"),
    ("\u3000日本 > 1", 2, "日本 is no signal and no input.", "The signals are"),
    # limits
    ("i > 1" + " " * 996, 1001, "a condition has at most 1000 characters.", "Write a shorter one."),
    ("(" * 10_000, 1001, "a condition has at most 1000 characters.", "Write a shorter one."),
    ("(" * 65 + "i" + ")" * 65 + " > 1", 65, "this is nested more than 64 deep.", "Write a simpler condition."),
    ("-" * 65 + "i > 1", 65, "this is nested more than 64 deep.", "Write a simpler condition."),
    ("not " * 65 + "i > 1", 257, "this is nested more than 64 deep.", "Write a simpler condition."),
    ("-(" * 40 + "i" + ")" * 40 + " > 1", 65, "this is nested more than 64 deep.", "Write a simpler condition."),
    ("i - (" * 63 + "i * 2" + ")" * 63 + " > 1", 320, "this is nested more than 64 deep.", "Write a simpler"),
]


def read(text: str) -> Condition:
    return parse_condition(text, SIGNALS, 3, SIZES)


@pytest.mark.parametrize(("text", "column", "problem", "hint"), REFUSED, ids=lambda value: str(value)[:40])
def test_refused(text: str, column: int, problem: str, hint: str) -> None:
    with pytest.raises(ConditionError) as caught:
        read(text)
    error = caught.value
    assert error.column == column, str(error)
    assert error.problem.startswith(problem), str(error)
    assert hint in error.hint, str(error)
    assert error.problem.endswith(".")
    assert str(error) == f"column {column}: {error.problem}{f' {error.hint}' if error.hint else ''}"
    assert str(error).isprintable()


def test_a_hint_names_no_more_signals_than_one_can_read() -> None:
    many = {f"s{number}": 1 for number in range(200)}
    with pytest.raises(ConditionError) as caught:
        parse_condition("qqq > 1", tuple(many), 1, many)
    assert caught.value.hint == "The signals are s0, s1, s2, s3, s4, s5, s6, s7, …; the only input is x1."


def test_python_warns_of_nothing() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for text in (r"\d > 1", "1if", "2(i) > 1", "0x1 > i", "1and i > 1"):
            with pytest.raises(ConditionError):
                read(text)
    assert caught == []


PIECES = [
    *("i", "forget", "c", "y", "x", "x1", "x9", "t", "[t-1]", "[2]", "[", "]", "(", ")", "((((", "1", "0.5", "1e5"),
    *("+", "-", "----", "*", "/", "<", "<=", ">", "=", "==", "!=", "≤", "≥", "≠", "−", "⊙", ",", ".", ":", ";", "'"),
    *("and", "or", "not", "not not", "changes", "opens", "overflows", "abs(", "min(", "max(", "if", "\\", "#", '"'),
    *("é", "日", "𝛼", "\0", "\n", "\u200b", "＜", "（", "１", "_", "~", "|", "{", "@", "9" * 30, "a" * 30),
]


def strange_text(random: np.random.Generator) -> str:
    """Return letters of any kind, pieces of conditions in any order, or a condition with a few pieces misplaced."""
    kind = random.random()
    if kind < 0.1:
        return "".join(chr(code) for code in random.integers(0, 0x11000 if kind < 0.05 else 128, 30))
    if kind < 0.6:
        length = int(random.choice([3, 5, 8, 40, 300], p=[0.4, 0.3, 0.2, 0.09, 0.01]))
        return "".join(str(piece) + " " * int(random.integers(2)) for piece in random.choice(PIECES, length))
    text = random_condition(random)
    for _ in range(int(random.integers(3))):
        start = int(random.integers(len(text) + 1))
        piece = str(random.choice(PIECES)) if random.random() < 0.5 else ""
        text = text[:start] + piece + text[start + int(random.integers(3)) :]
    return text


@pytest.mark.parametrize("part", range(4))
def test_no_text_can_do_more_than_be_refused(part: int) -> None:
    """Whatever is typed is read, or refused with a place in the text; nothing takes long."""
    random = np.random.default_rng(part)
    slowest, accepted = 0.0, 0
    for _ in range(5000):
        text = strange_text(random)
        start = time.perf_counter()
        error = refusal(text)
        slowest = max(slowest, time.perf_counter() - start)
        if error is None:
            accepted += 1
        else:
            assert 1 <= error.column <= len(text) + 1, (text, error)
            assert error.problem.endswith("."), (text, error)
            assert error.hint, (text, error)
            assert str(error).isprintable(), (text, error)
    assert slowest < 5, "seconds for one text; a thousandth of one is usual"
    assert 500 < accepted < 2000


def refusal(text: str) -> ConditionError | None:
    try:
        parse_condition(text, tuple(RANDOM_SIZES), INPUTS, RANDOM_SIZES)
    except ConditionError as error:
        return error
    return None


def test_long_names_do_not_keep_one_waiting() -> None:
    """Looking for the nearest name is the only work that grows with the cell: bounded by its own limits."""
    names = {f"{'ab' * 400}{number}": 1 for number in range(200)}
    start = time.perf_counter()
    with pytest.raises(ConditionError, match="Did you mean"):
        parse_condition("ab" * 401 + " > 1", tuple(names), 1, names)
    assert time.perf_counter() - start < 5
