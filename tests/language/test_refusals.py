"""Every refusal of the language: the line, the column, the problem, and what to write instead."""

from __future__ import annotations

import warnings

import pytest

from simulator import CellError, UserError, parse_cell

INSTEAD = "Write: name = expression"
FUNCTIONS = "The functions are sigmoid, hard_sigmoid, tanh, relu, linear, softmax, exp, abs."
SIZE = "Write inputs, units, outputs or a whole number from 1 to 100000."

REFUSED = [
    # no equation at all
    ("", 1, 1, "there is no equation", "Write one equation a line"),
    ("# only a comment\n\n", 1, 1, "there is no equation", "Write one equation a line"),
    ("h", 1, 1, "this is not an equation", INSTEAD),
    ("print(x)", 1, 1, "this is not an equation", INSTEAD),
    ("h == x", 1, 1, "this is not an equation", INSTEAD),
    ("del h", 1, 1, "this is not an equation", INSTEAD),
    ("assert x", 1, 1, "this is not an equation", INSTEAD),
    ("while True: pass", 1, 1, "this is not an equation", INSTEAD),
    ("def f(): pass", 1, 1, "this is not an equation", INSTEAD),
    ("class A: pass", 1, 1, "this is not an equation", INSTEAD),
    ("import os", 1, 1, "importing is not part of the cell language", INSTEAD),
    ("from os import path", 1, 1, "importing is not part of the cell language", INSTEAD),
    ("h += W @ x", 1, 1, "changing a signal is not part", "Write: c = c[t-1] + expression"),
    ("h: units", 1, 1, "the expression is missing", "Write: name: size = expression"),
    ("a = b; b = c", 1, 8, "two equations stand in one line", "Give each a line of its own"),
    # the left-hand side
    ("x = W @ x", 1, 1, "x is the input and cannot be defined", "Choose another name"),
    ("t = W @ x", 1, 1, "t is reserved", "Choose another name"),
    ("units = W @ x", 1, 1, "units is reserved", "Choose another name"),
    ("tanh = W @ x", 1, 1, "tanh is reserved", "Choose another name"),
    ("σ = W @ x", 1, 1, "σ is reserved", "Choose another name"),
    ("if = W @ x", 1, 1, "“if” is a reserved word", "Choose another name"),
    ("_h = W @ x", 1, 1, "a name cannot start with an underscore", "Write h"),
    ("h = W @ x\nh = W @ x", 2, 1, "h is defined twice", "Give the second one another name"),
    ("a = b = W @ x", 1, 5, "two names stand before the expression", "Write one equation for each"),
    ("a, b = W @ x", 1, 1, "left of = stands the name of a signal alone", INSTEAD),
    ("h.a = W @ x", 1, 1, "left of = stands the name of a signal alone", INSTEAD),
    ("h[t-1] = W @ x", 1, 1, "left of = stands the name of a signal alone", INSTEAD),
    ("h: big = W @ x", 1, 4, "this is not a size", SIZE),
    ("h: 0 = W @ x", 1, 4, "this is not a size", SIZE),
    ("h: -1 = W @ x", 1, 4, "this is not a size", SIZE),
    ("h: 1.5 = W @ x", 1, 4, "this is not a size", SIZE),
    ("h: True = W @ x", 1, 4, "this is not a size", SIZE),
    ("h: 100001 = W @ x", 1, 4, "this is not a size", SIZE),
    # calls, and what Python has beside
    ("h = eval(x)", 1, 5, "eval is not a function of the cell language", FUNCTIONS),
    ("h = __import__('os')", 1, 5, "__import__ is not a function", FUNCTIONS),
    ("h = os.system(x)", 1, 5, "os.system is not a function", FUNCTIONS),
    ("h = thanh(W @ x)", 1, 5, "thanh is not a function", "Did you mean tanh?"),
    ("h = tanh(a)(b)", 1, 5, "tanh(a) is not a function", "tanh"),
    ("h = tanh()", 1, 5, "tanh takes one expression", "Write tanh(expression)"),
    ("h = tanh(a, b)", 1, 5, "tanh takes one expression", "Write tanh(expression)"),
    ("h = tanh(*x)", 1, 5, "tanh takes one expression", "Write tanh(expression)"),
    ("h = tanh(a=1)", 1, 5, "tanh takes one expression", "Write tanh(expression)"),
    ("h = 1 + tanh", 1, 9, "tanh is a function", "Write tanh(expression)"),
    ("h = 1 + lambda_.T", 1, 9, "dots in names", "letters, digits and _"),
    ("h = lambda: 1", 1, 5, "lambda is not part", "Write an equation of its own"),
    ("h = a ** 2", 1, 5, "powers are not part", "Write a * a"),
    ("h = a / 2", 1, 5, "division is not part", "0.5 * a"),
    ("h = a // 2", 1, 5, "division is not part", "0.5 * a"),
    ("h = a % 2", 1, 5, "“%” is not part", "Write + - * @"),
    ("h = b + ~a", 1, 9, "“~” is not part", "Write 1 - a"),
    ("h = not a", 1, 5, "not is not part", "Write 1 - a"),
    ("h = b * +a", 1, 9, "a plus sign before a value", "Leave it out"),
    ("h = a if b else c", 1, 5, "if … else is not part", "Write a gate"),
    ("h = a < b", 1, 5, "comparisons are not part", "Write a gate"),
    ("h = a and b", 1, 5, "and, or are not part", "Write products of gates"),
    ("h = (y := 1)", 1, 6, "“:=” is not part", "an equation of its own"),
    ("h = [1, 2]", 1, 5, "lists are not part", "Write a parameter's name"),
    ("h = (1, 2)", 1, 5, "commas are not part", "Write one expression"),
    ("h = {1}", 1, 5, "braces are not part", "Write round brackets"),
    ("h = {1: 2}", 1, 5, "braces are not part", "Write round brackets"),
    ("h = 'a'", 1, 5, "texts are not part", "Write a number or a name"),
    ("h = b'a'", 1, 5, "texts are not part", "Write a number or a name"),
    ("h = f'{x}'", 1, 5, "texts are not part", "Write a name without quotes"),
    ("h = [a for a in x]", 1, 5, "comprehensions are not part", "Write a sum"),
    ("h = (a for a in x)", 1, 5, "comprehensions are not part", "Write a sum"),
    ("h = yield", 1, 5, "this is not part of the cell language", "Write + - * @ and functions"),
    ("h = True", 1, 5, "True is not part", "Write a number or a name"),
    ("h = 1j", 1, 5, "1j is not part", "Write a number or a name"),
    ("h = ...", 1, 5, "Ellipsis is not part", "Write a number or a name"),
    ("h = 1e999", 1, 5, "this number is too large", "below 1e308"),
    ("h = W · x", 1, 7, "“·” is not part", "Write *"),
    ("h = W × x", 1, 7, "“×” is not part", "Write *"),
    ("h = a − b", 1, 7, "“−” is not part", "Write -"),
    ("h = a²", 1, 6, "“²” is not part", "Write a * a"),
    ("h = W $ x", 1, 7, "“$” is not part", ""),
    ("h = tanh(W @ x", 1, 9, "“)” is missing", "as many “(” as “)”"),
    ("h = W @ x)", 1, 10, "there is one “)” too many", "as many “(” as “)”"),
    # t-1
    ("h = h[t-2]", 1, 5, "only one step back can be read", "Write h[t-1]"),
    ("h = h[t+1]", 1, 5, "only one step back can be read", "Write h[t-1]"),
    ("h = h[t]", 1, 5, "the value of this step needs no brackets", "Write h"),
    ("h = h[0]", 1, 5, "only name[t-1] can be read", "Write name[t-1]"),
    ("h = tanh(h)[0]", 1, 5, "only name[t-1] can be read", "Write name[t-1]"),
    ("h = b + x[t-1]", 1, 9, "x is no signal", "p: inputs = linear(x)"),
    ("hidden = hiden[t-1]", 1, 10, "hiden has no equation", "Did you mean hidden[t-1]?"),
    ("h = q[t-1]", 1, 5, "q has no equation", "Write an equation for q"),
    ("h = a\na = b", 1, 5, "a is used before it is defined", "Write a[t-1]"),
    ("h = tanh(h)", 1, 10, "h is used before it is defined", "Write h[t-1]"),
    # products
    ("p = V @ x\nh = W @ (V @ p)", 2, 10, "a product stands inside a product", "p = V @ x"),
    ("h = (W + V) @ x", 1, 6, "left of @ stands a parameter alone", ""),
    ("h = -W @ x", 1, 5, "left of @ stands a parameter alone", "-(W @ v)"),
    ("h = 2 * W @ x", 1, 5, "left of @ stands a parameter alone", "2 * (W @ v)"),
    ("h = a @ x\na = b", 1, 5, "left of @ stands a parameter, and a is a signal", "a new name W"),
    ("h = x @ x", 1, 5, "left of @ stands a parameter, and x is a signal", "a new name W"),
    ("h = W @ 2", 1, 9, "a number alone has no size", "Write * instead of @"),
    ("h = W @ p", 1, 9, "the size of p cannot be told from its use", "beside a signal"),
    ("h = softmax(2)", 1, 5, "softmax of a number alone has no size", "Write softmax(V @ h)"),
    # sizes
    ("h = x", 1, 5, "sizes differ: h has units numbers, this has inputs", "W @ v"),
    ("h: outputs = W @ x\ny = h", 2, 5, "sizes differ: y has units numbers, this has outputs", "W @ v"),
    ("y: 2 = W @ x\nh = V @ x + y", 2, 13, "sizes differ: the left side has units, this has 2", "W @ v"),
    ("h = W @ x + V\ny = V @ x", 2, 5, "V is used in two shapes: in line 1 it is a vector", "such as V and V2"),
    ("h = W @ x + V @ x\ny = b + V", 2, 9, "V is used in two shapes: in line 1 it is a matrix", "such as V and V2"),
    ("h = W @ x\ny = W @ h", 2, 5, "W is used in two shapes: in line 1 it is units x inputs", "such as W and W2"),
    ("y: 3 = W @ x\nh = W @ x", 2, 5, "W is used in two shapes: in line 1 it is 3 x inputs", "such as W and W2"),
    # reserved names on the right
    ("h = W @ x + t", 1, 13, "t is reserved", "Choose another name"),
    ("h = W @ x + inputs", 1, 13, "inputs is reserved", "Choose another name"),
    ("h = _W @ x", 1, 5, "a name cannot start with an underscore", "Write W"),
    # columns count characters, also where a character is several bytes
    ("h = σ(W @ x) ⊙ thanh(x)", 1, 16, "thanh is not a function", "Did you mean tanh?"),
    ("日本 = thanh(W @ x)", 1, 6, "thanh is not a function", "Did you mean tanh?"),
    ("h = b # é\nü = ä + ö * thanh(x)", 2, 13, "thanh is not a function", "Did you mean tanh?"),
    ("\n  # indented\n   h = thanh(W @ x)", 3, 8, "thanh is not a function", "Did you mean tanh?"),
    ("\th = thanh(W @ x)", 1, 6, "thanh is not a function", "Did you mean tanh?"),
    ("𝛼 = b\nh = 日 + q[t-1]", 2, 9, "q has no equation", ""),
    # limits
    ("h = " + "(" * 10_000, 1, 1001, "at most 1000 characters", "names of their own"),
    ("h = " + "-" * 10_000 + "x", 1, 1001, "at most 1000 characters", "names of their own"),
    ("h = " + "(" * 65 + "b" + ")" * 65, 1, 69, "nested more than 64 deep", "a name of its own"),
    ("h = " + "-" * 65 + "b", 1, 69, "nested more than 64 deep", "a name of its own"),
    ("h = " + "- " * 65 + "b", 1, 133, "nested more than 64 deep", "a name of its own"),
    ("\n".join(f"a{number} = b" for number in range(201)), 201, 1, "at most 200 equations", "Leave some out"),
    ("# " + "a" * 1_000_000, 1, 1, "longer than 1,000,000 bytes", "Split it"),
]


