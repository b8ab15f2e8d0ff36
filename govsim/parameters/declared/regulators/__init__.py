"""Section "regulators": offices, departments, committee, platform, levels above (M09, M16, M20-M27, M32, M34, M40)."""

from govsim.parameters.declared.regulators import (
    accountability,
    assessment,
    campaigns,
    clarity,
    committee,
    concealment,
    departments,
    diffusion,
    enforcement,
    leadership,
    learning,
    pilots,
    platform,
)

PARAMETERS = (
    *enforcement.PARAMETERS,
    *assessment.PARAMETERS,
    *leadership.PARAMETERS,
    *departments.PARAMETERS,
    *committee.PARAMETERS,
    *platform.PARAMETERS,
    *accountability.PARAMETERS,
    *concealment.PARAMETERS,
    *diffusion.PARAMETERS,
    *campaigns.PARAMETERS,
    *clarity.PARAMETERS,
    *learning.PARAMETERS,
    *pilots.PARAMETERS,
)
