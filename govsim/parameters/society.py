"""Section "society": third-party agencies and volunteers as far as they add capacity (first part of M17, M18)."""

from govsim.parameters.declare import Parameter

_PRIOR = "modelling choice; no estimate found"

PARAMETERS = (
    Parameter("agency_visits", "rate", 0, 12, 0.0, "assumed", _PRIOR, "Visits of a third-party agency that the office buys for each firm.", scope="office"),
    Parameter("agencies", "count", 1, 100, 2, "assumed", _PRIOR, "Agencies that share these visits.", scope="office", structural=True),
    Parameter("agency_skill", "share", 0, 1, 0.7, "assumed", _PRIOR, "Mean skill of an agency's experts.", scope="office", structural=True),
    Parameter("agency_depth", "share", 0, 1, 0.5, "assumed", _PRIOR, "Depth of an agency's visit.", scope="office"),
    Parameter("agency_price", "money", 0, 1e5, 900.0, "assumed", "300 to 1,500 yuan a visit when bought by a street, recalled, not confirmed", "Price of an agency's visit.", scope="office"),
    Parameter("volunteers", "count", 0, 10000, 0, "assumed", _PRIOR, "Resident volunteers.", scope="office"),
    Parameter("volunteer_looks", "rate", 0, 52, 6.0, "assumed", _PRIOR, "How often a volunteer takes a look at a firm nearby.", scope="office"),
    Parameter("volunteer_reach", "number", 0.1, 20, 1.5, "assumed", _PRIOR, "How far a volunteer looks.", unit="km", scope="office"),
    Parameter("volunteer_skill", "share", 0, 1, 0.1, "assumed", "untrained people recognise about 45 % of hazards on sites that they can enter; from outside, less", "Depth times skill of a volunteer's look.", scope="office"),
    Parameter("volunteer_cost", "money", 0, 1e5, 300.0, "assumed", _PRIOR, "Yearly cost of keeping a volunteer.", scope="office"),
)
