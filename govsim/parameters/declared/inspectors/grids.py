"""Grids and span (M01)."""

from govsim.parameters.declare import PRIOR, Parameter
from govsim.words import Words

PARAMETERS = (
    Parameter(
        "grids",
        "count",
        1,
        20000,
        4,
        "assumed",
        "C office: 220 firms in four grids",
        "Grids of the office.",
        scope="office",
        mechanism="M01",
        off=1,
        words=Words("number of grids", "网格数"),
    ),
    Parameter(
        "grid_rule",
        "choice",
        0,
        3,
        "territorial",
        "assumed",
        PRIOR,
        (
            "How firms are divided: `territorial` (equal areas), `tiered` (by risk grade), `balanced` (equal "
            "expected work), `roster` (as the roster says)."
        ),
        choices=("territorial", "tiered", "balanced", "roster"),
        scope="office",
        mechanism="M01",
        off="territorial",
        words=Words("rule of dividing grids", "网格划分规则"),
    ),
)
