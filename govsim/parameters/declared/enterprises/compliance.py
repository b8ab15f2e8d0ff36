"""Compliance (M11)."""

from govsim.parameters.declare import PRIOR, Parameter

PARAMETERS = (
    Parameter(
        "compliance_rule",
        "choice",
        0,
        5,
        "logit",
        "assumed",
        "Becker (1968), Allingham and Sandmo (1972); McFadden (1974); Camerer and Ho (1999); Taylor and Jonker (1978)",
        (
            "How a firm chooses its effort: `fixed` (never changes), `becker` (all or nothing, whichever is "
            "cheaper), `logit`, `icarus` (fictitious play with risk appetite and hyperbolic discounting), "
            "`ewa` (experience-weighted attraction), `imitation` (replicator)."
        ),
        choices=("fixed", "becker", "logit", "icarus", "ewa", "imitation"),
        mechanism="M11",
        off="fixed",
    ),
    Parameter(
        "risk_appetite",
        "number",
        0.2,
        5,
        1.0,
        "assumed",
        PRIOR,
        "Exponent of the perceived probability of a sanction under `icarus`: above 1 it is played down.",
    ),
    Parameter(
        "discounting",
        "number",
        0,
        10,
        0.5,
        "assumed",
        "hyperbolic discounting, Mazur (1987); level ours",
        "k: a sanction t years away counts 1 / (1 + k t) under `icarus`.",
        unit="1 per year",
    ),
    Parameter(
        "ewa_delta",
        "share",
        0,
        1,
        0.5,
        "measured",
        "about 0.5 over 31 games (Camerer and Ho 1999)",
        "delta: weight of what the other choice would have brought, under `ewa`.",
    ),
    Parameter(
        "ewa_phi",
        "share",
        0,
        1,
        0.9,
        "measured",
        "0.8 to 1 (Camerer and Ho 1999)",
        "phi: attraction left after a quarter, under `ewa`.",
    ),
    Parameter(
        "imitation_rate",
        "rate",
        0,
        20,
        2.0,
        "assumed",
        PRIOR,
        "Rate of the replicator equation under `imitation`, per unit of the difference of reasons.",
    ),
    Parameter(
        "foresight",
        "share",
        0,
        0.99,
        0.8,
        "assumed",
        PRIOR,
        "Weight of the next year against this one, where a watched firm thinks of its release.",
    ),
    Parameter(
        "choice_precision",
        "number",
        0,
        20,
        1.5,
        "assumed",
        PRIOR,
        "beta: how sharply effort follows the balance of reasons.",
    ),
    Parameter(
        "effort_adjustment", "rate", 0, 52, 2.0, "assumed", PRIOR, "Rate at which effort moves toward its target."
    ),
    Parameter(
        "compliance_cost",
        "money",
        10,
        1e5,
        900.0,
        "assumed",
        PRIOR,
        "Yearly cost of full effort per employee; the unit in which the firm weighs its reasons.",
    ),
    Parameter(
        "reputation_loss", "money", 0, 1e6, 600.0, "assumed", PRIOR, "Loss of reputation per employee by a sanction."
    ),
    Parameter(
        "accident_concern",
        "number",
        0,
        10,
        0.05,
        "assumed",
        PRIOR,
        "Weight of a possible accident in the firm's mind; salience adds to it.",
    ),
    Parameter("responsibility_weight", "number", 0, 10, 1.0, "assumed", PRIOR, "omega: weight of responsibility."),
    Parameter(
        "norm_weight",
        "number",
        0,
        10,
        0.5,
        "assumed",
        PRIOR,
        "mu: weight of the peers' mean effort last week, less one half.",
    ),
    Parameter(
        "pressure_cost", "number", 0, 5, 0.6, "assumed", PRIOR, "How much pressure raises the felt cost of effort."
    ),
    Parameter(
        "belief_prior",
        "probability",
        0,
        1,
        0.15,
        "assumed",
        PRIOR,
        "Perceived yearly probability of being found out, once memory has faded.",
    ),
    Parameter(
        "belief_jump",
        "share",
        0,
        1,
        0.35,
        "assumed",
        PRIOR,
        "How far a visit with findings moves that belief toward certainty.",
    ),
    Parameter(
        "belief_memory", "duration", 1, 520, 208.0, "assumed", PRIOR, "Mean memory of visits, sanctions and rechecks."
    ),
    Parameter(
        "sanction_prior",
        "probability",
        0,
        1,
        0.1,
        "assumed",
        PRIOR,
        "Perceived probability of a sanction if found out, once memory has faded.",
    ),
    Parameter(
        "sanction_jump", "share", 0, 1, 0.5, "assumed", PRIOR, "How far a sanction moves that belief toward certainty."
    ),
)
