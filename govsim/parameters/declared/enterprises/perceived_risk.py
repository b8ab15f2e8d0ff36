"""The risk of an inspection as firms perceive it."""

from govsim.parameters.declare import PRIOR, Parameter

JOHNSON = "-73 % violations at peers within about 5 km, -30 % within 50 km, over three years (Johnson 2020)"

PARAMETERS = (
    Parameter(
        "belief_rule",
        "choice",
        0,
        3,
        "beta_bayes",
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
        1.5,
        "assumed",
        PRIOR,
        "Weight of the prior, in experiences, under `beta_bayes`.",
    ),
    Parameter(
        "belief_social",
        "share",
        0,
        1,
        0.2,
        "assumed",
        PRIOR,
        "Weight of an experience of a firm of the same grid, relative to one's own, under `beta_bayes`.",
    ),
    Parameter(
        "sanction_weight",
        "number",
        0,
        20,
        7.5,
        "assumed",
        (
            "losses count 2.25 times as much as gains, and a probability of 3 % as one of 10 % (Tversky and Kahneman "
            "1992, medians)"
        ),
        "Weight of an expected loss by sanctions, relative to a sure cost of effort.",
    ),
    Parameter(
        "sweep_rate",
        "rate",
        0,
        52,
        12.0,
        "assumed",
        PRIOR,
        "Rate at which a firm on full alert goes over its premises by itself, whatever its effort.",
        mechanism="M43",
        off=0.0,
    ),
    Parameter(
        "alert_certainty",
        "share",
        0,
        1,
        0.3,
        "assumed",
        PRIOR,
        "How far full alert moves the felt probability of a sanction toward certainty.",
        mechanism="M43",
        off=0.0,
    ),
    Parameter(
        "alert_sanction", "share", 0, 1, 0.03, "assumed", PRIOR, "Step toward full alert by a sanction of one's own."
    ),
    Parameter(
        "alert_accident", "share", 0, 1, 0.6, "assumed", PRIOR, "Step toward full alert by an accident of one's own."
    ),
    Parameter(
        "alert_exposure",
        "share",
        0,
        1,
        0.6,
        "assumed",
        JOHNSON,
        "Step toward full alert by an exposure next door in the same trade.",
    ),
    Parameter(
        "alert_near",
        "number",
        0.1,
        200,
        5.0,
        "assumed",
        JOHNSON,
        "Distance at which half of that step is left.",
        unit="km",
    ),
    Parameter("alert_trade", "share", 0, 1, 0.01, "assumed", JOHNSON, "Further step by it, in the whole trade around."),
    Parameter(
        "alert_far",
        "number",
        0.1,
        500,
        50.0,
        "assumed",
        JOHNSON,
        "Distance over which that further step falls by a factor e.",
        unit="km",
    ),
    Parameter("alert_memory", "duration", 1, 1040, 104.0, "assumed", PRIOR, "Mean time in which alert fades."),
)
