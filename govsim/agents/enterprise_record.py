"""What is known of an enterprise: its premises, and the firm in them.

Premises and firm are two things: a firm leaves, the premises stay, and the firm that comes next inherits nothing but
the place. What of a firm is read every week stands together in as few cache lines as it can (`FIRM`); what is read
now and then stands elsewhere (`MEMORY`), and so do the counts since week 0 (`COUNTS`). Rules see all of it as one
record, `w.enterprises[i]`.
"""

from __future__ import annotations

from govsim.events import EVENTS
from govsim.fields import NEVER, NO_ROW, NO_WEEK, Field
from govsim.parameters.sectors import DOMAINS

BLUE, YELLOW, ORANGE, RED = range(4)  # colours of the four-colour grading

PREMISES = (
    Field("office", "u4", "Its office.", kept=True),
    Field("grid", "u4", "Its grid.", kept=True),
    Field("regime", "u4", "Its parameter record.", kept=True),
    Field("capacity", "i4", "Records in its block of hazards.", kept=True),
    Field("first", "i8", "First record of its block of hazards.", kept=True),
    Field("group", "i4", "Its mutual-aid group.", kept=True),
    Field("variant", "i4", "Of its grid's parameter records: arm of a trial, pilot taken over.", kept=True),
    Field("roster_grid", "i4", "Its grid by the roster; -1: none.", start=NO_ROW, kept=True),
    Field("vacated", "i4", "Whether they fell empty this week.", kept=True),
    Field(
        "next_empty", "i8", "The next on the office's list of empty premises; -1: the last.", start=NO_ROW, kept=True
    ),
    Field("x", "f8", "Position.", "km", kept=True),
    Field("y", "f8", "Position.", "km", kept=True),
)

QUEUE = (
    Field("status", "i4", "0: the premises are empty; 1: at work.", kept=True),
    Field("last_visit", "i4", "Of an inspector.", "week"),
    Field("queued", "i4", "When its turn for a visit last came, made or kept away.", "week"),
    Field("rechecks_due", "i4", "Rechecks that its listed closures must still pass.", low=0, high=1000),
    Field("complaints", "i4", "Open reports on it.", low=0, high=1_000_000),
    Field("spoken_of", "i4", "Serial number of the hazard of which its people speak; -1: none.", start=-1),
    Field("named", "i4", "Serial number of the hazard that the last open report names; -1: none.", start=-1),
    Field("complaint_due", "i4", "When the first open report reaches the office.", "week", NO_WEEK),
    Field("alarms", "i4", "False alarms of sensors that wait for a visit.", low=0, high=1_000_000),
    Field("turn", "f8", "Breaks ties in a queue.", low=0, high=1),
)

