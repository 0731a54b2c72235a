#!/usr/bin/env python3
"""Reference values for every measure, by the published formulas in 60 digits (mpmath).

    python3 tests/stats/reference.py > tests/data/measures.tsv

The formulas are written as printed, without any of the rearrangements of the C code.
"""
from mpmath import (mp, mpf, log, sqrt, erfc, erfinv, loggamma, exp, log1p, inf, nan,
                    isnan, isinf, nstr, pi)

mp.dps = 60
HALF = mpf(1) / 2
ALPHA = mpf("0.05")
PRIOR = 500

TABLES = [
    (30, 200, 50, 10000), (100, 140, 50000, 130000), (20, 20, 50000, 130000),
    (0, 40, 50000, 130000), (1, 1, 1, 2), (0, 1, 1, 2), (10, 10, 10, 100),
    (10, 10, 10, 10), (3, 100, 3, 100), (0, 0, 5, 10), (25, 50, 50, 100),
    (100, 1000, 1000, 10**6), (250001, 500000, 500000, 10**6),
    (7, 12345, 678, 9 * 10**6), (191, 12345, 678, 10**6),
    (10**6 + 1, 10**9, 10**9, 10**12), (10**6 - 1000, 10**9, 10**9, 10**12),
    (10**11, 10**11, 10**11, 10**12), (0, 10**11, 10**11, 10**12),
    (5, 10**12, 10, 2 * 10**12), (50, 10**5, 10**5, 10**9),
    (10**12, 2 * 10**12, 10**12 + 5, 10**13),
]


def over(x, y):
    if y != 0:
        return x / y
    return nan if x == 0 else inf if x > 0 else -inf


def xlog(o, e):
    return o * log(o / e) if o > 0 else mpf(0)


def log_erfc(x):
    if x < 1000:
        return log(erfc(x))
    term = total = mpf(1)
    for k in range(1, 15):
        term *= -(2 * k - 1) / (2 * x * x)
        total += term
    return -x * x - log(x * sqrt(pi)) + log(total)


def normal_p(z):
    return nan if isnan(z) else -log_erfc(abs(z) / sqrt(2)) / log(10)


def chi2_p(x):
    return nan if isnan(x) else normal_p(sqrt(abs(x)))


def log_hypergeometric(k, r, c, n):
    def choose(a, b):
        return loggamma(mpf(a) + 1) - loggamma(mpf(b) + 1) - loggamma(mpf(a - b) + 1)
    return choose(r, k) + choose(n - r, c - k) - choose(n, c)


def fisher(k, r, c, n):
    """Tail from k up, or one minus the tail below it; None where it is too long to add."""
    up = k * n >= r * c
    start = k if up else k - 1
    if start < max(0, r + c - n):
        return mpf(0)
    cells = [start, r - start, c - start, n - r - c + start]
    step = 1 if up else -1
    term = total = mpf(1)
    for _ in range(300000):
        a, b = (cells[1], cells[2]) if up else (cells[0], cells[3])
        d, e = (cells[0], cells[3]) if up else (cells[1], cells[2])
        term = term * a * b / ((d + 1) * (e + 1))
        total += term
        cells = [cells[0] + step, cells[1] - step, cells[2] - step, cells[3] + step]
        if term < total * mpf(10)**-40:
            tail = log_hypergeometric(start, r, c, n) + log(total)
            return -tail / log(10) if up else -log1p(-exp(tail)) / log(10)
    return None


def fisher_two(k, r, c, n):
    low, high = max(0, r + c - n), min(r, c)
    if high - low > 2000:
        return None
    p = {i: exp(log_hypergeometric(i, r, c, n)) for i in range(low, high + 1)}
    likelier = sum(x for x in p.values() if x > p[k] * (1 + mpf(10)**-7))
    return -log1p(-likelier) / log(10) if likelier < HALF else \
        -log(sum(x for x in p.values() if x <= p[k] * (1 + mpf(10)**-7))) / log(10)


def poisson(o, e):
    if o == 0:
        return mpf(0)
    if o > 10**5:
        return None
    up = o > e
    k = mpf(o) if up else mpf(o) - 1
    first = k * log(e) - e - loggamma(k + 1)
    term = total = mpf(1)
    while term > total * mpf(10)**-40:
        term, k = (term * e / (k + 1), k + 1) if up else (term * k / e, k - 1)
        total += term
    tail = first + log(total)
    return -tail / log(10) if up else -log1p(-exp(tail)) / log(10)


