"""From the text of a cell to its graph: a small part of Python's expression syntax, by whitelist."""

from __future__ import annotations

import ast
import difflib
import math
from dataclasses import replace
from typing import Any, NoReturn

from simulator.errors import CellError
from simulator.language.cell import Cell
from simulator.language.graph import SIZE_NAMES, Graph, Node, Size
from simulator.language.operations import FUNCTIONS, SPELLINGS
from simulator.language.sizes import SizeError, Unknown, say, unify
from simulator.language.source import Line, read_lines

MAX_SIZE = 100_000  # of a signal whose size is written as a number
_BINARY = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.MatMult: "matmul"}
_INSTEAD: dict[type[ast.AST], tuple[str, str]] = {
    ast.Pow: ("powers are not part of the cell language.", "Write a * a."),
    ast.Div: ("division is not part of the cell language.", "Multiply by a number: 0.5 * a."),
    ast.FloorDiv: ("division is not part of the cell language.", "Multiply by a number: 0.5 * a."),
    ast.Attribute: ("dots in names are not part of the cell language.", "Write a name of letters, digits and _."),
    ast.Lambda: ("lambda is not part of the cell language.", "Write an equation of its own: name = expression"),
    ast.IfExp: ("if … else is not part of the cell language.", "Write a gate: g * a + (1 - g) * b."),
    ast.Compare: ("comparisons are not part of the cell language.", "Write a gate such as sigmoid(100 * a)."),
    ast.BoolOp: ("and, or are not part of the cell language.", "Write products of gates: a * b."),
    ast.NamedExpr: ("“:=” is not part of the cell language.", "Give it an equation of its own."),
    ast.List: ("lists are not part of the cell language.", "Write a parameter's name, and give its numbers apart."),
    ast.Tuple: ("commas are not part of the cell language.", "Write one expression."),
    ast.Set: ("braces are not part of the cell language.", "Write round brackets."),
    ast.Dict: ("braces are not part of the cell language.", "Write round brackets."),
    ast.JoinedStr: ("texts are not part of the cell language.", "Write a name without quotes."),
    ast.ListComp: ("comprehensions are not part of the cell language.", "Write a sum: a + b."),
    ast.SetComp: ("comprehensions are not part of the cell language.", "Write a sum: a + b."),
    ast.DictComp: ("comprehensions are not part of the cell language.", "Write a sum: a + b."),
    ast.GeneratorExp: ("comprehensions are not part of the cell language.", "Write a sum: a + b."),
    ast.Starred: ("“*” before a name is not part of the cell language.", "Write a product: a * b."),
    ast.Await: ("await is not part of the cell language.", "Write: name = expression"),
    ast.UAdd: ("a plus sign before a value is not part of the cell language.", "Leave it out."),
    ast.Invert: ("“~” is not part of the cell language.", "Write 1 - a."),
    ast.Not: ("not is not part of the cell language.", "Write 1 - a."),
    ast.BitXor: ("“^” is not part of the cell language.", "Write a * a."),
    ast.Mod: ("“%” is not part of the cell language.", "Write + - * @."),
    ast.Import: ("importing is not part of the cell language.", "Write: name = expression"),
    ast.ImportFrom: ("importing is not part of the cell language.", "Write: name = expression"),
    ast.AugAssign: ("changing a signal is not part of the cell language.", "Write: c = c[t-1] + expression"),
}


def parse_cell(text: str, output: str | None = None, **meta: Any) -> Cell:
    """Read a cell from its equations.

    ``output`` names the signal that leaves the cell (the last one if None); ``meta`` is passed on to Cell (id, title,
    roles, …). Raises CellError with line and column, from 1 in characters, and what to write instead.
    """
    graph = Parser(read_lines(text)).graph()
    if output is None:
        output = list(graph.signals)[-1]
    if output not in graph.signals:
        close = difflib.get_close_matches(output, graph.signals, 1) or list(graph.signals)[-1:]
        raise CellError(
            f"the output “{output}” is no signal of the cell.", 1, 1, f"Name one of its signals, such as {close[0]}."
        )
    return Cell(equations=text, output=output, graph=graph, **meta)