@pytest.mark.parametrize(("text", "line", "column", "problem", "hint"), REFUSED, ids=lambda value: str(value)[:40])
def test_refused(text: str, line: int, column: int, problem: str, hint: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_cell(text)
    error = caught.value
    assert isinstance(error, UserError)
    assert (error.line, error.column) == (line, column), str(error)
    assert problem in error.problem
    assert hint in error.hint
    assert str(error) == f"line {line}, column {column}: {error.problem}{f' {error.hint}' if error.hint else ''}"
    assert "\n" not in str(error)


def test_what_python_says_of_broken_text_is_never_shown() -> None:
    """Whatever breaks, it is a CellError with a place in the text: never SyntaxError, MemoryError or RecursionError."""
    pieces = [
        "h",
        "=",
        "W",
        "@",
        "x",
        "(",
        ")",
        "[t-1]",
        "+",
        "-",
        "*",
        ",",
        ":",
        ".",
        "'",
        '"',
        "\\",
        "1",
        "é",
        "\0",
        "if",
        "~",
    ]
    state, refused = 1, 0
    for _ in range(3000):
        text = ""
        for _ in range(9):
            state = state * 1103515245 + 12345 & 0x7FFFFFFF
            text += pieces[(state >> 8) % len(pieces)] + (" " if state & 4096 else "")
        for line in (text, f"h = {text}"):
            error = refusal(line)
            if error is not None:
                refused += 1
                assert error.line == 1
                assert 1 <= error.column <= len(line) + 1, (line, error)
                assert error.problem
    assert refused > 3000


def refusal(text: str) -> CellError | None:
    try:
        parse_cell(text)
    except CellError as error:
        return error
    return None


def test_the_output_must_be_a_signal() -> None:
    with pytest.raises(
        CellError, match=r"the output “hidden” is no signal of the cell\. Name one of its signals, such as hide"
    ):
        parse_cell("hide = W @ x\ny = U @ hide", output="hidden")


@pytest.mark.parametrize("deep", ["(" * 60 + "b" + ")" * 60, "-" * 60 + "b", " + ".join(["b"] * 247)])
def test_what_is_within_the_limits_is_read(deep: str) -> None:
    assert parse_cell(f"h = W @ x + {deep}").parameters == ("W", "b")


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("h = W @ h[t-1.0]", 9, "only one step back can be read"),
        ("h = W @ h[t-True]", 9, "only one step back can be read"),
        ("h = W @ x;", 10, "“;” is not part of the cell language"),
        ("h = x ^ 2", 5, "“^” is not part of the cell language"),
        ("h = W\u200b @ x", 6, "the invisible character U+200B is not part"),
        ("\u202eh = W @ x", 1, "the invisible character U+202E is not part"),
    ],
)
def test_what_only_looks_like_the_language(text: str, column: int, problem: str) -> None:
    error = refusal(text)
    assert error is not None
    assert error.problem.startswith(problem)
    assert (error.line, error.column) == (1, column)


def test_python_warns_of_nothing() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert refusal(r'h = "\d"') is not None
    assert caught == []