FIRM = (
    Field("sector", "u4", "Its sector.", kept=True),
    Field("hazards", "i4", "True open hazards.", kept=True),
    Field(
        "next_due", "i4", "Before this week no order falls due, and the desk comes to none.", "week", NO_WEEK, kept=True
    ),
    Field("referral_due", "i4", "When a referred case comes back.", "week", NO_WEEK),
    Field("violations", "i4", "Violations not yet taken up.", low=0, high=1000),
    Field("majors_found", "i4", "Major hazards just put under order.", low=0, high=1000),
    Field("stopped_until", "i4", "First week in which it may work again.", "week"),
    Field("unheard", "i4", "Whether anything of it waits to be heard outside.", low=0, high=1),
    Field("watched", "i4", "Whether it is in the watched group.", low=0, high=1),
    Field("serial", "i4", "Hazards so far.", kept=True),
    Field("key", "u8", "Key of its luck.", kept=True),
    Field("emergence_clock", "f8", "Integrated intensity of emergence.", kept=True),
    Field("next_emergence", "f8", "Reading at which the next hazard emerges.", kept=True),
    Field(
        "notice_clock",
        "f8",
        "Integrated intensity of noticing one unrecognised, recognised hazard.",
        shape=2,
        kept=True,
    ),
    Field("next_notice", "f8", "Readings before which it notices none.", start=NEVER, shape=2, kept=True),
    Field("exposure", "f8", "Clocks of harm by general and major hazards.", shape=2, kept=True),
    Field("next_harm", "f8", "Readings before which no hazard harms.", start=NEVER, shape=2, kept=True),
    Field("everyday_clock", "f8", "Integrated intensity of injuries in everyday work.", kept=True),
    Field("next_everyday", "f8", "Reading at which the next happens.", kept=True),
    Field("risk", "f8", "Sum of its hazards' risk, by class.", shape=2, kept=True),
    Field("fatal_risk", "f8", "The same, each times its lethality.", shape=2, kept=True),
    Field("exit_clock", "f8", "Integrated intensity of leaving.", kept=True),
    Field("next_exit", "f8", "Reading at which it leaves.", kept=True),
    Field("employees", "f8", "Workers.", "persons", low=1, high=1e6),
    Field("scale", "f8", "(employees / 30) to the size elasticity.", low=0, high=1e6),
    Field("proneness", "f8", "To hazards: by its trade, source control, and newness.", low=0, high=1e6),
    Field("wear", "f8", "Of its plant: factor on the emergence of hazards.", start=1.0, low=0),
    Field("activity", "f8", "1, or what a stop leaves.", start=1.0, low=0, high=1),
    Field("effort", "f8", "Safety effort.", low=0, high=1),
    Field("first_effort", "f8", "With which it started.", low=0, high=1),
    Field("responsibility", "f8", "Responsibility (safety culture).", low=0, high=1),
    Field("first_responsibility", "f8", "With which it started.", low=0, high=1),
    Field("inspection_belief", "f8", "Perceived probability of being found out in a year.", low=0, high=1),
    Field("sanction_belief", "f8", "Perceived probability of a sanction once found out.", low=0, high=1),
    Field("recheck_belief", "f8", "Perceived probability of a recheck.", low=0, high=1),
    Field("salience", "f8", "Of accidents.", low=0, high=1),
    Field("alert", "f8", "To being the next to be found out or to have an accident.", low=0, high=1),
    Field("training", "f8", "Share of hazards that its people recognise by training.", low=0, high=1),
    Field("pressure", "f8", "Economic pressure.", low=0, high=1),
    Field("first_pressure", "f8", "Without growth targets.", low=0, high=1),
    Field("liquidity", "f8", "Cash over its normal level; normal is about 1.", low=0.05, high=1e6),
    Field("first_liquidity", "f8", "Its normal level.", low=0.05, high=1e6),
    Field("spending", "f8", "This week.", "yuan", low=0),
    Field("repair_bill", "f8", "This week, whoever pays.", "yuan", low=0),
    Field("paid", "f8", "Settled this week.", "yuan", low=0),
    Field("expected_injuries", "f8", "Integrated intensity of recordable injuries, since week 0.", kept=True),
    Field("emerged", "i4", "Hazards, since week 0.", kept=True),
    Field("slips", "i4", "Injuries in everyday work so far.", kept=True),
    Field("insurance_luck", "f8", "It is insured where this lies below the share of insured firms.", low=0, high=1),
    Field("loss", "f8", "By a sanction, as last weighed.", "its yearly compliance costs", kept=True),
    Field("loss_exponent", "f8", "Power by which it was weighed.", start=1.0, kept=True),
    Field("felt_loss", "f8", "As it was felt.", kept=True),
)

