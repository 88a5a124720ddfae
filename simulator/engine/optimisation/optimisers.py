"""The optimisers, a class each and a row each of OPTIMISERS.

Where PyTorch has one of the same name, the definition is PyTorch's. Adam and the kinds of RMSProp keep plain sums of
decayed squares, sum = decay · sum + g², where their papers keep means: (1 − decay) times that, a constant that is put
into the factors of the step and so costs nothing.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
from numpy import add, divide, hypot, multiply, sqrt, subtract

from simulator.engine.memory import Array
from simulator.engine.optimisation.optimiser import Optimiser
from simulator.engine.optimisation.settings import Setting, pick


class Sgd(Optimiser):
    """w ← w − η g. SOURCE: Robbins and Monro 1951."""

    name = "sgd"
    title = "Gradient descent"
    text = "Every weight moves against its gradient, as far as the gradient is steep."
    source = "Robbins and Monro 1951"
    usual_rate = 0.1

    def _move(self, parameters: Array, gradient: Array, scratch: Array) -> None:
        multiply(gradient, self._factor, scratch)
        subtract(parameters, scratch, parameters)


class Momentum(Optimiser):
    """v ← μ v + g; w ← w − η v. SOURCE: Polyak 1964, in the form of PyTorch's SGD, whose v has no rate in it."""

    name = "momentum"
    title = "Momentum"
    text = "Gradients add up to a speed that lasts, so that the way along a valley is faster than across it."
    source = "Polyak 1964; torch.optim.SGD(momentum=…)"
    usual_rate = 0.01
    settings = (Setting("momentum", 0.9, 0.0, 1.0, "The share of its speed that a weight keeps."),)
    vectors = ("velocity",)
    symbols = ("v",)

    def _set(self) -> None:
        self._kept = self._scalar(self.values["momentum"])

    def _move(self, parameters: Array, gradient: Array, scratch: Array, velocity: Array) -> None:
        multiply(velocity, self._kept, velocity)
        add(velocity, gradient, velocity)
        multiply(velocity, self._factor, scratch)
        subtract(parameters, scratch, parameters)


class Nesterov(Momentum):
    """v ← μ v + g; w ← w − η (g + μ v). SOURCE: Nesterov 1983, in the form of PyTorch's SGD with nesterov=True."""

    name = "nesterov"
    title = "Nesterov’s momentum"
    text = "Momentum that takes the next part of its way into the step already."
    source = "Nesterov 1983; torch.optim.SGD(momentum=…, nesterov=True)"

    def _move(self, parameters: Array, gradient: Array, scratch: Array, velocity: Array) -> None:
        multiply(velocity, self._kept, velocity)
        add(velocity, gradient, velocity)
        multiply(velocity, self._kept, scratch)
        add(scratch, gradient, scratch)
        multiply(scratch, self._factor, scratch)
        subtract(parameters, scratch, parameters)


class NesterovLookahead(Momentum):
    """v ← μ v − η ∇(x + μ v); x ← x + v. SOURCE: Sutskever et al. 2013, equations 3 and 4.

    The gradient is wanted at x + μ v, so that is what the parameters hold between steps; ``position`` gives x. With v
    and x put in, the point looked at moves by μ v − η g, v being the new one. At a rate that never changes these are
    the points of ``nesterov``; when it changes, this one's v keeps the rates with which it was made.
    """

    name = "nesterov-lookahead"
    title = "Nesterov’s momentum, looking ahead"
    text = "The gradient is taken where the speed alone would carry the weights."
    source = "Sutskever et al. 2013, equations 3 and 4"

    def position(self, parameters: Array) -> Array:
        """Return x, from where the look-ahead starts; ``parameters`` hold x + μ v."""
        return np.asarray(parameters - self._kept * self._vectors["velocity"])

    def _move(self, parameters: Array, gradient: Array, scratch: Array, velocity: Array) -> None:
        multiply(gradient, self._factor, scratch)
        subtract(parameters, scratch, parameters)
        multiply(velocity, self._kept, velocity)
        subtract(velocity, scratch, velocity)
        multiply(velocity, self._kept, scratch)
        add(parameters, scratch, parameters)


EPS = "Added where a division could be one by zero."
HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"


class Adagrad(Optimiser):
    """s ← s + g²; w ← w − η g / (√s + ε). SOURCE: Duchi, Hazan and Singer 2011, the diagonal form."""

    name = "adagrad"
    title = "Adagrad"
    text = "The more a weight has been moved so far, the smaller its steps become."
    source = "Duchi, Hazan and Singer 2011; torch.optim.Adagrad"
    usual_rate = 0.01
    settings = (Setting("eps", 1e-10, 1e-30, 10.0, EPS),)
    vectors = ("squares",)
    symbols = ("s",)

    def _set(self) -> None:
        self._eps = self._scalar(self.values["eps"])

    def _move(self, parameters: Array, gradient: Array, scratch: Array, squares: Array) -> None:
        multiply(gradient, gradient, scratch)
        add(squares, scratch, squares)
        sqrt(squares, scratch)
        add(scratch, self._eps, scratch)
        divide(gradient, scratch, scratch)
        multiply(scratch, self._factor, scratch)
        subtract(parameters, scratch, parameters)


