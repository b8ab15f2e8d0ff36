"""Section "inspectors": grids, work days, targeting, skill, effort, fatigue, turnover (M01-M03, M05, M06, M08, M31)."""

from govsim.parameters.declare import Parameter

_PRIOR = "modelling choice; no estimate found"

PARAMETERS = (
    # M01 grids and span
    Parameter("grids", "count", 1, 20000, 4, "assumed", "C office: 220 firms in four grids", "Grids of the office.", scope="office"),
    Parameter("grid_rule", "choice", 0, 3, "territorial", "assumed", _PRIOR, "How firms are divided: `territorial` (equal areas), `tiered` (by risk grade), `balanced` (equal expected work), `roster` (as the roster says).", choices=("territorial", "tiered", "balanced", "roster"), scope="office"),
    # M02 work-day budget
    Parameter("workday_budget", "switch", 0, 1, True, "assumed", "mechanism M02", "Off: every firm is visited `planned_visits` times a year whatever the staff.", scope="grid"),
    Parameter("planned_visits", "rate", 0, 52, 1.0, "assumed", _PRIOR, "Visits a year to each firm when there is no work-day budget.", scope="grid"),
    Parameter("inspectors", "count", 0, 40000, 4, "assumed", _PRIOR, "Posts of inspectors in the office.", scope="office"),
    Parameter("legal_workdays", "number", 0, 366, 248.0, "measured", "annual inspection plan of Kuancheng District, Changchun, 2025: 248 legal days", "Work days of a year.", unit="days", scope="grid"),
    Parameter("other_enforcement_share", "share", 0, 1, 0.3, "assumed", "45 to 52 % in two bureaux' annual plans; less for grid inspectors", "Share of work days for other enforcement.", scope="grid"),
    Parameter("nonenforcement_share", "share", 0, 1, 0.35, "assumed", "27 to 37 % in two bureaux' annual plans", "Share of work days for duties that are no enforcement.", scope="grid"),
    Parameter("team_size", "number", 1, 4, 2.0, "assumed", "two officers for each administrative visit is the rule", "Officers for each visit.", unit="persons", scope="grid"),
    Parameter("visit_hours", "number", 0.1, 16, 2.0, "assumed", _PRIOR, "Hours of a visit that do not depend on its depth: preparation, entry, papers.", unit="hours", scope="grid"),
    Parameter("depth_hours", "number", 0.1, 80, 8.0, "assumed", _PRIOR, "Further hours for a look at full depth at a firm of 30 employees.", unit="hours", scope="grid"),
    Parameter("recheck_hours", "number", 0.1, 16, 1.0, "assumed", _PRIOR, "Hours of a recheck on the spot.", unit="hours", scope="grid"),
    Parameter("travel_speed", "number", 1, 100, 20.0, "assumed", _PRIOR, "Speed of travel in a straight line; vehicles raise it.", unit="km per hour", scope="grid"),
    # M03 targeting
    Parameter("targeting", "choice", 0, 3, "cyclic", "assumed", _PRIOR, "Which firm is visited next: `random`, `cyclic` (longest not visited), `risk_tier` (most overdue for its colour), `easy_quota` (cheapest first).", choices=("random", "cyclic", "risk_tier", "easy_quota"), scope="grid"),
    Parameter("interval_red", "duration", 1, 520, 13.0, "assumed", "Hengjing Street, Suzhou, 2018: each quarter", "Target interval between visits to red firms.", scope="grid"),
    Parameter("interval_orange", "duration", 1, 520, 26.0, "assumed", _PRIOR, "The same for orange firms.", scope="grid"),
    Parameter("interval_yellow", "duration", 1, 520, 52.0, "assumed", _PRIOR, "The same for yellow firms.", scope="grid"),
    Parameter("interval_blue", "duration", 1, 520, 104.0, "assumed", _PRIOR, "The same for blue firms.", scope="grid"),
    Parameter("quota_gap", "duration", 1, 104, 8.0, "assumed", _PRIOR, "Least weeks between two visits to the same firm under `easy_quota`.", scope="grid"),
    Parameter("complaint_priority", "switch", 0, 1, True, "assumed", "Work Safety Law (2021) art. 74", "Whether a complaint puts the firm first in the queue.", scope="grid"),
    Parameter("complaint_share", "probability", 0, 1, 0.02, "assumed", _PRIOR, "Probability that an accident without deaths leads to a complaint of an employee."),
    # M05 skill
    Parameter("skill_mean", "share", 0, 1, 0.42, "assumed", _PRIOR, "Mean skill of inspectors at the start (1: an expert).", scope="office", structural=True),
    Parameter("skill_spread", "share", 0, 0.5, 0.1, "assumed", "two inspectors agree with alpha below 0.6 (Carvalho and Melo 2014)", "Spread of skill between inspectors.", scope="office"),
    Parameter("specialisation", "share", 0, 1, 0.3, "assumed", _PRIOR, "How uneven a newcomer's skill is over domains (0: generalist).", scope="office"),
    Parameter("learning_rate", "share", 0, 0.2, 0.01, "assumed", _PRIOR, "l: share of the gap to full skill closed by the first hazard handled in a domain.", scope="grid"),
    Parameter("learning_exponent", "number", 0, 1, 0.35, "measured", "experience curves: 0.2 to 0.5 (Argote and Epple 1990)", "b: the n-th hazard teaches n^-b of the first.", scope="grid"),
    Parameter("forgetting", "rate", 0, 2, 0.08, "assumed", _PRIOR, "Rate at which skill above the newcomer's level fades.", scope="grid"),
    Parameter("training", "rate", 0, 4, 0.0, "assumed", _PRIOR, "Rate at which training closes the gap to the ceiling of training.", scope="grid"),
    Parameter("training_ceiling", "share", 0, 1, 0.85, "assumed", _PRIOR, "Skill that training alone can reach.", scope="grid"),
    # M06 multitask effort
    Parameter("time_visits", "share", 0.01, 1, 0.32, "assumed", _PRIOR, "Share of inspection time for being there, before incentives.", scope="grid"),
    Parameter("time_depth", "share", 0.01, 1, 0.28, "assumed", _PRIOR, "Share for looking deeper.", scope="grid"),
    Parameter("time_rechecks", "share", 0.01, 1, 0.12, "assumed", _PRIOR, "Share for rechecks.", scope="grid"),
    Parameter("time_paperwork", "share", 0.01, 1, 0.2, "assumed", _PRIOR, "Share for paperwork.", scope="grid"),
    Parameter("time_coordination", "share", 0.01, 1, 0.08, "assumed", _PRIOR, "Share for coordination.", scope="grid"),
    Parameter("incentive_response", "number", 0, 10, 1.0, "assumed", "Holmstrom and Milgrom (1991)", "1/tau: how sharply time follows the marginal score.", scope="grid"),
    Parameter("intrinsic_motivation", "number", 0, 3, 0.2, "assumed", _PRIOR, "Marginal worth of depth and of rechecks to the inspector, without any score.", scope="grid"),
    # M08 fatigue, familiarity, rotation
    Parameter("fatigue", "share", 0, 0.5, 0.032, "measured", "12,017 food inspections: 3.2 % fewer findings per further visit of the day (Ibanez and Toffel 2020)", "Share of findings lost with each further visit of a day.", scope="grid"),
    Parameter("familiarity", "share", 0, 1, 0.15, "assumed", "fewer findings when the auditor was there before (Short, Toffel and Hugill 2016); size ours", "Share of findings lost, in the end, by repeat visits of the same inspector.", scope="grid"),
    Parameter("rotation_interval", "duration", 0, 520, 0.0, "assumed", _PRIOR, "Weeks between rotations of inspectors over grids (0: never).", scope="office"),
    # M31 recruitment, pay, honour, turnover
    Parameter("leaving_rate", "rate", 0, 3, 0.15, "assumed", _PRIOR, "h0: rate of leaving at normal pay, honour and load.", scope="office"),
    Parameter("pay", "number", 0.3, 3, 1.0, "assumed", _PRIOR, "Pay relative to what the same people earn elsewhere.", scope="office"),
    Parameter("pay_effect", "number", 0, 5, 1.5, "assumed", _PRIOR, "a_w: effect of pay on leaving.", scope="office"),
    Parameter("honour", "share", 0, 1, 0.4, "assumed", _PRIOR, "Standing of the job.", scope="office"),
    Parameter("honour_effect", "number", 0, 5, 1.0, "assumed", _PRIOR, "a_h: effect of honour on leaving.", scope="office"),
    Parameter("load_effect", "number", 0, 5, 0.5, "assumed", _PRIOR, "a_l: effect on leaving of a load above the norm.", scope="office"),
    Parameter("burnout_effect", "number", 0, 5, 0.8, "assumed", _PRIOR, "a_b: effect of burnout on leaving.", scope="office"),
    Parameter("norm_span", "number", 1, 1000, 80.0, "measured", "Kunshan rule of 2013: one safety officer per 80 firms", "Firms per inspector at which the load is 1.", unit="firms", scope="office"),
    Parameter("burnout_gain", "rate", 0, 5, 0.3, "assumed", _PRIOR, "Rate of burning out at a load of 2 or under paperwork alone.", scope="office"),
    Parameter("burnout_recovery", "rate", 0, 5, 0.8, "assumed", _PRIOR, "Rate of recovery; coordination raises it.", scope="office"),
    Parameter("burnout_hours", "share", 0, 1, 0.3, "assumed", _PRIOR, "Share of working hours lost at full burnout.", scope="office"),
    Parameter("vacancy_weeks", "duration", 0, 260, 26.0, "assumed", "yearly civil-service examination", "Mean weeks until a post is filled again.", scope="office"),
    Parameter("recruitment", "choice", 0, 2, "general_exam", "assumed", _PRIOR, "Channel that sets a newcomer's skill: `general_exam`, `professional`, `secondment`.", choices=("general_exam", "professional", "secondment"), scope="office"),
    Parameter("skill_general_exam", "share", 0, 1, 0.3, "assumed", _PRIOR, "Mean skill of a newcomer by general examination.", scope="office"),
    Parameter("skill_professional", "share", 0, 1, 0.6, "assumed", _PRIOR, "The same for a professional hire.", scope="office"),
    Parameter("skill_secondment", "share", 0, 1, 0.4, "assumed", _PRIOR, "The same for a secondment.", scope="office"),
    Parameter("wage", "money", 0, 1e6, 60_000.0, "assumed", "3,300 to 4,300 yuan a month for grid inspectors (weak source) plus on-costs", "Yearly cost of an inspector at pay 1.", scope="office"),
)
