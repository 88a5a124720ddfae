"""What is the user's to mend, as one exception: a sentence that says what is wrong, where, and what to do."""

from __future__ import annotations


def one_line(sentence: str) -> str:
    """Return a sentence as one line for a terminal: what names and files bring along cannot break or command it."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in sentence)


class UserError(Exception):
    """A request or a file is wrong. The message is one clear sentence, fit to be shown as it stands.

    The command line prints it and exits with 2; the window shows it and keeps everything as it was.
    """


class CellError(UserError):
    """A cell's equations are refused.

    ``line`` and ``column`` count from 1, in characters; ``hint`` says what to write instead.
    """

    def __init__(self, problem: str, line: int, column: int, hint: str = "", where: str = "") -> None:
        self.problem = problem
        self.line = line
        self.column = column
        self.hint = hint
        self.where = where
        super().__init__(problem, line, column, hint, where)

    def __str__(self) -> str:
        place = f"{self.where}, line" if self.where else "line"
        end = f" {self.hint}" if self.hint else ""
        return f"{place} {self.line}, column {self.column}: {self.problem}{end}"


class ConditionError(UserError):
    """A condition on a trace is refused.

    ``column`` counts from 1, in characters; ``hint`` says what to write instead.
    """

    def __init__(self, problem: str, column: int, hint: str = "") -> None:
        self.problem = problem
        self.column = column
        self.hint = hint
        super().__init__(problem, column, hint)

    def __str__(self) -> str:
        end = f" {self.hint}" if self.hint else ""
        return f"column {self.column}: {self.problem}{end}"
