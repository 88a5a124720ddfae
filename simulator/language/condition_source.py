"""The text of a condition, read: tokens in an order that makes sense, and the syntax tree of them.

Python's own parser builds the tree, but only of tokens that are known and already stand as they must, and not too deep,
so that every refusal has words and a place of its own. Nothing is ever evaluated as Python.
"""

from __future__ import annotations

import ast
import difflib
from typing import NamedTuple

from simulator.errors import ConditionError
from simulator.language.condition_tokens import EXAMPLE, JOINING, WORDS, Token, cut
from simulator.language.source import MAX_NESTING, node_too_deep


class Written:
    """A condition as written: its syntax tree, and how to find a node of it in the text.

    A word behind a value is the right side of “|”, which binds less than arithmetic and more than comparisons.
    Raises ConditionError for what is no condition at all, and past the limits of length and nesting.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        tokens = _ordered(text)
        self._starts: dict[int, Token] = {}  # by the bytes before it, which is how ``ast`` counts
        self._ends: dict[int, Token] = {}
        place = 0
        for token in tokens:
            self._starts[place] = token
            place += len(token.python.encode())
            self._ends[place] = token
            place += 1
        self.tree = ast.parse(" ".join(token.python for token in tokens), mode="eval").body
        deep = node_too_deep(self.tree)
        if deep is not None:
            raise _nested(self._first(deep))

    def words(self, node: ast.expr) -> str:
        """Return a node's part of the text, as one line."""
        assert node.end_col_offset is not None  # ast.parse fills it in
        return " ".join(self.text[self._first(node).start : self._ends[node.end_col_offset].stop].split())

    def error(self, node: ast.expr, problem: str, hint: str) -> ConditionError:
        """Return the error that points at a node."""
        return _error(self._first(node), problem, hint)

    def _first(self, node: ast.AST) -> Token:
        return self._starts[getattr(node, "col_offset", 0)]


def _error(token: Token, problem: str, hint: str) -> ConditionError:
    return ConditionError(problem, token.start + 1, hint)


def _nested(token: Token) -> ConditionError:
    return _error(token, f"this is nested more than {MAX_NESTING} deep.", "Write a simpler condition.")


def _ordered(text: str) -> list[Token]:
    """Return the tokens of a text, in an order that Python can read."""
    order = _Order(text)
    for token in cut(text):
        order.take(token)
    order.finish()
    return order.done


class _Bracket(NamedTuple):
    """An open bracket: whether it holds what a function takes, and how deep it is inside."""

    token: Token
    call: bool
    depth: int

    @property
    def closing(self) -> str:
        return ")" if self.token.python == "(" else "]"


class _Order:
    """Takes one token after the other, and refuses the first that cannot follow those before it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.done: list[Token] = []
        self._open: list[_Bracket] = []
        self._depth = 0  # open brackets, and signs before a value that wait for it

    def take(self, token: Token) -> None:
        """Take the next token."""
        last = self.done[-1] if self.done else None
        if last is None or not last.ends_value:
            self._value(token, last)
        elif token.kind != "sign":
            self._word(token, last)
            return
        else:
            self._behind(token, last)
        self.done.append(token)

    def finish(self) -> None:
        """Refuse what only has a beginning."""
        if not self.done:
            raise ConditionError("there is no condition.", 1, "Write one, such as f < 0.5.")
        if not self.done[-1].ends_value:
            raise ConditionError("something is missing at the end.", len(self.text.rstrip()) + 1, EXAMPLE)
        if self._open:
            token, closing = self._open[-1].token, self._open[-1].closing
            raise _error(token, f"“{closing}” is missing.", f"Write as many “{closing}” as “{token.python}”.")

    def _shown(self, token: Token) -> str:
        return f"“{self.text[token.start : token.stop]}”"

    def _value(self, token: Token, last: Token | None) -> None:
        """A value has to begin here."""
        if token.kind != "sign":
            self._settle()
        elif token.python == "(":
            self._opened(token, call=False)
        elif token.python == "not" and last is not None and last.python not in (*JOINING, "("):
            raise _error(token, "“not” stands before a whole condition.", "Write it in front: not f < 0.5.")
        elif token.python in ("-", "not"):
            self._deeper(token)
        elif token.python == "+":
            raise _error(token, "a plus sign before a value is not part of a condition.", "Leave it out.")
        else:
            raise _error(token, f"something is missing before {self._shown(token)}.", EXAMPLE)

    def _behind(self, token: Token, last: Token) -> None:
        """A value has ended: it may be joined to another, or a bracket be opened or closed."""
        sign = token.python
        if sign == "(" and last.kind == "name":
            self._opened(token, call=True)
        elif sign == "[" and (last.kind == "name" or last.python == "]"):
            self._opened(token, call=False)
        elif sign == "[":
            hint = "Write c[2] for a unit, c[t-1] for one step earlier."
            raise _error(token, "square brackets stand behind a name.", hint)
        elif sign == ",":
            if not (self._open and self._open[-1].call):
                hint = "Write decimals with a point, as in 0.5, and join conditions with and."
                raise _error(token, "a comma stands only between the values of min and max.", hint)
        elif sign in (")", "]"):
            self._closed(token)
        elif sign in ("(", "not"):
            raise self._unjoined(token, last)

    def _word(self, token: Token, last: Token) -> None:
        """Something follows a value and is no sign: one of the words, or a mistake."""
        if token.python not in WORDS:
            raise self._unjoined(token, last)
        self.done.append(Token("|", "sign", token.start, token.start))
        self.done.append(Token(token.python, "word", token.start, token.stop))

    def _unjoined(self, token: Token, last: Token) -> ConditionError:
        if last.kind == "name" and last.python.lower() == "not":
            return _error(last, f"{self._shown(last)} is not part of a condition.", "Write not.")
        if last.kind == "name" and last.python in WORDS and token.kind == "name":
            return _error(last, f"“{last.python}” stands behind a value.", f"Write {token.python} {last.python}")
        close = difflib.get_close_matches(token.python.lower(), ("and", "or", *WORDS), 1)
        if close:
            return _error(token, f"{self._shown(token)} cannot stand behind a value.", f"Did you mean {close[0]}?")
        hint = f"Write a sign such as <, and, or one of {', '.join(WORDS)}."
        return _error(token, f"something is missing before {self._shown(token)}.", hint)

    def _opened(self, token: Token, call: bool) -> None:
        self._deeper(token)
        self._open.append(_Bracket(token, call, self._depth))

    def _closed(self, token: Token) -> None:
        if not self._open:
            raise _error(token, f"there is one “{token.python}” too many.", "Leave it out.")
        bracket = self._open.pop()
        if token.python != bracket.closing:
            problem = f"“{token.python}” closes no “{bracket.token.python}”."
            raise _error(token, problem, f"Write “{bracket.closing}”.")
        self._settle()

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise _nested(token)

    def _settle(self) -> None:
        """A value is there: only the brackets around it are still open."""
        self._depth = self._open[-1].depth if self._open else 0