class RmspropLecture(Optimiser):
    """σ⁰ = |g⁰|, σᵗ = √(α (σᵗ⁻¹)² + (1 − α) (gᵗ)²); w ← w − η g / σ. SOURCE: the course's lecture on training.

    There is no ε: σ is 0 only where all gradients were, and there nothing moves.
    """

    name = "rmsprop-lecture"
    title = "RMSProp, the lecture’s"
    text = "Gradients are divided by their own size of late, which starts as that of the first."
    source = "Lee, Deep learning tips: RMSProp"
    usual_rate = 0.01
    settings = (Setting("alpha", 0.9, 0.0, 1.0, "How much of the size is old."),)
    vectors = ("sigma",)
    symbols = ("σ",)

    def _set(self) -> None:
        self._old = self._scalar(math.sqrt(self.values["alpha"]))
        self._new = self._scalar(math.sqrt(1 - self.values["alpha"]))
        self._tiny = self._scalar(float(np.finfo(self._dtype).tiny))

    def _move(self, parameters: Array, gradient: Array, scratch: Array, sigma: Array) -> None:
        if self.updates == 1:
            np.absolute(gradient, sigma)
        else:
            multiply(sigma, self._old, sigma)
            multiply(gradient, self._new, scratch)
            hypot(sigma, scratch, sigma)  # squares of small gradients would vanish, those of large ones overflow
        np.maximum(sigma, self._tiny, out=scratch)  # 0 / tiny is 0
        divide(gradient, scratch, scratch)
        multiply(scratch, self._factor, scratch)
        subtract(parameters, scratch, parameters)


class RmspropWildml(Optimiser):
    """m ← d m + (1 − d) g²; w ← w − η g / √(m + ε). SOURCE: Britz 2015, WildML's RNN tutorial, part 4, its code."""

    name = "rmsprop-wildml"
    title = "RMSProp, WildML’s"
    text = "Gradients are divided by their own size of late, with a small number inside the root."
    source = "Britz 2015, WildML, RNN tutorial part 4"
    usual_rate = 0.001
    settings = (
        Setting("decay", 0.9, 0.0, 1.0, "How much of the mean square is old."),
        Setting("eps", 1e-6, 1e-30, 10.0, "Added inside the root, so that it is never 0."),
    )
    vectors = ("squares",)
    symbols = ("m",)

    def _set(self) -> None:
        self._share = 1 - self.values["decay"]
        self._old = self._scalar(self.values["decay"])
        self._eps = self._scalar(self.values["eps"] / self._share)

    def _scales(self) -> dict[str, float]:
        return {"m": self._share}

    def _prepare(self) -> None:
        self._factor.fill(self._rate / math.sqrt(self._share))

    def _move(self, parameters: Array, gradient: Array, scratch: Array, squares: Array) -> None:
        multiply(squares, self._old, squares)
        multiply(gradient, gradient, scratch)
        add(squares, scratch, squares)
        add(squares, self._eps, scratch)
        sqrt(scratch, scratch)
        divide(gradient, scratch, scratch)
        multiply(scratch, self._factor, scratch)
        subtract(parameters, scratch, parameters)


class Rmsprop(Optimiser):
    """m ← α m + (1 − α) g²; w ← w − η g / (√m + ε). SOURCE: Tieleman and Hinton 2012, in PyTorch's form."""

    name = "rmsprop"
    title = "RMSProp"
    text = "Gradients are divided by their own size of late."
    source = "Tieleman and Hinton 2012, lecture 6.5; torch.optim.RMSprop"
    usual_rate = 0.01
    settings = (
        Setting("alpha", 0.99, 0.0, 1.0, "How much of the mean square is old."),
        Setting("eps", 1e-8, 1e-30, 10.0, EPS),
    )
    vectors = ("squares",)
    symbols = ("m",)

    def _set(self) -> None:
        self._root = math.sqrt(1 - self.values["alpha"])
        self._old = self._scalar(self.values["alpha"])
        self._eps = self._scalar(self.values["eps"] / self._root)

    def _scales(self) -> dict[str, float]:
        return {"m": 1 - self.values["alpha"]}

    def _prepare(self) -> None:
        self._factor.fill(self._rate / self._root)

    def _move(self, parameters: Array, gradient: Array, scratch: Array, squares: Array) -> None:
        multiply(squares, self._old, squares)
        multiply(gradient, gradient, scratch)
        add(squares, scratch, squares)
        sqrt(squares, scratch)
        add(scratch, self._eps, scratch)
        divide(gradient, scratch, scratch)
        multiply(scratch, self._factor, scratch)
        subtract(parameters, scratch, parameters)


