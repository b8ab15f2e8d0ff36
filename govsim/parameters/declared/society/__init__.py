"""Section "society": agencies, volunteers, mutual aid, associations, trust, media, reports, courts, costs.

M17-M19, M28-M30, M33, M38, M39.
"""

from govsim.parameters.declared.society import (
    agencies,
    associations,
    costs,
    courts,
    media,
    mutual_aid,
    reports,
    rewards,
    trust,
    volunteers,
)

PARAMETERS = (
    *agencies.PARAMETERS,
    *volunteers.PARAMETERS,
    *mutual_aid.PARAMETERS,
    *rewards.PARAMETERS,
    *associations.PARAMETERS,
    *trust.PARAMETERS,
    *media.PARAMETERS,
    *reports.PARAMETERS,
    *courts.PARAMETERS,
    *costs.PARAMETERS,
)
