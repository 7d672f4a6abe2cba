"""Derives every fitted constant of VectorMath.cs and prints it as a C# literal.

Needs numpy only (Debian: python3-numpy). Run: python3 derive_coefficients.py (a few seconds)

Method: weighted linear least squares on a dense grid, made minimax by Lawson's rule (raise the weight of a grid point with its error,
repeat). Coefficients are rounded to float32 lowest power first and the higher ones refitted around them, so that the printed error
belongs to the float32 coefficients; it is the error of the approximation alone, without the rounding of its evaluation.
"""
import math

import numpy as np


def fit(x, f, weight, degree, fixed, iterations=300):
    """Coefficients of the polynomial of the given degree that starts with the fixed ones and is closest to f, weighted minimax."""
    scale = x.max()
    powers = np.stack([(x / scale)**k for k in range(len(fixed), degree + 1)], 1)
    rest = f - sum((c * x**k for k, c in enumerate(fixed)), np.zeros_like(x))
    lawson, smallest, best = np.ones_like(x), math.inf, None
    for _ in range(iterations):
        w = weight * np.sqrt(lawson)
        c = np.linalg.lstsq(powers * w[:, None], rest * w, rcond=None)[0]
        error = np.abs(powers @ c - rest) * weight
        if error.max() < smallest:
            smallest, best = error.max(), c
        lawson *= (error / error.max() + 1e-9) ** 0.5
        lawson /= lawson.sum()
    return list(fixed) + [c / scale**k for k, c in enumerate(best, len(fixed))]


def fit_rounded(x, f, weight, degree, fixed=()):
    """As fit, the coefficients rounded to float32 one after the other."""
    fixed = list(fixed)
    while len(fixed) <= degree:
        fixed.append(float(np.float32(fit(x, f, weight, degree, fixed)[len(fixed)])))
    return fixed


def report(name, x, f, weight, degree, fixed=()):
    """Fits, prints the coefficients as C# literals and the largest weighted error they leave."""
    p = fit_rounded(x, f, weight, degree, fixed)
    print(f"{name}: largest weighted error {np.abs((np.polyval(p[::-1], x) - f) * weight).max():.2e}")
    for k, c in enumerate(p):
        print(f"    p{k} = {c:.9g}f")


def main():
    # 2 e^r, |r| <= ln2/2 widened by the rounding of n. Relative error; 2 + 2r is kept exact so that e^0 = 1 and small x stay accurate.
    # The factor 2 lets the scale stop at 2^127, the largest power of two of float32.
    r = np.linspace(-0.3467, 0.3467, 1500)
    report("Exp: 2 e^r", r, 2 * np.exp(r), np.exp(-r) / 2, 6, (2.0, 2.0))

    # 2^f, |f| <= 1/2. Relative error; constant term 1 so that 2^0 = 1 exactly.
    r = np.linspace(-0.5, 0.5, 1500)
    report("Exp2: 2^f", r, np.exp2(r), np.exp2(-r), 5, (1.0,))

    # tanh(x)/x and erf(x)/x in x^2, for the small x where 1 - (something) would cancel. Relative error.
    for name, function, high, degree, fixed in (("Tanh", math.tanh, 0.625, 5, (1.0,)), ("Erf", math.erf, 0.875, 5, ())):
        x = np.linspace(1e-4, high, 1500)
        f = np.array([function(v) / v for v in x])
        report(f"{name}: {name.lower()}(x)/x in x^2", x * x, f, 1 / f, degree, fixed)

    # log2 of the upper tail Q(y) = erfc(y / sqrt 2) / 2 of the normal distribution, y >= 0. An error d of the logarithm moves
    # gelu = max(x, 0) - y Q(y) by ln2 y Q(y) d: weighted so, but never below 1e-3 ln2, which keeps the tail relative to 1e-5.
    y = np.concatenate([np.linspace(0, 1, 500), np.linspace(1, 6.5, 1000)[1:]])
    tail = np.array([0.5 * math.erfc(v / math.sqrt(2)) for v in y])
    weight = np.maximum(y * tail, 1e-3) * math.log(2)
    report("Gelu: log2 Q(y)", y, np.log2(tail), weight, 10, (-1.0,))

    # Constants that are only rounded, not fitted.
    print(f"ln2 high 15 bits = {math.floor(math.log(2) * 2**15) / 2**15!r}, rest = "
          f"{float(np.float32(math.log(2) - math.floor(math.log(2) * 2**15) / 2**15)):.9g}f")
    slope = 2 * math.sqrt(2 / math.pi) / math.log(2)
    print(f"GeluTanh: 2 sqrt(2/pi) log2(e) = {slope:.9g}f, times 0.044715 = {slope * 0.044715:.9g}f")


if __name__ == "__main__":
    main()
