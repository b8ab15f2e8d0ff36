"""The sectors and departments of a district, as a scenario tells them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from govsim.parameters import COLUMNS, DOMAINS
from govsim.parameters.policies import Strict

COLUMN = {column.name: column for column in COLUMNS}


class Sector(Strict):
    """A sector: its share of the firms and how it differs. `domains` gives weights of the domains of its hazards."""

    share: float = float(COLUMN["share"].default)
    hazard_factor: float = float(COLUMN["hazard_factor"].default)
    major_share: float = float(COLUMN["major_share"].default)
    fatality_factor: float = float(COLUMN["fatality_factor"].default)
    size_factor: float = float(COLUMN["size_factor"].default)
    cost_factor: float = float(COLUMN["cost_factor"].default)
    environment_factor: float = float(COLUMN["environment_factor"].default)
    domains: dict[str, Annotated[float, Field(ge=0, allow_inf_nan=False)]] = Field(default_factory=dict)
    source: str = ""


class DistrictDepartment(Strict):
    """A department of the district: the domains of hazards in which it leads, and how much attention it gives them."""

    name: str = Field(min_length=1)
    domains: list[str] = Field(default_factory=lambda: list(DOMAINS))
    attention: float = Field(default=1.0, ge=0, le=1, description="Probability that it takes up a case referred to it.")
    source: str = ""
