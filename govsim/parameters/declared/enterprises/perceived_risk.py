"""The risk of an inspection as firms perceive it."""

from govsim.parameters.declare import PRIOR, Parameter

PARAMETERS = (
    Parameter(
        "belief_rule",
        "choice",
        0,
        3,
        "jump_decay",
        "assumed",
        "Bekar and Carlaw on Beta-Bayes beliefs; bomb-crater effect, Mittone (2006)",
        (
            "How a firm's beliefs in being found out and sanctioned change: `jump_decay`, `beta_bayes` (finite "
            "memory), `asymmetric` (bad news counts more), `bomb_crater` (safe for a while after a blow)."
        ),
        choices=("jump_decay", "beta_bayes", "asymmetric", "bomb_crater"),
    ),
    Parameter(
        "belief_relief",
        "share",
        0,
        1,
        0.1,
        "assumed",
        PRIOR,
        "Share of a belief lost by a visit without findings or a case without sanction, under `asymmetric`.",
    ),
    Parameter(
        "belief_weight",
        "number",
        0.1,
        100,
        4.0,
        "assumed",
        PRIOR,
        "Weight of the prior, in experiences, under `beta_bayes`.",
    ),
    Parameter(
        "belief_social",
        "share",
        0,
        1,
        0.0,
        "assumed",
        PRIOR,
        "Weight of an experience of a firm of the same grid, relative to one's own, under `beta_bayes`.",
    ),
)
