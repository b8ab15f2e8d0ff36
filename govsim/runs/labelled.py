"""A run as labelled arrays, for xarray."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import xarray


def dataset(
    series: pd.DataFrame, outcomes: pd.DataFrame, offices: Sequence[str], told: Mapping[str, Any]
) -> xarray.Dataset:
    """Return weekly series as an `xarray.Dataset`.

    Every tally has the dimensions (week, office), every outcome (week): it is called `outcome_` and its name, and bears
    its unit, its level of truth and its meaning.

    Args:
        series: Tallies, one row for each (week, office), as in `Run.series_by_office`.
        outcomes: Outcomes, one row a week.
        offices: Names of the offices, in the order of the rows of a week.
        told: Attributes of the whole.

    Raises:
        InputError: xarray is not installed.
    """
    try:
        import xarray as xr
    except ImportError:
        raise InputError("needs xarray: pip install 'govsim[xarray]'", "Run.to_xarray") from None
    shape = len(outcomes), len(offices)
    arrays: dict[str, Any] = {str(n): (("week", "office"), series[n].to_numpy().reshape(shape)) for n in series}
    for name, values in outcomes.items():
        outcome = ALL_OUTCOMES[str(name)]
        described = {"unit": outcome.unit, "level": outcome.level, "meaning": outcome.meaning}
        arrays[f"outcome_{name}"] = ("week", values.to_numpy(), described)
    return xr.Dataset(arrays, coords={"week": outcomes.index.to_numpy(), "office": list(offices)}, attrs=dict(told))
