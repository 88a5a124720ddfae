"""The same training step in PyTorch and in JAX, each with the settings that were found fastest, on one thread."""

from __future__ import annotations

import importlib
import os
from typing import Any

import numpy as np
import pytest

from tests.benchmarks.workload import RATE, TrainingStep, Workload

MODULES = {"lstm": "LSTM", "gru-reset-after": "GRU", "elman": "RNN"}
"""What PyTorch calls the cells."""

_ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def load_torch() -> Any:
    """Return PyTorch on one thread; skip the benchmark where it is not installed."""
    torch = _load("torch", "PyTorch")
    torch.set_num_threads(1)
    return torch


def load_jax() -> Any:
    """Return JAX on one thread; skip the benchmark where it is not installed."""
    os.environ.setdefault("XLA_FLAGS", _ONE_THREAD)  # read when it is first imported
    jax = _load("jax", "JAX")
    jax.config.update("jax_enable_x64", True)
    return jax


def _load(module: str, name: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        pytest.skip(f"{name} is not installed, so there is nothing to compare with. make bench installs it if pip can.")


def torch_step(work: Workload) -> TrainingStep:
    """PyTorch's step: nn.LSTM, nn.GRU or nn.RNN, nn.Linear, and the fused Adam.

    Fused was never slower than Adam as a loop or by foreach, and oneDNN, which only the LSTM in float32 goes through,
    makes that three times faster; both were tried at all sizes. torch.compile is left out: it gains nothing in
    float32, and in float64 it halves the time of a small LSTM after a minute of compiling for each shape.
    """
    torch = load_torch()
    torch.manual_seed(0)
    dtype = getattr(torch, work.dtype)
    network = getattr(torch.nn, MODULES[work.cell])(work.inputs, work.units, work.layers).to(dtype)
    readout = torch.nn.Linear(work.units, work.outputs).to(dtype)
    adam = torch.optim.Adam([*network.parameters(), *readout.parameters()], lr=RATE, fused=True)
    x, target = map(torch.from_numpy, work.data())

    def step() -> Any:
        adam.zero_grad(set_to_none=True)
        loss = torch.nn.functional.mse_loss(readout(network(x)[0]), target)
        loss.backward()
        adam.step()
        return loss.detach()

    return step


class JaxStep:
    """JAX's step for an LSTM of one layer, compiled as a whole; the memory of the last update is given to the next.

    One product a step on [h, x] in a scan that is not unrolled: products for all steps before the loop, or two or five
    steps a turn, were slower at most sizes. Adam stands here as optax has it, to be compiled with the rest.
    """

    def __init__(self, work: Workload) -> None:
        self.jax = load_jax()
        jnp = self.jnp = self.jax.numpy
        random, bound = np.random.default_rng(0), work.units**-0.5
        parameters = []
        for shape in (work.units + work.inputs, 4 * work.units), (work.units, work.outputs):
            parameters += [jnp.asarray(random.uniform(-bound, bound, shape), work.dtype)]
            parameters += [jnp.zeros(shape[1], work.dtype)]
        mean, square = ([jnp.zeros_like(p) for p in parameters] for _ in range(2))
        self.state = parameters, mean, square, jnp.zeros((), work.dtype)
        self.batch = tuple(map(jnp.asarray, work.data()))
        self.step = self.jax.jit(self._update, donate_argnums=0).lower(self.state, *self.batch).compile()

    def __call__(self) -> Any:
        self.state, loss = self.step(self.state, *self.batch)
        return self.jax.block_until_ready((self.state, loss))[1]

    def _loss(self, parameters: Any, x: Any, target: Any) -> Any:
        jnp = self.jnp
        weights, bias, readout, shift = parameters
        nothing = jnp.zeros((x.shape[1], len(readout)), x.dtype)

        def cell(state: Any, x: Any) -> Any:
            h, c = state
            i, f, o, g = jnp.split(jnp.concatenate([h, x], 1) @ weights + bias, 4, 1)
            c = self.jax.nn.sigmoid(f) * c + self.jax.nn.sigmoid(i) * jnp.tanh(g)
            h = self.jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h

        outputs = self.jax.lax.scan(cell, (nothing, nothing), x)[1]
        return jnp.mean((outputs @ readout + shift - target) ** 2)

    def _update(self, state: Any, x: Any, target: Any) -> Any:
        jnp = self.jnp
        parameters, mean, square, count = state
        loss, gradient = self.jax.value_and_grad(self._loss)(parameters, x, target)
        count = count + 1
        mean = [0.9 * m + 0.1 * g for m, g in zip(mean, gradient, strict=True)]
        square = [0.999 * v + 0.001 * g * g for v, g in zip(square, gradient, strict=True)]
        rate, scale = RATE / (1 - 0.9**count), 1 / (1 - 0.999**count)
        moved = zip(parameters, mean, square, strict=True)
        parameters = [p - rate * m / (jnp.sqrt(v * scale) + 1e-8) for p, m, v in moved]
        return (parameters, mean, square, count), loss
