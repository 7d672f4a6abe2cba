"""Derives every fitted constant of VectorMath.cs and prints it as a C# literal.

Needs numpy only (Debian: python3-numpy). Run: python3 derive_coefficients.py (a few seconds)

Method: weighted linear least squares on a dense grid, made minimax by Lawson's rule (raise the weight of a grid point in
proportion to a power of its error, repeat). A rational P/Q is linearised as P - f*Q with the previous Q as divisor (Sanathanan and
Koerner). Coefficients are rounded to float32 lowest power first and the higher ones refitted around them, so that the printed
error belongs to the float32 coefficients; it is the error of the approximation alone, without the rounding of its evaluation.
"""
import math

import numpy as np


def fit(x, f, weight, degree, divisor_degree=0, fixed=(), iterations=300):
    """Weighted minimax fit of P(x)/Q(x) to f, Q(0) = 1 and the first coefficients of P given; returns (P, Q)."""
    scale = x.max()
    t = x / scale
    known = sum((c * x**k for k, c in enumerate(fixed)), np.zeros_like(x))
    top = np.stack([t**k for k in range(len(fixed), degree + 1)], 1)
    bottom = np.stack([t**k for k in range(1, divisor_degree + 1)], 1) if divisor_degree else np.zeros((len(x), 0))
    divisor, lawson, best = np.ones_like(x), np.ones_like(x), (math.inf, None)
    for _ in range(iterations):
        w = weight * np.sqrt(lawson) / divisor
        matrix = np.concatenate([top, -f[:, None] * bottom], 1)
        c = np.linalg.lstsq(matrix * w[:, None], (f - known) * w, rcond=None)[0]
        divisor = 1 + bottom @ c[top.shape[1]:]
        error = np.abs((known + top @ c[:top.shape[1]]) / divisor - f) * weight
        if error.max() < best[0]:
            best = error.max(), c
        lawson *= (error / error.max() + 1e-9) ** 0.5
        lawson /= lawson.sum()
    c = best[1]
    p = list(fixed) + [c[k - len(fixed)] / scale**k for k in range(len(fixed), degree + 1)]
    q = [1.0] + [c[top.shape[1] + k - 1] / scale**k for k in range(1, divisor_degree + 1)]
    return p, q


def fit_polynomial(x, f, weight, degree, fixed):
    """As fit, for a polynomial, with the coefficients rounded to float32 one after the other."""
    fixed = list(fixed)
    while len(fixed) <= degree:
        p, _ = fit(x, f, weight, degree, fixed=fixed)
        fixed.append(float(np.float32(p[len(fixed)])))
    return fixed


def report(name, x, f, weight, p, q=(1.0,)):
    """Prints the coefficients as C# literals and the largest weighted error they leave."""
    p, q = ([float(np.float32(c)) for c in part] for part in (p, q))
    value = np.polyval(p[::-1], x) / np.polyval(q[::-1], x)
    print(f"{name}: largest weighted error {np.abs((value - f) * weight).max():.2e}")
    for letter, part in (("p", p), ("q", q)):
        for k, c in enumerate(part if len(part) > 1 else ()):
            print(f"    {letter}{k} = {c:.9g}f")


def grid(low, high, knee, points=1500):
    """A third of the points below the knee, where the functions bend most."""
    return np.concatenate([np.linspace(low, knee, points // 3), np.linspace(knee, high, points - points // 3)[1:]])


def main():
    # 2 e^r, |r| <= ln2/2 widened by the rounding of n. Relative error; 2 + 2r is kept exact so that e^0 = 1 and small x stay accurate.
    # The factor 2 lets the scale stop at 2^127, the largest power of two of float32.
    r = np.linspace(-0.3467, 0.3467, 1500)
    report("Exp: 2 e^r", r, 2 * np.exp(r), np.exp(-r) / 2, fit_polynomial(r, 2 * np.exp(r), np.exp(-r) / 2, 6, (2.0, 2.0)))

    # 2^f, |f| <= 1/2. Relative error; constant term 1 so that 2^0 = 1 exactly.
    r = np.linspace(-0.5, 0.5, 1500)
    report("Exp2: 2^f", r, np.exp2(r), np.exp2(-r), fit_polynomial(r, np.exp2(r), np.exp2(-r), 5, (1.0,)))

    # tanh(x)/x and erf(x)/x as P(x^2)/Q(x^2), up to the point where the function rounds to 1 in float32. Relative error.
    for name, function, high, degree in (("Tanh", math.tanh, 9.011, 4), ("Erf", math.erf, 3.925, 5)):
        x = grid(1e-4, high, 1.0)
        f = np.array([function(v) / v for v in x])
        report(f"{name}: {name.lower()}(x)/x in x^2", x * x, f, 1 / f, *fit(x * x, f, 1 / f, degree, degree))

    # log2 of the upper tail Q(y) = erfc(y / sqrt 2) / 2 of the normal distribution, y >= 0. An error d of the logarithm moves
    # gelu = max(x, 0) - y Q(y) by ln2 y Q(y) d: weighted so, but never below 1e-3 ln2, which keeps the tail relative to 1e-5.
    y = grid(0.0, 6.5, 1.0)
    tail = np.array([0.5 * math.erfc(v / math.sqrt(2)) for v in y])
    weight = np.maximum(y * tail, 1e-3) * math.log(2)
    report("Gelu: log2 Q(y)", y, np.log2(tail), weight, fit_polynomial(y, np.log2(tail), weight, 10, (-1.0,)))

    # Constants that are only rounded, not fitted.
    print(f"ln2 high 15 bits = {math.floor(math.log(2) * 2**15) / 2**15!r}, rest = "
          f"{float(np.float32(math.log(2) - math.floor(math.log(2) * 2**15) / 2**15)):.9g}f")
    slope = 2 * math.sqrt(2 / math.pi) / math.log(2)
    print(f"GeluTanh: 2 sqrt(2/pi) log2(e) = {slope:.9g}f, times 0.044715 = {slope * 0.044715:.9g}f")


if __name__ == "__main__":
    main()