def beta_log_odds(p, a, b):
    """ln(x / (1-x)) for I_x(a, b) = p by bisection; None where the series is long."""
    def lower(u):
        x, y = 1 / (1 + exp(-u)), 1 / (1 + exp(u))
        if x > (a + 1) / (a + b + 2):
            x, y, c, d = y, x, b, a
        else:
            c, d = a, b
        term = total = mpf(1)
        n = 0
        while term > total * mpf(10)**-40:
            term *= (c + d + n) / (c + 1 + n) * x
            total += term
            n += 1
        value = exp(c * log(x) + d * log(y) - log(c) - loggamma(c) - loggamma(d) +
                    loggamma(c + d)) * total
        return value if (c, d) == (a, b) and x == 1 / (1 + exp(-u)) else 1 - value

    if a == 0 or b == 0:
        return -inf if a == 0 else inf
    if a + b > 10**5:
        return None
    low, high = mpf(-60), mpf(60)
    for _ in range(90):
        middle = (low + high) / 2
        low, high = (middle, high) if lower(middle) < p else (low, middle)
    return low


def lrc(f1, n1, f2, n2):
    shift = log(n2 / n1)
    if f1 * n2 >= f2 * n1:
        bound = beta_log_odds(ALPHA / 2, f1, f2 + 1)
        return None if bound is None else max((bound + shift) / log(2), mpf(0))
    bound = beta_log_odds(ALPHA / 2, f2, f1 + 1)
    return None if bound is None else min(-(bound - shift) / log(2), mpf(0))


