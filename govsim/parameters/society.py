"""Section "society": agencies, volunteers, mutual aid, associations, trust, media, reports, courts (M17-M19, M28-M30, M33, M38, M39)."""

from govsim.parameters.declare import FITTED, PRIOR, Parameter

_LAW = "Work Safety Law (2021) art. "

PARAMETERS = (
    # M17 third-party agencies
    Parameter("agency_visits", "rate", 0, 12, 0.0, "assumed", PRIOR, "Visits of a third-party agency to each firm.", scope="office"),
    Parameter("agencies", "count", 1, 100, 4, "assumed", PRIOR, "Agencies that share these visits.", scope="office", structural=True),
    Parameter("agency_skill", "share", 0, 1, 0.7, "assumed", PRIOR, "Mean skill of an agency's experts.", scope="office", structural=True),
    Parameter("agency_depth", "share", 0, 1, 0.5, "assumed", PRIOR, "Depth of an agency's visit.", scope="office"),
    Parameter("agency_price", "money", 0, 1e5, 900.0, "assumed", "300 to 1,500 yuan a visit when bought by a street, recalled, not confirmed", "Price of an agency's visit.", scope="office"),
    Parameter("agency_payer", "choice", 0, 2, "office", "assumed", "Duflo, Greenstone, Pande and Ryan (2013)", "Who pays: the `office`, the `firm` that is visited, or a `pool` of all firms.", choices=("office", "firm", "pool"), scope="office"),
    Parameter("agency_assignment", "choice", 0, 2, "rotation", "assumed", "Duflo, Greenstone, Pande and Ryan (2013)", "Who comes: the agency `chosen` by the firm, one by `rotation`, or one at `random`.", choices=("chosen", "rotation", "random"), scope="office"),
    Parameter("agency_dismissal", "probability", 0, 1, 0.5, "assumed", PRIOR, "Probability that a firm that may choose leaves an agency which reported findings.", scope="office"),
    Parameter("agency_client_value", "number", 0, 20, 4.0, "assumed", PRIOR, "Worth of keeping a client, in prices of a visit.", unit="prices", scope="office"),
    Parameter("agency_precision", "number", 0, 20, 2.0, "assumed", PRIOR, "How sharply an agency follows its interest.", scope="office"),
    Parameter("agency_integrity", "number", 0, 10, 1.0, "assumed", PRIOR, "What a false report costs an agency's conscience and name, in prices of a visit.", unit="prices", scope="office"),
    Parameter("agency_backcheck", "probability", 0, 1, 0.0, "assumed", "20 % in the reform of Gujarat (Duflo, Greenstone, Pande and Ryan 2013)", "Probability that a report is checked on the spot.", scope="office"),
    Parameter("agency_fine", "money", 0, 1e6, 5_000.0, "assumed", _LAW + "92: 30,000 to 100,000 yuan for an untrue report; rarely imposed in full", "Fine for a report found false.", scope="office"),
    Parameter("agency_licence_loss", "probability", 0, 1, 0.0, "assumed", _LAW + "92: suspension, revocation; level ours", "Probability that an agency with a report found false is suspended for a year.", scope="office"),
    Parameter("agency_accuracy_pay", "number", 0, 10, 0.0, "assumed", "part of the reform of Gujarat", "Pay for a report found true by a check, in prices of a visit.", unit="prices", scope="office"),
    # M18 volunteers
    Parameter("volunteers", "count", 0, 10000, 0, "assumed", PRIOR, "Resident volunteers.", scope="office"),
    Parameter("volunteer_looks", "rate", 0, 52, 6.0, "assumed", PRIOR, "How often a volunteer takes a look at a firm nearby.", scope="office"),
    Parameter("volunteer_reach", "number", 0.1, 20, 1.5, "assumed", PRIOR, "How far a volunteer looks.", unit="km", scope="office"),
    Parameter("volunteer_skill", "share", 0, 1, 0.1, "assumed", "untrained people recognise about 45 % of hazards on sites that they can enter; from outside, less", "Depth times skill of a volunteer's look.", scope="office"),
    Parameter("volunteer_cost", "money", 0, 1e5, 300.0, "assumed", PRIOR, "Yearly cost of keeping a volunteer.", scope="office"),
    Parameter("volunteer_efficacy", "share", 0, 1, 0.6, "assumed", PRIOR, "Belief that a report has an effect, at the start.", scope="office", structural=True),
    Parameter("volunteer_duty", "share", 0, 1, 0.2, "assumed", PRIOR, "Felt duty to report.", scope="office"),
    Parameter("volunteer_effort", "number", 0, 3, 0.6, "assumed", PRIOR, "What a report costs a volunteer; one reports iff efficacy, duty, reward and trust exceed it.", scope="office"),
    Parameter("volunteer_spread", "number", 0, 1, 0.25, "assumed", PRIOR, "Spread of that cost between volunteers.", scope="office", structural=True),
    Parameter("volunteer_learning", "share", 0, 1, 0.375, "calibrated", "a second report is 57 % more likely where the first was fixed (Sjoberg, Mellon and Peixoto 2017); " + FITTED, "Step of efficacy after an answer, and after none.", scope="office"),
    Parameter("volunteer_patience", "duration", 1, 104, 8.0, "assumed", PRIOR, "Weeks in which an answer must come.", scope="office"),
    Parameter("volunteer_false", "probability", 0, 1, 0.05, "assumed", PRIOR, "Probability that a look without any finding ends in a report.", scope="office"),
    # M19 mutual-aid groups
    Parameter("mutual_aid", "share", 0, 1, 0.0, "assumed", PRIOR, "Share of the groups of neighbouring firms that are at work.", scope="office"),
    Parameter("group_size", "count", 2, 1000, 21, "measured", "Nantong 2020: 243 groups with 5,126 firms", "Firms of a group.", unit="firms", scope="office", structural=True),
    Parameter("mutual_checks", "rate", 0, 12, 1.0, "assumed", PRIOR, "Checks a year of a firm by a firm of its group.", scope="office"),
    Parameter("between_checks", "rate", 0, 12, 0.25, "assumed", PRIOR, "Checks a year of a firm by a firm of another group, which is not lenient.", scope="office"),
    Parameter("mutual_skill", "share", 0, 1, 0.45, "assumed", "untrained people recognise about 45 % of hazards on sites that they can enter", "Skill of a firm's people at another firm, at full responsibility.", scope="office"),
    Parameter("mutual_depth", "share", 0, 1, 0.4, "assumed", PRIOR, "Depth of such a check when nobody rides free.", scope="office"),
    Parameter("mutual_leniency", "share", 0, 1, 0.8, "assumed", PRIOR, "Share of findings within the group that the office never hears of.", scope="office"),
    Parameter("mutual_transfer", "share", 0, 1, 0.03, "assumed", PRIOR, "Step of responsibility toward that of the leading firm by a check.", scope="office"),
    Parameter("free_riding", "share", 0, 1, 0.5, "assumed", PRIOR, "Share of the work in a group left undone without reward or discipline.", scope="office"),
    # M33 rewards and discipline for all who are no officials
    Parameter("subject_reward", "share", 0, 1, 0.0, "assumed", PRIOR, "Reward (points, money, honour) for volunteers and groups.", scope="office"),
    Parameter("subject_discipline", "share", 0, 1, 0.0, "assumed", PRIOR, "Discipline (delisting, exclusion) of agencies, groups and volunteers who fail.", scope="office"),
    Parameter("reward_cost", "money", 0, 1e5, 200.0, "assumed", PRIOR, "Cost of full reward for one report or check.", scope="office"),
    # M38 associations
    Parameter("association_visits", "rate", 0, 12, 0.0, "assumed", PRIOR, "Visits of an association to each firm.", scope="office"),
    Parameter("association_domains", "count", 0, 8, 2, "assumed", PRIOR, "Domains in which it works, the first of the list.", scope="office"),
    Parameter("association_skill", "share", 0, 1, 0.65, "assumed", PRIOR, "Its skill in them.", scope="office"),
    Parameter("association_depth", "share", 0, 1, 0.5, "assumed", PRIOR, "Depth of its visit.", scope="office"),
    Parameter("association_price", "money", 0, 1e5, 300.0, "assumed", PRIOR, "What the office adds to one visit.", scope="office"),
    # M39 two-way track
    Parameter("open_access", "share", 0, 1, 0.0, "assumed", PRIOR, "How openly the office shows what it does and answers.", scope="office"),
    Parameter("trust_start", "share", 0, 1, 0.4, "assumed", PRIOR, "Trust of society in the office at the start.", scope="office", structural=True),
    Parameter("trust_gain", "share", 0, 1, 0.0, "assumed", PRIOR, "Step of trust after a report answered in time, at full openness.", scope="office"),
    Parameter("trust_loss", "share", 0, 1, 0.0, "assumed", PRIOR, "Step of distrust after a report that was not answered in time.", scope="office"),
    Parameter("trust_weight", "number", 0, 3, 0.5, "assumed", PRIOR, "Weight of trust, less one half, in the decision to report.", scope="office"),
    Parameter("response_norm", "duration", 1, 104, 6.0, "assumed", PRIOR, "Weeks within which a report counts as answered in time.", scope="office"),
    Parameter("residents", "count", 1, 10_000_000, 20_000, "assumed", PRIOR, "Residents of the office's area.", unit="persons", scope="office", structural=True),
    # M28 media
    Parameter("media_rate", "probability", 0, 1, 0.0, "assumed", PRIOR, "Probability that media report a sanction or a published accident, at full public attention.", scope="office"),
    Parameter("media_independent", "share", 0, 1, 0.2, "assumed", PRIOR, "Share of independent media, which find what the office does not publish.", scope="office"),
    Parameter("public_attention", "share", 0, 1, 0.5, "assumed", PRIOR, "Society's attention to work safety: multiplies media reports and raises the duty of residents.", scope="office"),
    Parameter("exposure_deterrence", "share", 0, 1, 0.5, "assumed", "publicised penalties: -73 % violations at peers of the same sector within about 5 km, -30 % within 50 km (Johnson 2020)", "Step of a neighbour's beliefs toward certainty by an exposure next door."),
    Parameter("exposure_range", "number", 0.1, 200, 5.0, "assumed", "Johnson (2020): strong within 5 km", "Distance over which it falls by a factor e.", unit="km"),
    Parameter("exposure_other", "share", 0, 1, 0.2, "assumed", PRIOR, "Share of it in other sectors."),
    # M29 reporting channel
    Parameter("whistle_rate", "rate", 0, 12, 0.0, "assumed", PRIOR, "Occasions a year on which employees of a firm with hazards could speak out."),
    Parameter("whistle_base", "number", -10, 5, -2.0, "assumed", PRIOR, "Log-odds that they do, without reward, fear, trust or knowledge of the law."),
    Parameter("whistle_reward", "number", 0, 5, 0.5, "assumed", "190 to 250 yuan paid for a verified tip (national notices 2022, 2024); effect ours", "Added by a paid reward of 1,000 yuan that is sure."),
    Parameter("tip_reward", "money", 0, 3e5, 0.0, "assumed", "190 to 250 yuan paid for a verified tip (national notices 2022, 2024)", "Reward for a verified report.", scope="office"),
    Parameter("retaliation", "number", 0, 10, 1.5, "assumed", PRIOR, "Taken off for fear of retaliation, where nothing protects."),
    Parameter("anonymity", "share", 0, 1, 0.3, "assumed", PRIOR, "Share of that fear which anonymity takes away."),
    Parameter("legal_awareness", "share", 0, 1, 0.3, "assumed", PRIOR, "How well citizens and workers know their rights; adds up to 2 to the log-odds."),
    Parameter("hotline_response", "probability", 0, 1, 1.0, "assumed", PRIOR, "Probability that a report is passed on to those who can act.", scope="office"),
    # M30 courts
    Parameter("prosecution", "number", 0, 5, 0.0, "assumed", "1: 27 prosecuted after 63 accidents with 3 to 9 deaths, 7 after 5 with 10 to 29 (Shaanxi 2004)", "How often persons are prosecuted after accidents, relative to these counts.", scope="office"),
    Parameter("prosecution_weight", "number", 0, 10, 0.4, "assumed", PRIOR, "Weight of the risk of prosecution in a firm's mind.", scope="office"),
    Parameter("suit_probability", "probability", 0, 1, 0.0, "assumed", _LAW + "74: public-interest suits", "Probability that a violation which the authorities let pass is taken to court.", scope="office"),
    Parameter("court_delay", "duration", 1, 260, 26.0, "assumed", PRIOR, "Mean weeks until the court decides.", scope="office"),
)
