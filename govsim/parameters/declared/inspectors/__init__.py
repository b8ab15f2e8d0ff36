"""Section "inspectors": grids, work days, targeting, skill, effort, fatigue, turnover.

M01-M03, M05-M08, M31, M37, M41, M42.
"""

from govsim.parameters.declared.inspectors import (
    announced,
    blame,
    capture,
    effort,
    fatigue,
    grids,
    skill,
    staff,
    targeting,
    workdays,
)

PARAMETERS = (
    *grids.PARAMETERS,
    *workdays.PARAMETERS,
    *targeting.PARAMETERS,
    *skill.PARAMETERS,
    *effort.PARAMETERS,
    *fatigue.PARAMETERS,
    *staff.PARAMETERS,
    *blame.PARAMETERS,
    *capture.PARAMETERS,
    *announced.PARAMETERS,
)