def measures(o11, r1, c1, n):
    a, R1, C1, N = (mpf(x) for x in (o11, r1, c1, n))
    b, c, d = R1 - a, C1 - a, N - R1 - C1 + a
    R2, C2, D = N - R1, N - C1, a * d - b * c
    O, E = [a, b, c, d], [R1 * C1 / N, R1 * C2 / N, R2 * C1 / N, R2 * C2 / N]
    e = E[0]
    sign = -1 if a < e else 1
    g2 = 2 * sum(xlog(x, y) for x, y in zip(O, E))
    g2_two = 2 * (xlog(O[0], E[0]) + xlog(O[1], E[1]))
    margins = R1 * R2 * C1 * C2
    m = {"g2": sign * g2, "chi2": over(sign * N * D * D, margins),
         "chi2_yates": over(sign * N * max(0, abs(D) - N / 2)**2, margins),
         "phi": over(D, sqrt(margins)),
         "fisher_nlog10p": fisher(o11, r1, c1, n),
         "fisher_two_nlog10p": fisher_two(o11, r1, c1, n),
         "odds_ratio": (a + HALF) * (d + HALF) / ((b + HALF) * (c + HALF)),
         "odds_ratio_raw": over(a * d, b * c), "diff_coef": over(D, a * C2 + b * C1)}
    m["log_odds"] = m["lambda"] = log(m["odds_ratio"])
    m["lambda_z"] = m["lambda"] / sqrt(sum(1 / (x + HALF) for x in O))

    mi = log(a / e, 2) if a else nan
    seen = (lambda f: f() if a else nan)
    m.update({
        "mi": mi, "mi2": seen(lambda: log(a**2 / e, 2)),
        "mi3": seen(lambda: log(a**3 / e, 2)), "local_mi": a * mi if a else mpf(0),
        "avg_mi": sum(xlog(x, y) for x, y in zip(O, E)) / N / log(2),
        "npmi": mpf(-1) if a == 0 else mpf(1) if a == N else log(a / e) / -log(a / N),
        "mi_log_f": seen(lambda: mi * log(a + 1)), "t": seen(lambda: (a - e) / sqrt(a)),
        "t_var": seen(lambda: over(a - e, sqrt(a * (1 - a / N)))),
        "z": over(a - e, sqrt(e)),
        "z_cc": over(sign * max(0, abs(a - e) - HALF), sqrt(e)),
        "z_dennis": over(a - e, sqrt(e * (1 - e / N))),
        "simple_ll": sign * 2 * (xlog(a, e) - (a - e)),
        "poisson_stirling": a * (log(a / e) - 1) if a else mpf(0),
        "poisson_stirling_log2": a * (log(a / e, 2) - 1) if a else mpf(0),
        "poisson": poisson(o11, e), "poisson_nlog10p": poisson(o11, e),
        "dice": over(2 * a, R1 + C1),
        "logdice": seen(lambda: 14 + log(2 * a / (R1 + C1), 2)),
        "jaccard": over(a, a + b + c), "min_sensitivity": over(a, max(R1, C1)),
        "gmean": over(a, sqrt(R1 * C1)), "relative_risk": (a / R1) / (c / R2) if a and c else
        ((a + HALF) / (R1 + 1)) / ((c + HALF) / (R2 + 1)),
        "delta_p_21": over(D, R1 * R2), "delta_p_12": over(D, C1 * C2),
        "liddell": over(D, C1 * C2), "yule_q": over(D, a * d + b * c), "mu": over(a, e),
        "me": over(2 * a * a, R1 + C1),
        "lfmd": seen(lambda: log(a**3 / (R1 * C1 * N), 2)),
    })
    m["quasthoff"] = over(m["poisson_stirling"], log(N))

    f1, f2, n1, n2 = a, b, C1, C2
    if n1 and n2:
        z = sqrt(2) * erfinv(1 - ALPHA)
        ratio = log((f1 + HALF) / (n1 + HALF) / ((f2 + HALF) / (n2 + HALF)), 2)
        error = sqrt(1 / (f1 + HALF) - 1 / (n1 + HALF) + 1 / (f2 + HALF) -
                     1 / (n2 + HALF)) / log(2)
        m.update({"log_ratio": ratio, "log_ratio_walter_lo": ratio - z * error,
                  "log_ratio_walter_hi": ratio + z * error, "lrc": lrc(f1, n1, f2, n2)})
        bound = beta_log_odds(ALPHA, f1, f2 + 1)
        m["lrc_positive"] = None if bound is None else (bound + log(n2 / n1)) / log(2)
        m["simple_maths"] = (10**6 * f1 / n1 + 1) / (10**6 * f2 / n2 + 1)
    if n1 and n2 and R1:
        h1, h2 = f1 or HALF, f2 or HALF
        ratio = log(h1 / n1 / (h2 / n2), 2)
        error = sqrt((n1 - f1) / (n1 * h1) + (n2 - f2) / (n2 * h2)) / log(2)
        m.update({"log_ratio_hardie": ratio if f1 else -inf,
                  "log_ratio_lo": ratio - z * error,
                  "log_ratio_hi": ratio + z * error,
                  "pct_diff": 100 * (f1 / n1 - h2 / n2) / (h2 / n2)})
        own = PRIOR * R1 / N
        y1, y2, q1, q2 = f1 + own, f2 + own, n1 + PRIOR, n2 + PRIOR
        if q1 > y1:
            delta = log(y1 / (q1 - y1)) - log(y2 / (q2 - y2))
            m["dirichlet"] = delta
            m["dirichlet_z"] = delta / sqrt(1 / y1 + 1 / y2)
            m["dirichlet_z4"] = delta / sqrt(1 / y1 + 1 / y2 + 1 / (q1 - y1) +
                                             1 / (q2 - y2))
    if E[0] and E[1]:
        least = min(E[0], E[1])
        m.update({"chi2_2term": sign * ((f1 - E[0])**2 / E[0] + (f2 - E[1])**2 / E[1]),
                  "ell": g2_two / (N * log(least)) if least > 1 else nan})
    if margins:
        m["williams"] = sign * g2 / (1 + (N / R1 + N / R2 - 1) * (N / C1 + N / C2 - 1) /
                                     (6 * N))
    m.update({"g2_2term": sign * g2_two, "bic": g2 - log(N), "bic_2term": g2_two - log(N),
              "rate_ratio": over(f1 * n2, f2 * n1)})
    for name in ("g2", "chi2", "chi2_yates", "simple_ll", "g2_2term", "chi2_2term",
                 "williams"):
        m[name + "_nlog10p"] = chi2_p(m.get(name, nan))
    for name in ("t", "t_var", "z", "z_cc", "z_dennis", "lambda_z", "dirichlet_z",
                 "dirichlet_z4"):
        m[name + "_nlog10p"] = normal_p(m.get(name, nan))
    return m


def show(x):
    """Undefined is empty, and what this script cannot compute is ?"""
    if x is None:
        return "?"
    if isnan(x):
        return ""
    if isinf(x):
        return "inf" if x > 0 else "-inf"
    return nstr(x, 17, min_fixed=-4, max_fixed=17)


def main():
    rows = [(t, measures(*t)) for t in TABLES]
    names = list(rows[0][1])
    print("\t".join(["o11", "r1", "c1", "n"] + names))
    for table, m in rows:
        print("\t".join([str(x) for x in table] + [show(m.get(k, nan)) for k in names]))


main()
