"""Section "enterprises": the population, compliance, responsibility, pressure and money, self-check, source control, sensors (M11-M13, M35, M36)."""

from govsim.parameters.declare import Parameter

_LEVELS = "fitted to the levels of C office (experiments/c_office_levels.yaml)"
_PRIOR = "modelling choice; no estimate found"

PARAMETERS = (
    # population
    Parameter("employees_median", "number", 1, 1000, 28.0, "assumed", _PRIOR, "Median head count of a firm.", unit="persons", structural=True),
    Parameter("employees_spread", "number", 0, 2, 0.8, "assumed", _PRIOR, "Spread (sd of the log) of head counts.", structural=True),
    Parameter("plant_age_mean", "number", 0, 40, 8.0, "assumed", _PRIOR, "Mean age of plant at the start, exponentially distributed.", unit="years", structural=True),
    Parameter("district_side", "number", 0.1, 300, 8.0, "assumed", _PRIOR, "Side of the square in which an office's firms lie.", unit="km", scope="office", structural=True),
    Parameter("responsibility_mean", "share", 0, 1, 0.4, "assumed", "weak awareness of corporate responsibility is a finding of the C office study", "Mean of the firms' responsibility at the start.", structural=True),
    Parameter("responsibility_spread", "share", 0, 0.5, 0.15, "assumed", _PRIOR, "Its standard deviation.", structural=True),
    Parameter("pressure_mean", "share", 0, 1, 0.4, "assumed", _PRIOR, "Mean economic pressure on firms, without growth targets.", structural=True),
    Parameter("pressure_spread", "share", 0, 0.5, 0.15, "assumed", _PRIOR, "Its standard deviation.", structural=True),
    Parameter("liquidity_spread", "number", 0, 1.5, 0.4, "assumed", _PRIOR, "Spread (sd of the log) of the firms' normal liquidity around 1.", structural=True),
    Parameter("tier_yellow", "number", 0, 10, 0.8, "assumed", "four-colour grading; thresholds are ours", "Risk score from which a firm is graded yellow (low risk is blue).", structural=True),
    Parameter("tier_orange", "number", 0, 20, 1.8, "assumed", "four-colour grading; thresholds are ours", "Risk score from which a firm is graded orange.", structural=True),
    Parameter("tier_red", "number", 0, 40, 3.5, "assumed", "four-colour grading; thresholds are ours", "Risk score from which a firm is graded red.", structural=True),
    # self-check
    Parameter("self_check_rate", "rate", 0, 52, 3.3, "calibrated", _LEVELS, "Rate at which a firm at full effort notices one of its own hazards."),
    Parameter("self_check_base", "share", 0, 1, 0.3, "assumed", _PRIOR, "Share of that rate which is left without effort."),
    Parameter("self_check_skill", "share", 0, 2, 0.45, "measured", "untrained people recognise about 45 % of hazards on construction sites (several studies)", "Share of hazards that the firm's own people recognise; training adds to it."),
    Parameter("self_check_training", "share", 0, 1, 0.0, "assumed", _PRIOR, "What training adds to that share."),
    Parameter("self_repair", "probability", 0, 1, 0.8, "assumed", _PRIOR, "Probability that a firm in normal liquidity mends what it has noticed; otherwise it notices again later."),
    Parameter("self_report", "probability", 0, 1, 0.1, "assumed", _PRIOR, "Probability that a repair of its own is reported on the platform."),
    # M11 compliance
    Parameter("compliance_rule", "choice", 0, 5, "logit", "assumed", "Becker (1968), Allingham and Sandmo (1972); McFadden (1974); Camerer and Ho (1999); Taylor and Jonker (1978)", "How a firm chooses its effort: `fixed` (never changes), `becker` (all or nothing, whichever is cheaper), `logit`, `icarus` (fictitious play with risk appetite and hyperbolic discounting), `ewa` (experience-weighted attraction), `imitation` (replicator).", choices=("fixed", "becker", "logit", "icarus", "ewa", "imitation")),
    Parameter("risk_appetite", "number", 0.2, 5, 1.0, "assumed", _PRIOR, "Exponent of the perceived probability of a sanction under `icarus`: above 1 it is played down."),
    Parameter("discounting", "number", 0, 10, 0.5, "assumed", "hyperbolic discounting, Mazur (1987); level ours", "k: a sanction t years away counts 1 / (1 + k t) under `icarus`.", unit="1 per year"),
    Parameter("ewa_delta", "share", 0, 1, 0.5, "measured", "about 0.5 over 31 games (Camerer and Ho 1999)", "delta: weight of what the other choice would have brought, under `ewa`."),
    Parameter("ewa_phi", "share", 0, 1, 0.9, "measured", "0.8 to 1 (Camerer and Ho 1999)", "phi: attraction left after a quarter, under `ewa`."),
    Parameter("imitation_rate", "rate", 0, 20, 2.0, "assumed", _PRIOR, "Rate of the replicator equation under `imitation`, per unit of the difference of reasons."),
    Parameter("foresight", "share", 0, 0.99, 0.8, "assumed", _PRIOR, "Weight of the next year against this one, where a watched firm thinks of its release."),
    Parameter("choice_precision", "number", 0, 20, 1.5, "assumed", _PRIOR, "beta: how sharply effort follows the balance of reasons."),
    Parameter("effort_adjustment", "rate", 0, 52, 2.0, "assumed", _PRIOR, "Rate at which effort moves toward its target."),
    Parameter("compliance_cost", "money", 10, 1e5, 900.0, "assumed", _PRIOR, "Yearly cost of full effort per employee; the unit in which the firm weighs its reasons."),
    Parameter("reputation_loss", "money", 0, 1e6, 300.0, "assumed", _PRIOR, "Loss of reputation per employee by a sanction."),
    Parameter("accident_concern", "number", 0, 10, 0.5, "assumed", _PRIOR, "Weight of a possible accident in the firm's mind; salience adds to it."),
    Parameter("responsibility_weight", "number", 0, 10, 1.4, "assumed", _PRIOR, "omega: weight of responsibility."),
    Parameter("norm_weight", "number", 0, 10, 0.5, "assumed", _PRIOR, "mu: weight of the peers' mean effort last week, less one half."),
    Parameter("pressure_cost", "number", 0, 5, 0.6, "assumed", _PRIOR, "How much pressure raises the felt cost of effort."),
    Parameter("belief_prior", "probability", 0, 1, 0.15, "assumed", _PRIOR, "Perceived yearly probability of being found out, once memory has faded."),
    Parameter("belief_jump", "share", 0, 1, 0.35, "assumed", _PRIOR, "How far a visit with findings moves that belief toward certainty."),
    Parameter("belief_memory", "duration", 1, 520, 60.0, "assumed", _PRIOR, "Mean memory of visits, sanctions and rechecks."),
    Parameter("sanction_prior", "probability", 0, 1, 0.1, "assumed", _PRIOR, "Perceived probability of a sanction if found out, once memory has faded."),
    Parameter("sanction_jump", "share", 0, 1, 0.5, "assumed", _PRIOR, "How far a sanction moves that belief toward certainty."),
    # M12 responsibility
    Parameter("responsibility_order", "share", 0, 1, 0.01, "assumed", _PRIOR, "r_order: step toward 1 at each genuine repair under order."),
    Parameter("responsibility_peers", "rate", 0, 10, 0.2, "assumed", _PRIOR, "r_peer: rate of catching up with better peers."),
    Parameter("responsibility_training", "rate", 0, 10, 0.0, "assumed", _PRIOR, "r_train: rate of growth by training and publicity."),
    Parameter("responsibility_erosion", "rate", 0, 10, 0.15, "assumed", _PRIOR, "Rate of erosion under full pressure."),
    Parameter("responsibility_decay", "rate", 0, 10, 0.10, "assumed", _PRIOR, "delta: rate of decay toward the firm's own starting level."),
    Parameter("responsibility_accident", "rate", 0, 10, 0.3, "assumed", _PRIOR, "r_acc: rate of growth at full salience."),
    Parameter("salience_own", "share", 0, 1, 0.6, "assumed", _PRIOR, "Jump of salience after an accident of one's own that has victims."),
    Parameter("salience_nearby", "share", 0, 1, 0.04, "assumed", _PRIOR, "Jump after a published accident nearby."),
    Parameter("news_reach", "number", 1, 1e6, 200.0, "assumed", _PRIOR, "Firms to which a published accident is nearby; where an office has more, each feels as large a part of the jump.", unit="firms"),
    Parameter("salience_memory", "duration", 1, 520, 26.0, "assumed", _PRIOR, "Mean memory of salience."),
    # M13 pressure and money
    Parameter("growth_pressure", "share", 0, 1, 0.2, "assumed", _PRIOR, "Pressure added where the office cares for growth alone."),
    Parameter("cash_per_employee", "money", 100, 1e6, 12_000.0, "assumed", _PRIOR, "Yearly cash for repairs, fines and premiums per employee at normal liquidity."),
    Parameter("liquidity_response", "share", 0, 1, 1.0, "assumed", _PRIOR, "How much spending lowers liquidity (0: money never matters)."),
    Parameter("liquidity_recovery", "duration", 1, 260, 26.0, "assumed", _PRIOR, "Mean time in which liquidity returns to normal."),
    Parameter("repair_subsidy", "share", 0, 1, 0.0, "assumed", _PRIOR, "Share of repair costs that the office pays."),
    Parameter("insured_share", "share", 0, 1, 0.0, "assumed", "Work Safety Law (2021) art. 51: mandatory only for high-risk sectors", "Share of firms with liability insurance."),
    Parameter("premium_rate", "number", 0, 0.05, 0.002, "assumed", "0.1 to 0.3 % of turnover (weak source)", "Yearly premium as a share of ten times the yearly cash, at average risk.", unit="1 per year"),
    Parameter("premium_risk", "number", 0, 5, 1.0, "assumed", _PRIOR, "How strongly the premium follows the firm's lack of effort (0: flat)."),
    Parameter("insurer_visits", "rate", 0, 12, 0.5, "assumed", _PRIOR, "Yearly visits of an insurer to an insured firm."),
    Parameter("insurer_skill", "share", 0, 1, 0.5, "assumed", _PRIOR, "Depth times skill of an insurer's visit."),
    Parameter("safety_fund", "share", 0, 1, 0.0, "assumed", "rates by industry in the 2022 rules on safety funds", "Share of repair costs that a firm has set aside beforehand."),
    # perceived risk
    Parameter("belief_rule", "choice", 0, 3, "jump_decay", "assumed", "Bekar and Carlaw on Beta-Bayes beliefs; bomb-crater effect, Mittone (2006)", "How a firm's beliefs in being found out and sanctioned change: `jump_decay`, `beta_bayes` (finite memory), `asymmetric` (bad news counts more), `bomb_crater` (safe for a while after a blow).", choices=("jump_decay", "beta_bayes", "asymmetric", "bomb_crater")),
    Parameter("belief_relief", "share", 0, 1, 0.1, "assumed", _PRIOR, "Share of a belief lost by a visit without findings or a case without sanction, under `asymmetric`."),
    Parameter("belief_weight", "number", 0.1, 100, 4.0, "assumed", _PRIOR, "Weight of the prior, in experiences, under `beta_bayes`."),
    Parameter("belief_social", "share", 0, 1, 0.0, "assumed", _PRIOR, "Weight of an experience of a firm of the same grid, relative to one's own, under `beta_bayes`."),
    # M35 source control
    Parameter("entrant_proneness", "number", 0, 5, 1.0, "assumed", _PRIOR, "Factor on the emergence of hazards in new firms, without source control."),
    Parameter("entry_screening", "share", 0, 1, 0.0, "assumed", _PRIOR, "Share of the riskiest new firms (red) that are turned away.", scope="office"),
    Parameter("three_simultaneities", "share", 0, 1, 0.0, "assumed", "Work Safety Law (2021) art. 31; level ours", "How thoroughly safety facilities of new firms are designed, built and used together with the plant.", scope="office"),
    Parameter("source_effect", "share", 0, 1, 0.5, "assumed", _PRIOR, "Share of a new firm's hazards that this prevents in full.", scope="office"),
    Parameter("relocated_share", "share", 0, 1, 0.0, "assumed", _PRIOR, "Share of firms moved out of the reach of their neighbours' accidents."),
    # M36 technical monitoring
    Parameter("sensor_share", "share", 0, 1, 0.0, "assumed", _PRIOR, "Share of firms with sensors."),
    Parameter("sensor_sensitivity", "probability", 0, 1, 0.5, "assumed", _PRIOR, "Probability that a sensor signals a new hazard in a domain that it can watch; the record cannot be tampered with."),
    Parameter("sensor_false_alarms", "rate", 0, 52, 0.5, "assumed", _PRIOR, "False alarms of a firm's sensors; each draws a visit."),
    Parameter("sensor_cost", "money", 0, 1e6, 3_000.0, "assumed", _PRIOR, "Yearly cost of a firm's sensors, which it pays."),
)
