"""The text of a cell, line by line: limits first, then one Python syntax tree an equation, with columns kept right.

Python's own parser does the reading, so its weak points are guarded before it: texts too long or too deeply nested
never reach it. Nothing is ever evaluated as Python.
"""

from __future__ import annotations

import ast
import keyword
import warnings
from dataclasses import dataclass
from typing import NoReturn

from simulator.errors import CellError

MAX_TEXT = 1_000_000  # bytes
MAX_EQUATIONS = 200
MAX_LENGTH = 1000  # characters of an equation
MAX_NESTING = 64

_REPLACED = {"⊙": "*"}  # one character for one, so that columns stay
_MISTAKEN = {"·": "*", "×": "*", "∗": "*", "∘": "*", "−": "-", "–": "-", "²": "a * a", "^": "a * a", "/": "0.5 * a"}


@dataclass(frozen=True)
class Line:
    """One equation as written: its statement, and how to find a column of it in the text."""

    number: int
    indent: int
    text: str
    statement: ast.stmt

    def column(self, node: ast.AST) -> int:
        """Return the column of a node, from 1, in characters (``ast`` counts UTF-8 bytes)."""
        offset: int = getattr(node, "col_offset", 0)
        return self.indent + len(self.text.encode()[:offset].decode(errors="ignore")) + 1

    def error(self, node: ast.AST, problem: str, hint: str = "") -> CellError:
        """Return the error that points at a node."""
        return CellError(problem, self.number, self.column(node), hint)


def read_lines(text: str) -> list[Line]:
    """Split a cell's text into equations.

    Raises CellError for what is no text of equations at all, and past the limits of length, number and nesting.
    """
    if len(text.encode(errors="replace")) > MAX_TEXT:
        raise CellError(f"the text is longer than {MAX_TEXT:,} bytes.", 1, 1, "Split it into several cells.")
    lines: list[Line] = []
    for number, raw in enumerate(text.split("\n"), 1):
        bare = raw.split("#", 1)[0].rstrip()
        content = bare.lstrip()
        if not content:
            continue
        indent = len(bare) - len(content)
        if len(lines) == MAX_EQUATIONS:
            raise CellError(f"a cell has at most {MAX_EQUATIONS} equations.", number, indent + 1, "Leave some out.")
        _check_limits(content, number, indent)
        lines.append(_read(content, number, indent))
    if not lines:
        raise CellError(
            "there is no equation.", 1, 1, "Write one equation a line, such as: h = tanh(W @ x + U @ h[t-1] + b)"
        )
    return lines


def _check_limits(content: str, number: int, indent: int) -> None:
    if len(content) > MAX_LENGTH:
        raise CellError(
            f"an equation has at most {MAX_LENGTH} characters.",
            number,
            indent + MAX_LENGTH + 1,
            "Give its parts names of their own.",
        )
    depth = signs = 0
    for place, character in enumerate(content):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        if character in "+-~":
            signs += 1
        elif not character.isspace():
            signs = 0
        if max(depth, signs) > MAX_NESTING:
            _too_deep(number, indent + place + 1)


def _too_deep(number: int, column: int) -> NoReturn:
    raise CellError(
        f"this is nested more than {MAX_NESTING} deep.", number, column, "Give the inner part a name of its own."
    )


def _read(content: str, number: int, indent: int) -> Line:
    for place, character in enumerate(content):
        if character in _MISTAKEN and character not in "/^":
            raise CellError(
                f"“{character}” is not part of the cell language.",
                number,
                indent + place + 1,
                f"Write {_MISTAKEN[character]}",
            )
    text = "".join(_REPLACED.get(character, character) for character in content)
    try:
        with warnings.catch_warnings():  # what Python thinks of "\d" or 1if is not for the user of a cell
            warnings.simplefilter("ignore")
            statements = ast.parse(text).body
    except SyntaxError as error:
        raise _explain(error, text, number, indent) from None
    except (ValueError, MemoryError, RecursionError):  # a null character; or what the limits above let through
        raise CellError("this cannot be read.", number, indent + 1, "Write: name = expression") from None
    if len(statements) > 1:
        column = indent + len(text.encode()[: statements[1].col_offset].decode()) + 1
        raise CellError("two equations stand in one line.", number, column, "Give each a line of its own.")
    if text.endswith(";"):
        raise CellError("“;” is not part of the cell language.", number, indent + len(text), "Leave it out.")
    line = Line(number, indent, text, statements[0])
    _check_depth(line)
    return line


def _check_depth(line: Line) -> None:
    node = node_too_deep(line.statement)
    if node is not None:
        _too_deep(line.number, line.column(node))


def node_too_deep(root: ast.AST) -> ast.AST | None:
    """Return a node nested deeper than the limit, which brackets and signs need not show; None if there is none.

    A long sum (a + b + c + …) is not deep.
    """
    stack: list[tuple[ast.AST, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > MAX_NESTING:
            return node
        for child in ast.iter_child_nodes(node):
            chain = isinstance(node, ast.BinOp) and child is node.left
            stack.append((child, depth if chain or isinstance(child, ast.operator | ast.expr_context) else depth + 1))
    return None


def _explain(error: SyntaxError, text: str, number: int, indent: int) -> CellError:
    """Turn Python's word for a syntax error into one about equations."""
    column = indent + min(max(error.offset or 1, 1), len(text) + 1)
    for place, character in enumerate(text):
        if character in "!$?`^":
            problem = f"“{character}” is not part of the cell language."
            return CellError(
                problem, number, indent + place + 1, f"Write {_MISTAKEN.get(character, 'name = expression')}"
            )
    first = text.replace("=", " ").replace(":", " ").split()
    if first and keyword.iskeyword(first[0]):
        return CellError(f"“{first[0]}” is a reserved word.", number, indent + 1, "Choose another name.")
    for place, character in enumerate(text):
        if not character.isascii() and not character.isidentifier() and not f"a{character}".isidentifier():
            shown = f"“{character}”" if character.isprintable() else f"the invisible character U+{ord(character):04X}"
            problem = f"{shown} is not part of the cell language."
            return CellError(problem, number, indent + place + 1, "Write letters, digits, + - * @ and brackets.")
    opened, closed = text.count("("), text.count(")")
    if opened != closed:
        missing = "“)” is missing." if opened > closed else "there is one “)” too many."
        return CellError(missing, number, column, "Write as many “(” as “)”.")
    words = [word for word in text.replace("(", " ").replace(")", " ").split() if keyword.iskeyword(word)]
    if words:
        return CellError(
            f"“{words[0]}” is a reserved word.", number, indent + text.find(words[0]) + 1, "Choose another name."
        )
    return CellError("this is not an equation.", number, column, "Write: name = expression")