class Parser:
    """Builds the nodes of a cell, equation by equation; sizes are unified as they are met and settled at the end."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.nodes: list[Node] = []
        self.sizes: list[Size | Unknown | None] = []  # by node
        self.columns: dict[int, Size | Unknown] = {}  # by node, of matrices
        self.leaves: dict[tuple[str, str], int] = {}  # input, previous, parameter: one node each
        self.declared: dict[str, Size] = {}
        self.targets = [self._target(line) for line in lines]
        self.defined: dict[str, int] = {}
        self.line = lines[0]
        self.rows: Size = "units"
        self.first_use: dict[str, tuple[Line, ast.AST]] = {}

    def graph(self) -> Graph:
        """Read all equations and settle the sizes."""
        for line, (name, value) in zip(self.lines, self.targets, strict=True):
            self.line, self.rows = line, self.declared[name]
            index = self._own(self._visit(value), name, value)
            self._agree(self.sizes[index], self.rows, value, f"{name} has {say(self.rows)} numbers")
            self.sizes[index] = self.rows
            self.defined[name] = index
        return Graph(tuple(self._settled(node) for node in self.nodes))

    # -- the left-hand side

    def _target(self, line: Line) -> tuple[str, ast.expr]:
        statement = line.statement
        size: Size = "units"
        match statement:
            case ast.Assign(targets=[target], value=value):
                pass
            case ast.AnnAssign(target=target, annotation=annotation, value=ast.expr() as value):
                size = self._size(line, annotation)
            case ast.AnnAssign():
                raise line.error(statement, "the expression is missing.", "Write: name: size = expression")
            case ast.Assign(targets=[_, second, *_]):
                raise line.error(second, "two names stand before the expression.", "Write one equation for each.")
            case ast.Expr():
                raise line.error(statement, "this is not an equation.", "Write: name = expression")
            case _:
                problem, hint = _INSTEAD.get(type(statement), ("this is not an equation.", "Write: name = expression"))
                raise line.error(statement, problem, hint)
        if not isinstance(target, ast.Name):
            raise line.error(target, "left of = stands the name of a signal alone.", "Write: name = expression")
        name = target.id
        self._check_name(line, target, name)
        if name in self.declared:
            raise line.error(target, f"{name} is defined twice.", "Give the second one another name.")
        self.declared[name] = size
        return name, value

    def _check_name(self, line: Line, node: ast.AST, name: str) -> None:
        if name == "x":
            raise line.error(node, "x is the input and cannot be defined.", "Choose another name.")
        if name == "t" or name in SIZE_NAMES or name in SPELLINGS:
            raise line.error(node, f"{name} is reserved.", "Choose another name.")
        if name.startswith("_"):
            raise line.error(
                node, "a name cannot start with an underscore.", f"Write {name.lstrip('_') or 'a letter first'}"
            )
        if "·" in name:
            raise line.error(node, "“·” is not part of the cell language.", "Write *")

    def _size(self, line: Line, node: ast.expr) -> Size:
        match node:
            case ast.Name(id=name) if name in SIZE_NAMES:
                return name
            case ast.Constant(value=int(number)) if not isinstance(number, bool) and 1 <= number <= MAX_SIZE:
                return number
            case _:
                pass
        raise line.error(
            node, "this is not a size.", f"Write inputs, units, outputs or a whole number from 1 to {MAX_SIZE}."
        )

    # -- the right-hand side

    def _visit(self, node: ast.expr) -> int:
        match node:
            case ast.BinOp():
                return self._chain(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                if isinstance(operand, ast.Constant) and type(operand.value) in (int, float):
                    return self._number(operand, -1.0)
                return self._operation("neg", (self._visit(operand),), node)
            case ast.UnaryOp(op=op):
                raise self.line.error(node, *_INSTEAD[type(op)])
            case ast.Call():
                return self._call(node)
            case ast.Constant():
                return self._number(node)
            case ast.Subscript():
                return self._previous(node)
            case ast.Name():
                return self._name(node)
        problem, hint = _INSTEAD.get(
            type(node), ("this is not part of the cell language.", "Write + - * @ and functions.")
        )
        raise self.line.error(node, problem, hint)

    def _chain(self, node: ast.BinOp) -> int:
        """Read a + b + c + … from the left without recursion: a sum may have hundreds of terms."""
        spine = [node]
        while isinstance(spine[-1].left, ast.BinOp):
            spine.append(spine[-1].left)
        left: int | None = None
        for part in reversed(spine):
            op = _BINARY.get(type(part.op))
            if op is None:
                raise self.line.error(
                    part, *_INSTEAD.get(type(part.op), ("this is not part of the cell language.", "Write + - * @."))
                )
            if op == "matmul":
                left = self._matmul(part)
            else:
                left = self._operation(
                    op, (self._visit(part.left) if left is None else left, self._visit(part.right)), part
                )
        assert left is not None
        return left

    def _matmul(self, node: ast.BinOp) -> int:
        matrix = node.left
        if not isinstance(matrix, ast.Name):
            raise self.line.error(node.left, "left of @ stands a parameter alone.", self._instead_of(matrix))
        name = matrix.id
        if name in self.declared or name == "x":
            raise self.line.error(
                matrix, f"left of @ stands a parameter, and {name} is a signal.", "Write W @ v with a new name W."
            )
        self._check_free(matrix, name)
        if any(isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.MatMult) for inner in ast.walk(node.right)):
            raise self.line.error(
                node.right,
                "a product stands inside a product.",
                f"Give the inner one a name: p = V @ x, then {name} @ p.",
            )
        vector = self._visit(node.right)
        size = self.sizes[vector]
        if size is None:
            raise self.line.error(node.right, "a number alone has no size for a matrix.", "Write * instead of @.")
        index = self._parameter(matrix, name, self.rows, size)
        return self._operation("matmul", (index, vector), node)

    def _instead_of(self, left: ast.expr) -> str:
        """Say what to write where something else than a parameter stands left of @."""
        match left:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Name(id=name)):
                return f"@ is done before the sign only in brackets: write -({name} @ v)."
            case ast.BinOp(op=ast.Mult(), left=factor, right=ast.Name(id=name)):
                return f"Write {ast.unparse(factor)} * ({name} @ v)."
        return "Give the inner product a name: p = V @ x, then W @ p."

    def _operation(self, op: str, args: tuple[int, ...], node: ast.expr) -> int:
        size: Size | Unknown | None
        if op == "matmul":
            size = self.rows
        elif len(args) == 1:
            size = self.sizes[args[0]]
        else:
            left, right = (self.sizes[arg] for arg in args)
            if left is not None and right is not None:
                self._agree(
                    right, left, node.right if isinstance(node, ast.BinOp) else node, f"the left side has {say(left)}"
                )
            size = right if left is None else left
        return self._add(Node(len(self.nodes), op, args, None), size, node)

    def _call(self, node: ast.Call) -> int:
        if not isinstance(node.func, ast.Name) or node.func.id not in SPELLINGS:
            written = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
            close = difflib.get_close_matches(written, FUNCTIONS, 1)
            hint = f"Did you mean {close[0]}?" if close else f"The functions are {', '.join(FUNCTIONS)}."
            raise self.line.error(node, f"{written} is not a function of the cell language.", hint)
        name = SPELLINGS[node.func.id]
        if node.keywords or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
            raise self.line.error(node, f"{name} takes one expression.", f"Write {name}(expression).")
        argument = self._visit(node.args[0])
        if name == "softmax" and self.sizes[argument] is None:
            raise self.line.error(node, "softmax of a number alone has no size.", "Write softmax(V @ h).")
        return self._operation(name, (argument,), node)

    def _number(self, node: ast.Constant, sign: float = 1.0) -> int:
        if type(node.value) not in (int, float):
            problem = "texts are" if isinstance(node.value, str | bytes) else f"{node.value!r} is"
            raise self.line.error(node, f"{problem} not part of the cell language.", "Write a number or a name.")
        try:
            value = sign * float(node.value)  # type: ignore[arg-type]  # int or float, checked above
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            raise self.line.error(node, "this number is too large.", "Write one below 1e308.")
        return self._add(Node(len(self.nodes), "number", (), None, value=value), None, node)

    def _previous(self, node: ast.Subscript) -> int:
        match node:
            case ast.Subscript(
                value=ast.Name(id=name),
                slice=ast.BinOp(left=ast.Name(id="t"), op=ast.Sub(), right=ast.Constant(value=int(back))),
            ) if type(back) is int and back == 1:
                pass
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id="t")):
                raise self.line.error(node, "the value of this step needs no brackets.", f"Write {name}")
            case ast.Subscript(value=ast.Name(id=name), slice=ast.BinOp(left=ast.Name(id="t"))):
                hint = f"Write {name}[t-1]; for older values name a signal that holds it: p = linear({name}[t-1])."
                raise self.line.error(node, "only one step back can be read.", hint)
            case _:
                raise self.line.error(node, "only name[t-1] can be read.", "Write name[t-1]")
        if name == "x":
            raise self.line.error(
                node, "x is no signal.", "Name one that holds it, p: inputs = linear(x), and read p[t-1]."
            )
        if name not in self.declared:
            close = difflib.get_close_matches(name, self.declared, 1)
            hint = f"Did you mean {close[0]}[t-1]?" if close else f"Write an equation for {name}, or leave [t-1] out."
            raise self.line.error(node, f"{name} has no equation, so it has no earlier value.", hint)
        return self._leaf("previous", name, self.declared[name], node)

    def _name(self, node: ast.Name) -> int:
        name = node.id
        if name == "x":
            return self._leaf("input", "x", "inputs", node)
        if name in self.defined:
            return self.defined[name]
        if name in self.declared:
            raise self.line.error(
                node, f"{name} is used before it is defined.", f"Write {name}[t-1], or move its equation up."
            )
        self._check_free(node, name)
        return self._parameter(node, name, None, None)

    def _check_free(self, node: ast.Name, name: str) -> None:
        if name in SPELLINGS:
            raise self.line.error(node, f"{name} is a function.", f"Write {name}(expression).")
        self._check_name(self.line, node, name)

    # -- nodes and sizes

    def _parameter(self, node: ast.Name, name: str, rows: Size | None, columns: Size | Unknown | None) -> int:
        """A parameter's node; ``rows`` and ``columns`` of a matrix, None for a vector."""
        known = self.leaves.get(("parameter", name))
        if known is None:
            self.first_use[name] = self.line, node
            index = self._leaf("parameter", name, rows if rows is not None else Unknown(), node)
            if columns is not None:
                self.columns[index] = columns
            return index
        line = self.first_use[name][0].number
        matrix = known in self.columns
        if matrix != (columns is not None):
            self._two_shapes(node, name, line, "a matrix" if matrix else "a vector")
        try:
            if columns is not None and rows is not None:
                unify(self.sizes[known], rows)
                unify(self.columns[known], columns)
        except SizeError:
            before = f"{say(self.sizes[known])} x {say(self.columns[known])}"
            self._two_shapes(node, name, line, before)
        return known

    def _two_shapes(self, node: ast.AST, name: str, line: int, before: str) -> NoReturn:
        problem = f"{name} is used in two shapes: in line {line} it is {before}."
        raise self.line.error(node, problem, f"Use two parameters, such as {name} and {name}2.")

    def _agree(self, size: Size | Unknown | None, other: Size | Unknown, node: ast.expr, what: str) -> None:
        try:
            unify(size, other)
        except SizeError:
            hint = "Bring one to the size of the other with a matrix: W @ v"
            raise self.line.error(
                node, f"sizes differ: {what}, this has {say(size)}.", f"{hint}, or give the signal that size."
            ) from None

    def _leaf(self, op: str, name: str, size: Size | Unknown, node: ast.expr) -> int:
        key = (op, name)
        if key not in self.leaves:
            self.leaves[key] = self._add(Node(len(self.nodes), op, (), None, name=name), size, node)
        return self.leaves[key]

    def _add(self, node: Node, size: Size | Unknown | None, at: ast.expr) -> int:
        self.nodes.append(replace(node, line=self.line.number, column=self.line.column(at)))
        self.sizes.append(size)
        return node.index

    def _own(self, index: int, name: str, at: ast.expr) -> int:
        """Give a signal's value a node of its own, also where it only repeats another value."""
        node = self.nodes[index]
        if node.signal or node.op in ("input", "previous", "parameter", "number"):
            index = self._operation("linear", (index,), at)
        self.nodes[index] = replace(self.nodes[index], signal=name)
        return index

    def _settled(self, node: Node) -> Node:
        size, columns = self.sizes[node.index], self.columns.get(node.index)
        if isinstance(size, Unknown):
            size = size.value
        if isinstance(columns, Unknown):
            columns = columns.value
        unknown = self.sizes[node.index] is not None and size is None
        if unknown or (node.index in self.columns and columns is None):
            raise CellError(
                f"the size of {node.name or 'this'} cannot be told from its use.",
                node.line,
                node.column,
                "Use it beside a signal, as in b + h, or multiply it out by hand.",
            )
        return replace(node, size=size, columns=columns)
