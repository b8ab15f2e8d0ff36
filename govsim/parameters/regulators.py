"""Section "regulators": offices, departments, committee, platform, levels above (M09, M16, M20-M27, M32, M34, M40)."""

from govsim.parameters.declare import PRIOR, Parameter

_LAW = "Work Safety Law (2021) art. "

PARAMETERS = (
    # M09 enforcement ladder and authority
    Parameter("authority", "share", 0, 1, 0.25, "assumed", _LAW + "9: a town or street inspects, assists, or acts as authorised", "Share of cases that the office may decide itself: 0 none, 1 full; the rest is referred."),
    Parameter("sanction_will", "probability", 0, 1, 0.4, "assumed", PRIOR, "Probability that a case in the office's own power ends in a sanction, at full attention."),
    Parameter("referral_share", "probability", 0, 1, 0.6, "assumed", PRIOR, "Probability that a case beyond the office's power is referred upward at all."),
    Parameter("referral_loss", "probability", 0, 1, 0.5, "assumed", PRIOR, "Probability that a referred case is lost or dropped, without coordination."),
    Parameter("referral_delay", "duration", 0, 104, 8.0, "assumed", PRIOR, "Mean weeks until a referred case is decided."),
    Parameter("coordination_effect", "number", 0, 50, 5.0, "assumed", PRIOR, "How fast coordination time cuts the loss of referred cases."),
    Parameter("fine", "money", 0, 1e6, 20_000.0, "assumed", "between 7,600 yuan a case (Shandong 2015-2016) and 41,000 (a county of 2023)", "Fine of a first sanction."),
    Parameter("fine_escalation", "number", 1, 5, 1.8, "assumed", _LAW + "99, 101, 102: overdue fines are about double", "Factor by which each further step of the ladder multiplies the fine."),
    Parameter("daily_fine_days", "number", 0, 90, 5.0, "assumed", _LAW + "112: daily consecutive fines", "Days charged, at a tenth of the fine each, from the second step on.", unit="days"),
    Parameter("stop_weeks", "duration", 0, 52, 3.0, "assumed", PRIOR, "Weeks of a stop, the third step of the ladder."),
    Parameter("stop_major", "probability", 0, 1, 0.15, "assumed", "stops at 0.7 to 13 % of inspected firms (campaign notices 2013-2021)", "Probability that a major hazard found leads to a stop, at full attention and authority."),
    Parameter("stop_activity", "share", 0, 1, 0.1, "assumed", PRIOR, "Activity left in a stopped firm."),
    Parameter("closure_probability", "probability", 0, 1, 0.05, "assumed", _LAW + "113: three sanctions in 180 days, or four in a year with a major hazard", "Probability that a firm which meets the legal conditions is closed, at full attention."),
    Parameter("case_capacity", "rate", 0, 1000, 1000.0, "assumed", "limited apprehension, Bekar and Carlaw; 1000 is no limit", "Cases a year, for each firm, that the office can carry through; of more, the same number is sanctioned.", scope="office"),
    # M23 assessment from above
    Parameter("assess_visits", "share", 0, 1, 0.5, "assumed", "unreasonable assessment indicators are a finding of the C office study", "Weight of the number of visits in the assessment.", scope="office"),
    Parameter("assess_found", "share", 0, 1, 0.2, "assumed", PRIOR, "Weight of hazards found.", scope="office"),
    Parameter("assess_depth", "share", 0, 1, 0.05, "assumed", PRIOR, "Weight of thoroughness, seen only by audits.", scope="office"),
    Parameter("assess_closure", "share", 0, 1, 0.2, "assumed", PRIOR, "Weight of closed orders: where audited it rewards rechecks, where not it rewards paper.", scope="office"),
    Parameter("assess_paperwork", "share", 0, 1, 0.2, "assumed", PRIOR, "Weight of complete files.", scope="office"),
    Parameter("assess_outcome", "share", 0, 1, 0.1, "assumed", PRIOR, "Weight of accidents, which an inspector moves only a little.", scope="office"),
    Parameter("assess_coordination", "share", 0, 1, 0.0, "assumed", PRIOR, "Weight of cases handed over.", scope="office"),
    Parameter("audit_share", "share", 0, 1, 0.05, "assumed", PRIOR, "Share of scores checked against the truth.", scope="office"),
    Parameter("assessment_scheme", "choice", 0, 1, "tournament", "assumed", PRIOR, "`tournament`: more always counts; `threshold`: visits count only up to the target of the period.", choices=("tournament", "threshold"), scope="office"),
    Parameter("assessment_period", "duration", 4, 260, 52.0, "assumed", _LAW + "62: yearly plans", "Length of an assessment period.", scope="office"),
    Parameter("visit_target", "number", 0, 20, 1.0, "assumed", PRIOR, "Visits for each firm and period that meet the target under `threshold`.", unit="visits per firm", scope="office"),
    Parameter("death_ceiling", "number", 0, 1000, 1000.0, "assumed", "ceilings with a veto were set by the national assessment; 1000 is none", "Reported deaths in a period above which the office's score is void for the rest of it.", unit="deaths", scope="office"),
    # M27 leadership attention and money
    Parameter("attention_base", "share", 0, 1, 0.5, "assumed", PRIOR, "Weight of safety against growth in the leadership's mind, in quiet times.", scope="office"),
    Parameter("attention_jump", "share", 0, 1, 0.4, "assumed", PRIOR, "Jump of attention toward 1 after a published accident with deaths.", scope="office"),
    Parameter("attention_memory", "duration", 1, 260, 20.0, "assumed", PRIOR, "Mean memory of that jump.", scope="office"),
    Parameter("equipment_base", "share", 0, 1, 0.6, "assumed", PRIOR, "Equipment of inspectors without any budget (1: all an expert needs).", scope="office"),
    Parameter("budget_per_firm", "money", 0, 1e5, 300.0, "assumed", PRIOR, "Yearly budget for equipment and vehicles for each firm.", scope="office"),
    Parameter("budget_half", "money", 1, 1e6, 1_500.0, "assumed", PRIOR, "Budget for each firm that closes half of the gap to full equipment.", scope="office"),
    Parameter("equipment_delay", "duration", 1, 520, 52.0, "assumed", PRIOR, "Mean time in which equipment follows the budget.", scope="office"),
    # M20 departments and domains
    Parameter("gap_share", "share", 0, 1, 0.0, "assumed", _LAW + "10: unclear new industries; share ours", "Share of the domains that are nobody's job (blind areas).", scope="office"),
    Parameter("overlap_share", "share", 0, 1, 0.0, "assumed", PRIOR, "Share of the domains that are also a second department's job.", scope="office"),
    Parameter("shirking", "share", 0, 1, 0.0, "assumed", "diffusion of responsibility, Darley and Latane (1968); level ours", "Share of its attention that a department loses for each other one with the same job.", scope="office"),
    Parameter("department_visits", "rate", 0, 12, 0.0, "assumed", PRIOR, "Visits a year of each department to each firm, at full attention.", scope="office"),
    Parameter("department_skill", "share", 0, 1, 0.55, "assumed", PRIOR, "Skill of a department's inspectors in its own domains.", scope="office"),
    Parameter("department_depth", "share", 0, 1, 0.3, "assumed", PRIOR, "Depth of a department's visit.", scope="office"),
    Parameter("department_price", "money", 0, 1e5, 400.0, "assumed", PRIOR, "Cost of a department's visit.", scope="office"),
    # M21 safety committee office
    Parameter("committee_strength", "share", 0, 1, 0.0, "assumed", _LAW + "9: coordination mechanism; level ours", "Coordination by the safety committee's office: resolves gaps and overlaps, speeds transfers, lists hazards.", scope="office"),
    Parameter("listing_effect", "number", 0, 5, 1.5, "assumed", "Guangde county 2024: 21 of 27 listed hazards done", "Added log-odds of genuine repair of an overdue major hazard that is listed for supervision.", scope="office"),
    Parameter("joint_share", "share", 0, 1, 0.5, "assumed", _LAW + "69: joint inspection; share ours", "Share of departments' visits that a full-strength committee has made together with the grid inspectors' next.", scope="office"),
    # M22 information platform
    Parameter("link_horizontal", "share", 0, 1, 1.0, "assumed", _LAW + "10: departments must share information", "Probability that a record reaches another department.", scope="office"),
    Parameter("link_vertical", "share", 0, 1, 1.0, "assumed", PRIOR, "Probability that a record reaches the level above.", scope="office"),
    Parameter("link_social", "share", 0, 1, 1.0, "assumed", PRIOR, "Probability that a report from society reaches the office.", scope="office"),
    Parameter("link_delay", "duration", 0, 52, 0.0, "assumed", PRIOR, "Mean weeks on the way (Erlang of two stages).", scope="office"),
    Parameter("data_quality", "share", 0, 1, 0.8, "assumed", PRIOR, "Quality of the platform's data, on which predictive targeting feeds.", scope="office"),
    # M24 accountability
    Parameter("accountability", "number", 0, 5, 0.0, "assumed", "1: as in the counts named at the discipline_ parameters", "How often officials are disciplined after accidents; above 1 is over-accountability.", scope="office"),
    Parameter("discipline_general", "number", 0, 20, 0.1, "assumed", PRIOR, "Officials disciplined after a general fatal accident.", unit="persons", scope="office"),
    Parameter("discipline_larger", "number", 0, 50, 1.1, "measured", "Shaanxi 2004: 70 disciplined after 63 accidents with 3 to 9 deaths", "The same after a larger accident.", unit="persons", scope="office"),
    Parameter("discipline_major", "number", 0, 100, 7.0, "measured", "Shaanxi 2004: 35 disciplined after 5 accidents with 10 to 29 deaths", "The same after a major accident.", unit="persons", scope="office"),
    Parameter("discipline_extraordinary", "number", 0, 200, 24.0, "measured", "national 2011: 217 disciplined after 9 accidents with 30 or more deaths", "The same after an extraordinarily major accident.", unit="persons", scope="office"),
    Parameter("exante_checks", "rate", 0, 12, 0.0, "assumed", PRIOR, "Checks a year, before any accident, of whether officials do their duty.", scope="office"),
    Parameter("exante_strictness", "probability", 0, 1, 0.2, "assumed", PRIOR, "Probability that a check which finds no diligence at all ends in discipline.", scope="office"),
    # M16 reporting and concealment
    Parameter("concealment", "switch", 0, 1, False, "assumed", "mechanism M16", "Whether known accidents can be concealed.", scope="office"),
    Parameter("concealment_base", "number", -10, 5, -2.5, "assumed", PRIOR, "c0: log-odds of concealing.", scope="office"),
    Parameter("concealment_ceiling", "number", 0, 10, 2.0, "assumed", "bunching below death ceilings; size ours", "c1: added when the ceiling on deaths is reached.", scope="office"),
    Parameter("concealment_sanction", "number", 0, 10, 2.0, "assumed", PRIOR, "c2: added when discipline after an accident is certain.", scope="office"),
    Parameter("concealment_penalty", "number", 0, 10, 3.0, "assumed", _LAW + "110, 111: penalties for concealment; size ours", "c3: taken off when discovery is certain.", scope="office"),
    Parameter("concealment_whistle", "number", 0, 10, 2.0, "assumed", PRIOR, "c4: taken off when every employee would speak out.", scope="office"),
    Parameter("discovery", "probability", 0, 1, 0.1, "assumed", PRIOR, "Probability that a concealed accident comes to light.", scope="office"),
    Parameter("concealable_deaths", "count", 0, 30, 3, "assumed", PRIOR, "Deaths from which on an accident cannot be concealed.", scope="office"),
    # M25 policy diffusion
    Parameter("mandate", "share", 0, 1, 0.0, "assumed", PRIOR, "How much more attention to safety the upper level demands.", scope="office"),
    Parameter("mandate_effect", "share", 0, 1, 0.4, "assumed", PRIOR, "Attention gained where the demand arrives in full.", scope="office"),
    Parameter("diffusion_levels", "count", 0, 4, 3, "assumed", "province, city, county, town", "Levels that a demand passes.", scope="office"),
    Parameter("diffusion_delay", "duration", 0, 104, 8.0, "assumed", PRIOR, "Mean weeks that a level takes to pass it on.", scope="office"),
    Parameter("diffusion_fidelity", "share", 0, 1, 0.85, "assumed", "Pressman and Wildavsky (1973): chains of clearances; level ours", "Share of it that a level passes on.", scope="office"),
    Parameter("clarity_fidelity", "share", 0, 1, 0.4, "assumed", PRIOR, "Share of what a level loses that full clarity saves.", scope="office"),
    Parameter("policy_look_backs", "count", 0, 4, 0, "assumed", "the look-back of the County F study", "Rounds in which the upper level checks what has become of its demand.", scope="office"),
    Parameter("look_back_effect", "share", 0, 1, 0.4, "assumed", PRIOR, "Share of what is still lost that each round saves.", scope="office"),
    Parameter("symbolic_adoption", "share", 0, 1, 0.0, "assumed", PRIOR, "Share of the demand that is adopted in name only.", scope="office"),
    # M26 campaigns and the long term
    Parameter("campaign", "share", 0, 1, 0.0, "assumed", PRIOR, "Strength of a campaign, as long as it lasts.", scope="office"),
    Parameter("campaign_boost", "number", 0, 3, 0.6, "assumed", PRIOR, "Inspection hours gained in a full campaign.", scope="office"),
    Parameter("campaign_haste", "share", 0, 1, 0.3, "assumed", "campaign visits find 0.9 hazards (Shandong 2015-2016); size ours", "Share of depth lost in it.", scope="office"),
    Parameter("campaign_fatigue", "share", 0, 1, 0.4, "assumed", "evidence on what remains is mixed", "Hours lost to exhaustion after a long full campaign.", scope="office"),
    Parameter("campaign_recovery", "duration", 1, 260, 26.0, "assumed", PRIOR, "Mean time of exhausting and of recovering.", scope="office"),
    Parameter("campaign_trigger", "probability", 0, 1, 0.0, "assumed", PRIOR, "Probability that a published fatal accident starts a campaign.", scope="office"),
    Parameter("campaign_weeks", "duration", 1, 104, 12.0, "assumed", PRIOR, "Length of a campaign that was started so.", scope="office"),
    Parameter("routine_floor", "share", 0, 1, 1.0, "assumed", PRIOR, "Share of full routine that is kept up however long nothing happens (1: a long-term mechanism).", scope="office"),
    Parameter("routine_decay", "duration", 1, 520, 40.0, "assumed", PRIOR, "Mean time in which the drive of a campaign or an accident falls to that floor.", scope="office"),
    # M32 clarity of rights and duties
    Parameter("clarity_official", "share", 0, 1, 1.0, "assumed", _LAW + "17: lists of powers and duties; level ours", "How clear the rights and duties of officials are.", scope="office"),
    Parameter("clarity_subjects", "share", 0, 1, 1.0, "assumed", PRIOR, "The same of agencies, groups, associations and volunteers.", scope="office"),
    Parameter("procedure_variance", "share", 0, 1, 0.8, "assumed", PRIOR, "How widely the depth of a check varies without any clarity.", scope="office"),
    Parameter("omission", "probability", 0, 1, 0.5, "assumed", PRIOR, "Probability that a domain is left out of a check without any clarity.", scope="office"),
    # M34 learning from accidents
    Parameter("investigation_quality", "share", 0, 1, 0.0, "assumed", "four no let-go; evaluation within a year, " + _LAW + "86; level ours", "How well accidents are investigated and followed up.", scope="office"),
    Parameter("lesson_transfer", "share", 0, 1, 0.002, "assumed", PRIOR, "Step of responsibility toward 1, at firms of the same sector, by one well investigated accident.", scope="office"),
    # M40 pilots
    Parameter("pilot_imitation", "rate", 0, 10, 0.0, "assumed", PRIOR, "Rate at which an office takes over a pilot that stands twice as well.", scope="office"),
)
