"""Section "regulators": enforcement, assessment from above, leadership and money (M09, M23, M27)."""

from govsim.parameters.declare import Parameter

_PRIOR = "modelling choice; no estimate found"
_LAW = "Work Safety Law (2021) art. "

PARAMETERS = (
    # M09 enforcement ladder and authority
    Parameter("authority", "share", 0, 1, 0.25, "assumed", _LAW + "9: a town or street inspects, assists, or acts as authorised", "Share of cases that the office may decide itself: 0 none, 1 full; the rest is referred."),
    Parameter("sanction_will", "probability", 0, 1, 0.4, "assumed", _PRIOR, "Probability that a case in the office's own power ends in a sanction, at full attention."),
    Parameter("referral_share", "probability", 0, 1, 0.6, "assumed", _PRIOR, "Probability that a case beyond the office's power is referred upward at all."),
    Parameter("referral_loss", "probability", 0, 1, 0.5, "assumed", _PRIOR, "Probability that a referred case is lost or dropped, without coordination."),
    Parameter("referral_delay", "duration", 0, 104, 8.0, "assumed", _PRIOR, "Mean weeks until a referred case is decided."),
    Parameter("coordination_effect", "number", 0, 50, 5.0, "assumed", _PRIOR, "How fast coordination time cuts the loss of referred cases."),
    Parameter("fine", "money", 0, 1e6, 20_000.0, "measured", "7,600 yuan a case in Shandong 2015-2016; 41,000 in a county of 2023", "Fine of a first sanction."),
    Parameter("fine_escalation", "number", 1, 5, 1.8, "assumed", _LAW + "99, 101, 102: overdue fines are about double", "Factor by which each further step of the ladder multiplies the fine."),
    Parameter("daily_fine_days", "number", 0, 90, 5.0, "assumed", _LAW + "112: daily consecutive fines", "Days charged, at a tenth of the fine each, from the second step on.", unit="days"),
    Parameter("stop_weeks", "duration", 0, 52, 3.0, "assumed", _PRIOR, "Weeks of a stop, the third step of the ladder."),
    Parameter("stop_major", "probability", 0, 1, 0.15, "assumed", "stops at 0.7 to 13 % of inspected firms (campaign notices 2013-2021)", "Probability that a major hazard found leads to a stop, at full attention and authority."),
    Parameter("stop_activity", "share", 0, 1, 0.1, "assumed", _PRIOR, "Activity left in a stopped firm."),
    Parameter("closure_probability", "probability", 0, 1, 0.05, "assumed", _LAW + "113: three sanctions in 180 days, or four in a year with a major hazard", "Probability that a firm which meets the legal conditions is closed, at full attention."),
    # M23 assessment from above
    Parameter("assess_visits", "share", 0, 1, 0.5, "assumed", "unreasonable assessment indicators are a finding of the C office study", "Weight of the number of visits in the assessment.", scope="office"),
    Parameter("assess_found", "share", 0, 1, 0.2, "assumed", _PRIOR, "Weight of hazards found.", scope="office"),
    Parameter("assess_depth", "share", 0, 1, 0.05, "assumed", _PRIOR, "Weight of thoroughness, seen only by audits.", scope="office"),
    Parameter("assess_closure", "share", 0, 1, 0.2, "assumed", _PRIOR, "Weight of closed orders: where audited it rewards rechecks, where not it rewards paper.", scope="office"),
    Parameter("assess_paperwork", "share", 0, 1, 0.2, "assumed", _PRIOR, "Weight of complete files.", scope="office"),
    Parameter("assess_outcome", "share", 0, 1, 0.1, "assumed", _PRIOR, "Weight of accidents, which an inspector moves only a little.", scope="office"),
    Parameter("assess_coordination", "share", 0, 1, 0.0, "assumed", _PRIOR, "Weight of cases handed over.", scope="office"),
    Parameter("audit_share", "share", 0, 1, 0.05, "assumed", _PRIOR, "Share of scores checked against the truth.", scope="office"),
    Parameter("assessment_scheme", "choice", 0, 1, "tournament", "assumed", _PRIOR, "`tournament`: more always counts; `threshold`: visits count only up to the target of the period.", choices=("tournament", "threshold"), scope="office"),
    Parameter("assessment_period", "duration", 4, 260, 52.0, "assumed", _LAW + "62: yearly plans", "Length of an assessment period.", scope="office"),
    Parameter("visit_target", "number", 0, 20, 1.0, "assumed", _PRIOR, "Visits for each firm and period that meet the target under `threshold`.", unit="visits per firm", scope="office"),
    Parameter("death_ceiling", "number", 0, 1000, 1000.0, "assumed", "ceilings with a veto were set by the national assessment; 1000 is none", "Reported deaths in a period above which the office's score is void for the rest of it.", unit="deaths", scope="office"),
    # M27 leadership attention and money
    Parameter("attention_base", "share", 0, 1, 0.5, "assumed", _PRIOR, "Weight of safety against growth in the leadership's mind, in quiet times.", scope="office"),
    Parameter("attention_jump", "share", 0, 1, 0.4, "assumed", _PRIOR, "Jump of attention toward 1 after a published accident with deaths.", scope="office"),
    Parameter("attention_memory", "duration", 1, 260, 20.0, "assumed", _PRIOR, "Mean memory of that jump.", scope="office"),
    Parameter("equipment_base", "share", 0, 1, 0.6, "assumed", _PRIOR, "Equipment of inspectors without any budget (1: all an expert needs).", scope="office"),
    Parameter("budget_per_firm", "money", 0, 1e5, 300.0, "assumed", _PRIOR, "Yearly budget for equipment and vehicles for each firm.", scope="office"),
    Parameter("budget_half", "money", 1, 1e6, 1_500.0, "assumed", _PRIOR, "Budget for each firm that closes half of the gap to full equipment.", scope="office"),
    Parameter("equipment_delay", "duration", 1, 520, 52.0, "assumed", _PRIOR, "Mean time in which equipment follows the budget.", scope="office"),
)