MEMORY = (
    Field(
        "recognition", "f8", "Share of hazards that its people recognise, by domain.", shape=len(DOMAINS), low=0, high=2
    ),
    Field("identity", "u8", "Of the firm, in all worlds.", kept=True),
    Field("entry", "i4", "Number of the entrant (0: there from the start).", kept=True),
    Field("tier", "i4", "0 blue, 1 yellow, 2 orange, 3 red.", low=BLUE, high=RED),
    Field("opened", "i4", "When it opened.", "week"),
    Field("age", "f8", "When it opened here: 0, but for those there at first.", "weeks", low=0, high=1e9),
    Field("design", "f8", "What source control has left of the hazards of its plant.", start=1.0, low=0, high=1),
    Field("plant_age", "f8", "In the week in which it opened.", "years", low=0, high=1000),
    Field("sensor_luck", "f8", "It has sensors where this lies below the share with sensors.", low=0, high=1),
    Field(
        "connection_luck", "f8", "It has connections where this lies below the share with connections.", low=0, high=1
    ),
    Field("whistle_clock", "f8", "Integrated intensity of whistle-blowing.", kept=True),
    Field("next_whistle", "f8", "Reading at which the next employee speaks out.", kept=True),
    Field("insurer_clock", "f8", "Integrated intensity of insurers' visits.", kept=True),
    Field("next_insurer", "f8", "Reading at which the insurer comes.", kept=True),
    Field("alarm_clock", "f8", "Integrated intensity of false alarms.", kept=True),
    Field("next_alarm", "f8", "Reading at which the next sounds.", kept=True),
    Field("own_priority", "f8", "Under a targeting rule of one's own."),
    Field("own_target", "f8", "Effort under a compliance rule of one's own.", low=0, high=1),
    Field("attraction", "f8", "Of effort over none (experience-weighted attraction)."),
    Field("experience", "f8", "N of experience-weighted attraction.", low=0),
    Field("hits", "f8", "Visits with findings, faded.", low=0),
    Field("misses", "f8", "Visits without, faded.", low=0),
    Field("sanction_hits", "f8", "Cases with a sanction, faded.", low=0),
    Field("sanction_misses", "f8", "Cases without, faded.", low=0),
    Field("tie", "f8", "To the inspector who was there last.", low=0, high=1),
    Field("last_inspector", "u8", "Key of that person.", kept=True),
    Field("repeats", "i4", "Visits of that person in a row, after the first.", low=0, high=1_000_000),
    Field("complaint_since", "i4", "When the first open report was made.", "week"),
    Field("reports", "i4", "Reports on it so far.", kept=True),
    Field("false_alarms", "i4", "So far.", kept=True),
    Field("whistles", "i4", "So far.", kept=True),
    Field("outcries", "i4", "Reports that its people or neighbours make this week.", low=0, high=1000),
    Field("headlines", "i4", "Published accidents, not yet picked up by media.", low=0, high=1000),
    Field("exposed", "i4", "Exposures in the media this week.", low=0, high=1000),
    Field("stories", "i4", "Chances that media had to report on it.", kept=True),
    Field("agency", "i4", "Number of the agency whose client it is.", low=0, high=1_000_000),
    Field("agency_reports", "i4", "So far.", kept=True),
    Field("checks", "i4", "By any body that looks over all domains.", kept=True),
    Field("checked", "i4", "Last check of a domain by an authority.", "week", shape=len(DOMAINS)),
    Field("checker", "i4", "Whose: 0 the grid inspectors, 1 and up the departments.", shape=len(DOMAINS), kept=True),
    Field("injected", "i4", "Hazards that directives have put there.", kept=True),
    Field("insurer_calls", "i4", "So far.", kept=True),
    Field("blasts", "i4", "Accidents of this week that can set off others.", low=0, high=1000),
    Field("cases", "i4", "So far.", kept=True),
    Field("case_domain", "i4", "Domain of the hazard that gave rise to its last case.", low=0, high=len(DOMAINS) - 1),
    Field("sanction_weeks", "i4", "Of its last sanctions.", "week", -NO_WEEK, shape=4),
    Field("last_of", "i8", "Last row of each kind of event in the log.", start=NO_ROW, shape=len(EVENTS), kept=True),
    Field("referred_case", "i8", "Row in the log of the case being decided elsewhere.", start=NO_ROW, kept=True),
)

COUNTS = (
    Field("visits", "i4", "Of inspectors, since week 0.", kept=True),
    Field("found", "i4", "Findings of visits, since week 0.", kept=True),
    Field("recorded", "i4", "Hazards recorded with an order, since week 0.", kept=True),
    Field("closed", "i4", "Orders obeyed in truth, since week 0.", kept=True),
    Field("sanctions", "i4", "Since week 0.", kept=True),
    Field("accidents", "i4", "Reportable ones, since week 0.", kept=True),
    Field("injuries", "i4", "Recordable ones, since week 0.", kept=True),
    Field("reported_injuries", "i4", "Since week 0.", kept=True),
    Field("deaths", "i4", "Since week 0.", kept=True),
)

ENTERPRISE = (*PREMISES, *QUEUE, *FIRM, *MEMORY, *COUNTS)
SINCE_WEEK_0 = ("emerged", *(field.name for field in COUNTS), "expected_injuries")