class Adam(Optimiser):
    """Momentum over RMSProp, both freed of starting at 0. SOURCE: Kingma and Ba 2015, algorithm 1.

    m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − η m̂ / (√v̂ + ε), m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
    With the sums M = m / (1 − β₁) and V = v / (1 − β₂), and r² = (1 − β₂ᵗ) / (1 − β₂), this is
    w ← w − [η r (1 − β₁) / (1 − β₁ᵗ)] M / (√V + ε r).
    """

    name = "adam"
    title = "Adam"
    text = "A mean of late gradients, divided by their size: every weight moves about as far as the rate says."
    source = "Kingma and Ba 2015, algorithm 1; torch.optim.Adam"
    usual_rate = 0.001
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("beta1", 0.9, 0.0, 1.0, "How much of the mean gradient is old."),
        Setting("beta2", 0.999, 0.0, 1.0, "How much of the mean square is old."),
        Setting("eps", 1e-8, 1e-30, 10.0, EPS),
    )
    vectors = ("gradients", "squares")
    symbols = ("m", "v")

    def gathered(self) -> dict[str, Array]:
        """Return m and v, and m̂ and v̂, which are freed of starting at 0 (before the first update, 0)."""
        found = super().gathered()
        for symbol, beta in (("m", self.values["beta1"]), ("v", self.values["beta2"])):
            found[f"{symbol}{HAT}"] = found[symbol] / (1 - beta**self.updates) if self.updates else found[symbol]
        return found

    def _scales(self) -> dict[str, float]:
        return {"m": 1 - self.values["beta1"], "v": 1 - self.values["beta2"]}

    def _set(self) -> None:
        self._beta1, self._beta2 = self._scalar(self.values["beta1"]), self._scalar(self.values["beta2"])
        self._eps = self._scalar(0.0)

    def _prepare(self) -> None:
        beta1, beta2 = self.values["beta1"], self.values["beta2"]
        root = math.sqrt((1 - beta2**self.updates) / (1 - beta2))
        self._factor.fill(self._rate * root * (1 - beta1) / (1 - beta1**self.updates))
        self._eps.fill(self.values["eps"] * root)

    def _move(self, parameters: Array, gradient: Array, scratch: Array, gradients: Array, squares: Array) -> None:
        multiply(gradients, self._beta1, gradients)
        add(gradients, gradient, gradients)
        multiply(squares, self._beta2, squares)
        multiply(gradient, gradient, scratch)
        add(squares, scratch, squares)
        sqrt(squares, scratch)
        add(scratch, self._eps, scratch)
        divide(gradients, scratch, scratch)
        multiply(scratch, self._factor, scratch)
        subtract(parameters, scratch, parameters)


class AdamW(Adam):
    """Adam, with w ← (1 − η λ) w before each step. SOURCE: Loshchilov and Hutter 2019, algorithm 2, as in PyTorch."""

    name = "adamw"
    title = "AdamW"
    text = "Adam that also lets every weight shrink a little."
    source = "Loshchilov and Hutter 2019, algorithm 2; torch.optim.AdamW"
    settings = (*Adam.settings, Setting("weight_decay", 0.01, 0.0, 10.0, "How fast weights shrink, times the rate."))

    def _set(self) -> None:
        super()._set()
        self._kept = self._scalar(1.0)

    def _prepare(self) -> None:
        super()._prepare()
        self._kept.fill(1 - self._rate * self.values["weight_decay"])

    def _move(self, parameters: Array, gradient: Array, scratch: Array, gradients: Array, squares: Array) -> None:
        multiply(parameters, self._kept, parameters)
        super()._move(parameters, gradient, scratch, gradients, squares)


OPTIMISERS: dict[str, type[Optimiser]] = {
    row.name: row
    for row in (
        Sgd, Momentum, Nesterov, NesterovLookahead, Adagrad, RmspropLecture, RmspropWildml, Rmsprop, Adam, AdamW,
    )
}  # fmt: skip


def make_optimiser(
    name: str,
    size: int,
    rate: float | None = None,
    dtype: str | np.dtype[Any] = "float64",
    **settings: Any,
) -> Optimiser:
    """Return an optimiser by its name, for a vector of ``size`` numbers.

    ``rate``: its usual one unless given. Raises UserError for a name or a setting that there is not, or out of range.
    """
    return pick(OPTIMISERS, name, "optimiser")(size, rate, dtype, **settings)
