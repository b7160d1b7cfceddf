"""Makes reference.json: segmented regressions of made-up series as statsmodels fits them.

    pip install --target sm statsmodels==0.15.0
    PYTHONPATH=sm python3 reference.py > reference.json

The series are drawn from a fixed seed and rounded to four digits, so the file is the same whoever makes it. A controlled series is
fitted twice: as the difference of the two series, and stacked with interaction terms, whose estimates must be the same.
"""

import json
import sys

import numpy as np
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.stats.sandwich_covariance import cov_hac_simple
from statsmodels.stats.stattools import durbin_watson

SETS = [
    # name, points, starts after, season, autocorrelation, level, slope, other interruption, controlled
    ("short", 24, [12], "none", 0.0, 0.0, 0.0, False),
    ("short with an effect", 24, [12], "none", 0.3, 6.0, 0.0, False),
    ("thirty-six, late start", 36, [26], "none", 0.3, 0.0, 0.4, False),
    ("forty-eight", 48, [24], "none", -0.3, 3.0, -0.2, False),
    ("sixty, strong autocorrelation", 60, [30], "none", 0.6, 4.0, 0.0, False),
    ("one harmonic", 60, [36], "one", 0.3, -4.0, 0.1, False),
    ("two harmonics", 84, [40], "two", 0.3, 0.0, 0.0, False),
    ("calendar months", 84, [48], "months", 0.0, 5.0, 0.2, False),
    ("calendar months, autocorrelation", 120, [60], "months", 0.6, 0.0, 0.1, False),
    ("long, nothing", 120, [60], "none", 0.0, 0.0, 0.0, False),
    ("long, all", 120, [50], "none", 0.3, 3.0, 0.2, False),
    ("two interruptions", 120, [40, 80], "none", 0.3, 4.0, -0.1, False),
    ("two interruptions, harmonic", 96, [30, 66], "one", -0.3, -4.0, 0.3, False),
    ("controlled", 72, [36], "none", 0.3, 4.0, 0.0, True),
    ("controlled, harmonic", 96, [48], "one", 0.6, 0.0, 0.2, True),
]


def errors(rng, points, rho):
    drawn = rng.standard_normal(points + 200)
    out = np.zeros(points + 200)
    for i in range(1, points + 200):
        out[i] = rho * out[i - 1] + drawn[i]
    return 2.0 * out[200:]


def design(points, starts, season):
    period = np.arange(points, dtype=float)
    columns = [np.ones(points), period]
    for start in starts:
        after = (period >= start).astype(float)
        columns += [after, after * (period - start)]
    for pair in range(1, {"one": 2, "two": 3}.get(season, 1)):
        angle = 2 * np.pi * pair * period / 12
        columns += [np.sin(angle), np.cos(angle)]
    if season == "months":
        columns += [(period % 12 == month).astype(float) for month in range(1, 12)]
    return np.column_stack(columns)


def numbers(values):
    return [float(value) for value in np.asarray(values).ravel()]


def fitted(values, x, starts):
    ols = sm.OLS(values, x).fit()
    box = acorr_ljungbox(ols.resid, lags=[6])
    out = {
        "ols": {"coefficients": numbers(ols.params), "standard_errors": numbers(ols.bse), "limits": numbers(ols.conf_int())},
        "durbin_watson": float(durbin_watson(ols.resid)),
        "ljung_box_6": [float(box["lb_stat"].iloc[0]), float(box["lb_pvalue"].iloc[0])],
        "newey_west": [],
        "glsar": [],
    }
    for lags in (0, 1, 3, 6, None):
        for correction in (False, True):
            covariance = cov_hac_simple(ols, nlags=lags, use_correction=correction)
            if lags is not None:
                same = sm.OLS(values, x).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": correction})
                assert np.allclose(np.sqrt(np.diag(covariance)), same.bse, rtol=1e-10)
            out["newey_west"].append({"lags": lags, "correction": correction, "standard_errors": numbers(np.sqrt(np.diag(covariance)))})
    for order, rounds in ((1, 1), (1, 2), (1, 10), (2, 10), (3, 50)):
        model = sm.GLSAR(values, x, rho=order)
        fit = model.iterative_fit(maxiter=rounds)
        out["glsar"].append(
            {
                "order": order,
                "rounds": rounds,
                "rho": numbers(model.rho),
                "coefficients": numbers(fit.params),
                "standard_errors": numbers(fit.bse),
                "degrees_of_freedom": float(fit.df_resid),
                "converged": bool(fit.converged),
            }
        )
    return out


def main():
    rng = np.random.default_rng(20261123)
    sets = []
    for name, points, starts, season, rho, level, slope, controlled in SETS:
        x = design(points, starts, season)
        effect = sum(level * x[:, 2 + 2 * i] + slope * x[:, 3 + 2 * i] for i in range(len(starts)))
        wave = 0.0 if season == "none" else 3 * np.sin(2 * np.pi * np.arange(points) / 12 + 1)
        values = np.round(50 + 0.1 * np.arange(points) + wave + effect + errors(rng, points, rho), 4)
        entry = {"name": name, "starts": starts, "season": season, "values": numbers(values)}
        analysed = values
        if controlled:
            comparison = np.round(30 + 0.05 * np.arange(points) + wave + errors(rng, points, rho), 4)
            entry["comparison"] = numbers(comparison)
            analysed = values - comparison
            none = np.zeros_like(x)
            stacked = sm.OLS(np.r_[comparison, values], np.block([[x, none], [x, x]])).fit()
            entry["stacked_coefficients"] = numbers(stacked.params[x.shape[1] :])
        entry["fits"] = fitted(analysed, x, starts)
        sets.append(entry)
    json.dump({"made_with": f"statsmodels {statsmodels.__version__}", "sets": sets}, sys.stdout, indent=None, separators=(",", ":"))
    print()


main()
