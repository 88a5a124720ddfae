"""From the text of a cell to its graph: the grammar, the operations, the sizes, and errors that point at the column."""

from simulator.language.cell import Cell, Example
from simulator.language.cellfile import cell_ids, cell_words, load_cell
from simulator.language.graph import Graph, Node, Size
from simulator.language.operations import FUNCTIONS, OPERATORS, Operation
from simulator.language.parser import parse_cell

__all__ = [
    "FUNCTIONS",
    "OPERATORS",
    "Cell",
    "Example",
    "Graph",
    "Node",
    "Operation",
    "Size",
    "cell_ids",
    "cell_words",
    "load_cell",
    "parse_cell",
]
