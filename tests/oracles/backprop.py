"""Back-propagation through time derived by hand, one sequence at a time, in readable NumPy: no code of the engine.

Every function takes the parameters by name (those of the cell that ships under its name), the inputs x (steps, inputs),
the states before the first step, and ``direct`` (steps, size of the output): the derivative of the loss with respect to
the output of each step as far as it does not go through later steps. A signal's delta is the whole derivative.

SOURCE: Elman, Jordan and LSTM as in Werbos 1990, Graves 2012 (peepholes) and Greff et al. 2017; the GRUs are derived
here, each line the chain rule of one equation, read from the last to the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Given = Mapping[str, Any]


@dataclass
class Backprop:
    """``output`` (steps, size); the derivatives of the loss; ``deltas`` of every signal, (steps, size)."""

    output: Array
    parameters: dict[str, Array]
    x: Array
    initial: dict[str, Array]
    deltas: dict[str, Array]


def sigmoid(a: Array) -> Array:
    return 1 / (1 + np.exp(-a))


class Sums:
    """The derivatives of parameters and inputs, added up over the steps."""

    def __init__(self, parameters: Given, x: Array) -> None:
        self.parameters = {name: np.zeros(np.shape(value)) for name, value in parameters.items()}
        self.x = np.zeros(np.shape(x))
        self.deltas: dict[str, Array] = {}

    def keep(self, t: int, **deltas: Array) -> None:
        """Note the deltas of a step."""
        for name, delta in deltas.items():
            self.deltas.setdefault(name, np.zeros((len(self.x), len(delta))))[t] = delta


def elman(p: Given, x: Array, h0: Array, direct: Array) -> Backprop:
    """h = tanh(W x + U h[t-1] + b)."""
    h = [np.asarray(h0, float)]  # h[t + 1] is the state after step t
    for row in x:
        h.append(np.tanh(p["W"] @ row + p["U"] @ h[-1] + p["b"]))

    sums = Sums(p, x)
    from_later = np.zeros_like(h[0])
    for t in reversed(range(len(x))):
        dh = direct[t] + from_later
        da = dh * (1 - h[t + 1] ** 2)
        sums.parameters["W"] += np.outer(da, x[t])
        sums.parameters["U"] += np.outer(da, h[t])
        sums.parameters["b"] += da
        sums.x[t] = p["W"].T @ da
        from_later = p["U"].T @ da
        sums.keep(t, h=dh)
    return Backprop(np.array(h[1:]), sums.parameters, sums.x, {"h": from_later}, sums.deltas)


def jordan(p: Given, x: Array, y0: Array, direct: Array) -> Backprop:
    """h = sigmoid(W x + U y[t-1] + b), y = V h + b_y."""
    h: list[Array] = []
    y = [np.asarray(y0, float)]
    for row in x:
        h.append(sigmoid(p["W"] @ row + p["U"] @ y[-1] + p["b"]))
        y.append(p["V"] @ h[-1] + p["b_y"])

    sums = Sums(p, x)
    from_later = np.zeros_like(y[0])
    for t in reversed(range(len(x))):
        dy = direct[t] + from_later
        dh = p["V"].T @ dy
        da = dh * h[t] * (1 - h[t])
        sums.parameters["V"] += np.outer(dy, h[t])
        sums.parameters["b_y"] += dy
        sums.parameters["W"] += np.outer(da, x[t])
        sums.parameters["U"] += np.outer(da, y[t])
        sums.parameters["b"] += da
        sums.x[t] = p["W"].T @ da
        from_later = p["U"].T @ da
        sums.keep(t, y=dy, h=dh)
    return Backprop(np.array(y[1:]), sums.parameters, sums.x, {"y": from_later}, sums.deltas)


def lstm(p: Given, x: Array, c0: Array, h0: Array, direct: Array) -> Backprop:
    """The LSTM with a forget gate; with p_i, p_f (on c[t-1]) and p_o (on c) among the parameters, with peepholes."""
    nothing = np.zeros_like(p["b_i"])
    p_i, p_f, p_o = (p.get(name, nothing) for name in ("p_i", "p_f", "p_o"))
    i, f, o, g = ([] for _ in range(4))
    c, h = [np.asarray(c0, float)], [np.asarray(h0, float)]
    for row in x:
        i.append(sigmoid(p["W_i"] @ row + p["U_i"] @ h[-1] + p_i * c[-1] + p["b_i"]))
        f.append(sigmoid(p["W_f"] @ row + p["U_f"] @ h[-1] + p_f * c[-1] + p["b_f"]))
        g.append(np.tanh(p["W_g"] @ row + p["U_g"] @ h[-1] + p["b_g"]))
        c.append(f[-1] * c[-1] + i[-1] * g[-1])
        o.append(sigmoid(p["W_o"] @ row + p["U_o"] @ h[-1] + p_o * c[-1] + p["b_o"]))
        h.append(o[-1] * np.tanh(c[-1]))

    sums = Sums(p, x)
    h_from_later, c_from_later = np.zeros_like(h[0]), np.zeros_like(c[0])
    for t in reversed(range(len(x))):
        before, after = c[t], c[t + 1]
        dh = direct[t] + h_from_later
        do = dh * np.tanh(after)
        dz_o = do * o[t] * (1 - o[t])
        dc = dh * o[t] * (1 - np.tanh(after) ** 2) + p_o * dz_o + c_from_later
        df, di, dg = dc * before, dc * g[t], dc * i[t]
        dz_f = df * f[t] * (1 - f[t])
        dz_i = di * i[t] * (1 - i[t])
        dz_g = dg * (1 - g[t] ** 2)
        h_from_later = np.zeros_like(dh)
        for gate, delta in (("i", dz_i), ("f", dz_f), ("o", dz_o), ("g", dz_g)):
            sums.parameters[f"W_{gate}"] += np.outer(delta, x[t])
            sums.parameters[f"U_{gate}"] += np.outer(delta, h[t])
            sums.parameters[f"b_{gate}"] += delta
            sums.x[t] += p[f"W_{gate}"].T @ delta
            h_from_later = h_from_later + p[f"U_{gate}"].T @ delta
        if "p_i" in p:
            sums.parameters["p_i"] += dz_i * before
            sums.parameters["p_f"] += dz_f * before
            sums.parameters["p_o"] += dz_o * after
        c_from_later = dc * f[t] + p_i * dz_i + p_f * dz_f
        sums.keep(t, h=dh, c=dc, i=di, f=df, o=do, g=dg, z_i=dz_i, z_f=dz_f, z_o=dz_o, z_g=dz_g)
    initial = {"c": c_from_later, "h": h_from_later}
    return Backprop(np.array(h[1:]), sums.parameters, sums.x, initial, sums.deltas)


def gru(p: Given, x: Array, h0: Array, direct: Array, reset_after: bool = False) -> Backprop:
    """The GRU whose z keeps the old state; the reset gate before or after the product with U_n.

    Before: n = tanh(W_n x + U_n (r h[t-1]) + b_n). After: n = tanh(W_n x + b_n + r (U_n h[t-1] + d_n)).
    """
    z, r, n = ([] for _ in range(3))
    h = [np.asarray(h0, float)]
    for row in x:
        old = h[-1]
        z.append(sigmoid(p["W_z"] @ row + p["U_z"] @ old + p["b_z"]))
        r.append(sigmoid(p["W_r"] @ row + p["U_r"] @ old + p["b_r"]))
        recurrent = r[-1] * (p["U_n"] @ old + p["d_n"]) if reset_after else p["U_n"] @ (r[-1] * old)
        n.append(np.tanh(p["W_n"] @ row + recurrent + p["b_n"]))
        h.append(z[-1] * old + (1 - z[-1]) * n[-1])

    sums = Sums(p, x)
    from_later = np.zeros_like(h[0])
    for t in reversed(range(len(x))):
        old = h[t]
        dh = direct[t] + from_later
        dz, dn, d_old = dh * (old - n[t]), dh * (1 - z[t]), dh * z[t]
        dz_n = dn * (1 - n[t] ** 2)
        if reset_after:
            dr = dz_n * (p["U_n"] @ old + p["d_n"])
            inner = dz_n * r[t]  # of U_n h[t-1] + d_n
            sums.parameters["U_n"] += np.outer(inner, old)
            sums.parameters["d_n"] += inner
            d_old = d_old + p["U_n"].T @ inner
        else:
            inner = p["U_n"].T @ dz_n  # of r h[t-1]
            dr = inner * old
            sums.parameters["U_n"] += np.outer(dz_n, r[t] * old)
            d_old = d_old + inner * r[t]
        dz_z = dz * z[t] * (1 - z[t])
        dz_r = dr * r[t] * (1 - r[t])
        for gate, delta in (("z", dz_z), ("r", dz_r)):
            sums.parameters[f"U_{gate}"] += np.outer(delta, old)
            d_old = d_old + p[f"U_{gate}"].T @ delta
        for gate, delta in (("z", dz_z), ("r", dz_r), ("n", dz_n)):
            sums.parameters[f"W_{gate}"] += np.outer(delta, x[t])
            sums.parameters[f"b_{gate}"] += delta
            sums.x[t] += p[f"W_{gate}"].T @ delta
        from_later = d_old
        sums.keep(t, h=dh, z=dz, r=dr, n=dn, z_z=dz_z, z_r=dz_r, z_n=dz_n)
    return Backprop(np.array(h[1:]), sums.parameters, sums.x, {"h": from_later}, sums.deltas)
