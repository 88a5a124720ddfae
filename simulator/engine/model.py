"""A cell with sizes and parameters: what can be run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.parameters import Parameters, check_names, numbers, say_shape
from simulator.engine.program import Program, block_steps
from simulator.engine.trace import Trace
from simulator.errors import UserError
from simulator.language import Cell

if TYPE_CHECKING:
    from simulator.engine.gradients import Gradients

PIECE = 4096  # steps of a stream's pieces, unless asked otherwise
_KEPT = 6  # programs kept ready


class Model:
    """A cell of given sizes with its parameters.

    ``outputs`` is ignored by a cell that has no such size. Parameters are given all, or come from the seed: uniform
    ±1/sqrt(units), in the order of ``cell.parameters``. Raises UserError if sizes or parameters do not fit.
    """

    def __init__(
        self,
        cell: Cell,
        inputs: int,
        units: int,
        outputs: int = 1,
        parameters: Mapping[str, Any] | None = None,
        seed: int = 0,
        dtype: str = "float64",
    ) -> None:
        given: dict[str, Any] = {"inputs": inputs, "units": units, "outputs": outputs, "seed": seed}
        for name, number in given.items():
            low = 0 if name == "seed" else 1
            if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < low:
                raise UserError(f"{name} must be a whole number of at least {low}, and is {number}.")
        if dtype not in ("float64", "float32"):
            raise UserError(f"dtype must be float64 or float32, and is {dtype}.")
        self.cell = cell
        self.sizes = {"inputs": int(inputs), "units": int(units), "outputs": int(outputs)}
        self.signal_sizes = cell.signal_sizes(**self.sizes)
        self.dtype: np.dtype[Any] = np.dtype(dtype)
        try:
            self.parameters = Parameters(cell.parameter_shapes(**self.sizes), self.dtype)
        except (MemoryError, ValueError):
            raise UserError(f"{units} units, {inputs} inputs and {outputs} outputs need too much memory.") from None
        if parameters is None:
            self.parameters.draw(cell, units, seed)
        else:
            self.parameters.fill(parameters)
        self._programs: dict[tuple[int, int, tuple[str, ...]], Program] = {}

    def run(self, x: Any, initial: Mapping[str, Any] | None = None, signals: Iterable[str] | None = None) -> Trace:
        """Run a sequence (steps, inputs), or several (steps, batch, inputs), and return the trace.

        ``initial``: states before the first step, zero where not given. ``signals``: keep only these.
        Raises UserError for an empty sequence, a wrong width, or what is no finite number.
        """
        array = self.sequence(x)
        return self.compute(array, self.initial(initial, array), self._wanted(signals), 1)

    def stream(
        self,
        x: Any,
        initial: Mapping[str, Any] | None = None,
        signals: Iterable[str] | None = None,
        chunk: int = PIECE,
    ) -> Iterator[Trace]:
        """Run a sequence piece by piece and yield a trace of each, in memory that does not grow.

        ``x`` is an array as for ``run``, cut into pieces of ``chunk`` steps, or an iterator of such arrays, which are
        the pieces. The numbers are those of ``run``, bit for bit.
        """
        wanted = self._wanted(signals)
        state: Mapping[str, Array] | None = None
        first = 1
        for block in x if isinstance(x, Iterator) else _pieces(self.sequence(x), chunk):
            array = self.sequence(block, first)
            if state is None:
                state = self.initial(initial, array)
            trace = self.compute(array, state, wanted, first)
            state, first = trace.final, first + trace.steps
            yield trace
        if state is None:
            raise UserError("the sequence is empty. Give at least one step.")

    def resume(self, x: Any, states: Mapping[str, Array], first: int = 1) -> Trace:
        """Go on with a sequence: like ``run``, from ``states`` that a run has reached, even where they are infinite.

        ``first`` is the number of the first step.
        """
        return self.compute(self.sequence(x, first), states, self.cell.signals, first)

    def gradients(
        self,
        x: Any,
        output_gradient: Any,
        initial: Mapping[str, Any] | None = None,
        signals: Iterable[str] | None = None,
    ) -> Gradients:
        """Return the gradients of sum(output * output_gradient) over a sequence, or several together.

        ``x`` and ``initial`` as for ``run``; ``output_gradient`` (steps[, batch], size of the output). ``signals``:
        those whose gradients at every step are wanted, all if None. Raises UserError for shapes that do not fit.
        """
        from simulator.engine.gradients import gradients  # a trace does not wait for it

        return gradients(self, x, output_gradient, initial, signals)

    # -- checks

    def sequence(self, x: Any, first: int = 1) -> Array:
        """Check a sequence and return it as a read-only array; ``first`` is the number of its first step."""
        inputs = self.sizes["inputs"]
        if isinstance(x, np.ndarray) and x.dtype == self.dtype and _is_fixed(x):
            array: Array = x
        else:
            try:
                with np.errstate(over="ignore"):
                    array = np.array(x)
                    if array.size and array.dtype.kind not in "biuf":
                        raise TypeError
                    array = array.astype(self.dtype, copy=False)
            except (TypeError, ValueError):
                raise UserError(f"the sequence must be rows of {inputs} numbers, one row a step.") from None
            array.flags.writeable = False
        if array.size == 0:
            raise UserError("the sequence is empty. Give at least one step.")
        if array.ndim not in (2, 3):
            raise UserError(
                f"the sequence must be steps x inputs or steps x batch x inputs, and is {say_shape(array.shape)}."
            )
        if array.shape[-1] != inputs:
            raise UserError(f"each step must have {inputs} input{'s' * (inputs > 1)}, and has {array.shape[-1]}.")
        finite = np.isfinite(array)
        if not finite.all():
            place = tuple(np.argwhere(~finite)[0])
            raise UserError(f"step {place[0] + first}, x{place[-1] + 1} is {array[place]}. Give finite numbers.")
        return array

    def initial(self, given: Mapping[str, Any] | None, x: Array) -> dict[str, Array]:
        """Check an initial state and complete it with zeros: dict state -> (size,), or (batch, size)."""
        given = given or {}
        check_names(given, self.cell.states, "state")
        found: dict[str, Array] = {}
        for name in self.cell.states:
            shape = (*x.shape[1:-1], self.signal_sizes[name])
            value = numbers(given.get(name, 0.0), f"the initial {name}", self.dtype)
            if name not in given or value.shape in (shape, shape[1:] or shape):
                value = np.broadcast_to(value, shape)
            if value.shape != shape:
                raise UserError(f"the initial {name} must be {say_shape(shape)}, and is {say_shape(value.shape)}.")
            found[name] = _frozen(value.copy())
        return found

    def _wanted(self, signals: Iterable[str] | None) -> tuple[str, ...]:
        if signals is None:
            return self.cell.signals
        chosen = [signals] if isinstance(signals, str) else list(signals)
        check_names(chosen, self.cell.signals, "signal")
        return tuple(name for name in self.cell.signals if name in chosen)

    # -- the run

    def compute(self, x: Array, initial: Mapping[str, Array], wanted: tuple[str, ...], first: int = 1) -> Trace:
        """Run what is known to fit, without a check: what another cell gives may be infinite. All states are given."""
        steps, batch = len(x), x.shape[1] if x.ndim == 3 else 1
        columns = (x if x.ndim == 3 else x[:, np.newaxis, :]).transpose(0, 2, 1)
        values = {name: np.empty((steps, batch, self.signal_sizes[name]), self.dtype) for name in wanted}
        program = self._program(block_steps(self.cell, self.sizes, batch, steps), batch, wanted)
        state = {name: np.atleast_2d(value).T for name, value in initial.items()}
        for start in range(0, steps, program.capacity):
            stop = min(start + program.capacity, steps)
            program.run(columns[start:stop], state)
            for name, value in values.items():
                value[start:stop] = program.signal(name, stop - start).transpose(0, 2, 1)
            state = {name: program.signal(name, stop - start)[-1].copy() for name in state}
        alone = x.ndim == 2
        return Trace(
            cell=self.cell,
            sizes=MappingProxyType(self.sizes),
            parameters={name: _frozen(array.copy()) for name, array in self.parameters.items()},
            x=x,
            values={name: _frozen(value[:, 0] if alone else value) for name, value in values.items()},
            initial=initial,
            final={name: _frozen(value[:, 0].copy() if alone else value.T.copy()) for name, value in state.items()},
            first=first,
        )

    def _program(self, capacity: int, batch: int, wanted: tuple[str, ...]) -> Program:
        key = capacity, batch, wanted
        program = self._programs.pop(key, None)
        if program is None:
            program = Program(self.cell, self.sizes, self.parameters, capacity, batch, self.dtype, wanted)
            while len(self._programs) >= _KEPT:
                del self._programs[next(iter(self._programs))]
        self._programs[key] = program  # the last one used is the last one dropped
        return program

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_programs": {}}  # they are made of views of this model's arrays; a copy makes its own

    def __repr__(self) -> str:
        sizes = ", ".join(
            f"{size} {name}" for name, size in self.sizes.items() if name != "outputs" or self.cell.uses_outputs
        )
        return f"<Model of {self.cell.id}: {sizes}, {self.dtype}>"


def _pieces(x: Array, chunk: int) -> Iterator[Array]:
    for start in range(0, len(x), max(1, chunk)):
        yield x[start : start + max(1, chunk)]


def _is_fixed(array: Array) -> bool:
    """Whether nobody can write to an array, nor to one that it is a view of."""
    base: Any = array
    while isinstance(base, np.ndarray):
        if base.flags.writeable:
            return False
        base = base.base
    return True


def _frozen(array: Array) -> Array:
    array.flags.writeable = False
    return array
