"""Section "enterprises": population, compliance, responsibility, money, self-check, source control, sensors.

M11-M13, M35, M36.
"""

from govsim.parameters.declared.enterprises import (
    compliance,
    money,
    monitoring,
    perceived_risk,
    population,
    responsibility,
    self_check,
    source_control,
)

PARAMETERS = (
    *population.PARAMETERS,
    *self_check.PARAMETERS,
    *compliance.PARAMETERS,
    *responsibility.PARAMETERS,
    *money.PARAMETERS,
    *perceived_risk.PARAMETERS,
    *source_control.PARAMETERS,
    *monitoring.PARAMETERS,
)
