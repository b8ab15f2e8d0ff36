"""How an enterprise chooses its effort, and what it believes of inspection and sanction (M11, perceived risk)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.agents import connections
from govsim.compiled import compiled, weekly
from govsim.elementary import logistic, power
from govsim.parameters import CHOICES

if TYPE_CHECKING:
    from govsim.views import Common, Enterprise, Grid, Parameters

RULE = CHOICES["compliance_rule"]
BELIEF = CHOICES["belief_rule"]

QUARTERS = 4.0 / 52.0  # quarters in a week


# --- reasons ----------------------------------------------------------------------------------------------------------


@weekly
def reasons_for_effort(p: Parameters, common: Common, e: Enterprise, norm: float, certainty: float) -> float:
    """Return what speaks for effort, in units of the yearly cost of full effort.

    `certainty` lambda (fine + stop + reputation)^a + concern (1 + salience) + prosecution + omega S + mu (norm - 1/2);
    `certainty` is the felt probability of a sanction in a year.
    """
    sanction = p.sanction_weight * felt_loss(p, e, common.fine / e.employees + common.stop_and_reputation)
    reasons = certainty * sanction + p.accident_concern * (1.0 + e.salience) + common.prosecution
    if e.insurance_luck < p.insured_share:
        reasons += common.premium_at_stake
    if e.watched == 1:
        reasons += worth_of_release(p, certainty * sanction, e.inspection_belief)
    return reasons + (p.responsibility_weight * e.responsibility + p.norm_weight * (norm - 0.5))


@weekly
def felt_loss(p: Parameters, e: Enterprise, loss: float) -> float:
    """Return how a loss is felt: loss^a, so that twice the fine is felt as less than twice (Tversky, Kahneman 1992).

    What is at stake is the same for years: the firm remembers it, and the power is taken anew where it has changed.
    """
    if e.loss != loss or e.loss_exponent != p.severity_exponent:
        e.loss = loss
        e.loss_exponent = p.severity_exponent
        e.felt_loss = loss if p.severity_exponent == 1.0 else power(loss, p.severity_exponent)
    return e.felt_loss


@weekly
def cost_of_effort(p: Parameters, e: Enterprise) -> float:
    """Return the felt yearly cost of full effort: (1 + a pressure) / liquidity."""
    return (1.0 + p.pressure_cost * e.pressure) / e.liquidity


@weekly
def balance_of_reasons(p: Parameters, common: Common, e: Enterprise, norm: float) -> float:
    """Return the net reason for effort: what speaks for it less its cost."""
    return reasons_for_effort(p, common, e, norm, felt_certainty(p, e)) - cost_of_effort(p, e)


@weekly
def felt_certainty(p: Parameters, e: Enterprise) -> float:
    """Return the probability of a sanction in a year as the firm feels it.

    Being found out times being sanctioned then, more on the alert; ties to the inspector and connections to the
    authorities are felt as protection (M37).
    """
    certainty = e.inspection_belief * e.sanction_belief
    if e.alert > 0.0:
        certainty += p.alert_certainty * e.alert * (1.0 - certainty)
    if p.capture > 0.0:
        certainty *= 1.0 - p.capture * e.tie
    if p.connected_share > 0.0:
        certainty *= connections.left_by_connections(p, e)
    return certainty


@compiled
def worth_of_release(p: Parameters, penalty: float, inspected: float) -> float:
    """Return what the hope to leave the watched group adds to the reasons for effort (Harrington 1988).

    `penalty` is the expected yearly penalty of a watched firm without effort, in yearly costs of effort, and
    `inspected` its probability p of being found out in a year. An unwatched firm is visited g = interval_watched /
    interval_trusted times as often, so it is found out with g p and expects g times the penalty; it makes no effort
    and, once found out, is watched. A watched firm that complies is released with the probability r = p *
    watch_release. The
    values of the two states differ by D = (1 - g penalty) / (1 - d (1 - g p) (1 - r)) with the discount factor d, and
    effort brings the share d r of it. Zero where the penalty exceeds the cost even unwatched.
    """
    rarer = min(1.0, p.interval_watched / p.interval_trusted)
    release = min(1.0, inspected * p.watch_release)
    stays = (1.0 - min(1.0, rarer * inspected)) * (1.0 - release)
    return p.foresight * release * max(0.0, 1.0 - rarer * penalty) / (1.0 - p.foresight * stays)


# --- M11 rules --------------------------------------------------------------------------------------------------------


@weekly
def target_effort(p: Parameters, common: Common, e: Enterprise, norm: float) -> float:
    """Return the effort in [0, 1] toward which the enterprise moves, by the rule of the scenario (M11)."""
    if p.compliance_rule == RULE.logit:
        return logistic(p.choice_precision * balance_of_reasons(p, common, e, norm))
    if p.compliance_rule == RULE.fixed:
        return e.first_effort
    return other_target(p, common, e, norm)


@compiled
def other_target(p: Parameters, common: Common, e: Enterprise, norm: float) -> float:
    """Return the effort toward which the enterprise moves under the rules that are not the usual one."""
    if p.compliance_rule == RULE.becker:
        return 1.0 if balance_of_reasons(p, common, e, norm) > 0.0 else 0.0
    if p.compliance_rule == RULE.icarus:
        return fictitious_play(p, common, e, norm)
    if p.compliance_rule == RULE.ewa:
        return attraction(p, common, e, norm)
    if p.compliance_rule == RULE.imitation:
        return replicate(p, e.effort, balance_of_reasons(p, common, e, norm))
    return min(1.0, max(0.0, e.own_target))


@compiled
def fictitious_play(p: Parameters, common: Common, e: Enterprise, norm: float) -> float:
    """Return the smoothed best reply to what the firm has seen of the inspectors (ICARUS).

    The perceived probability of a sanction counts with the power of the risk appetite, and is discounted
    hyperbolically by the expected waiting time 1/p (years): (p q)^a / (1 + k / p).
    """
    inspected = max(1e-6, e.inspection_belief)
    certainty = power(inspected * e.sanction_belief, p.risk_appetite) / (1.0 + p.discounting / inspected)
    net = reasons_for_effort(p, common, e, norm, certainty) - cost_of_effort(p, e)
    return logistic(p.choice_precision * net)


@compiled
def attraction(p: Parameters, common: Common, e: Enterprise, norm: float) -> float:
    """Return the choice probability of effort by experience-weighted attraction (Camerer and Ho 1999).

    Payoffs: -cost of effort, and minus what speaks for it without effort. The chosen share gets full weight, the other
    delta. The difference of attractions and the experience N fade by phi a quarter; effort = logistic(precision *
    difference).
    """
    left = power(p.ewa_phi, QUARTERS)
    with_effort = -cost_of_effort(p, e)
    without = -reasons_for_effort(p, common, e, norm, felt_certainty(p, e))
    weight_with = p.ewa_delta + (1.0 - p.ewa_delta) * e.effort
    weight_without = p.ewa_delta + (1.0 - p.ewa_delta) * (1.0 - e.effort)
    experience = left * e.experience + QUARTERS
    e.attraction = (
        left * e.experience * e.attraction + QUARTERS * (weight_with * with_effort - weight_without * without)
    ) / experience
    e.experience = experience
    return logistic(p.choice_precision * e.attraction)


@compiled
def replicate(p: Parameters, effort: float, net: float) -> float:
    """Return the effort after a week of the replicator equation x' = r x (1 - x) net (Taylor and Jonker 1978)."""
    return min(1.0, max(0.0, effort + p.imitation_rate * effort * (1.0 - effort) * net))


# --- perceived risk ---------------------------------------------------------------------------------------------------


@compiled
def begin(p: Parameters, e: Enterprise) -> None:
    """Let enterprise e start with the beliefs of its district and the experiences behind them; a new firm has none.

    A Beta mean with the prior's weight k and n remembered cases lies at b where b (k + n) less the prior's share of
    them were bad ones.
    """
    e.inspection_belief = p.belief_prior
    e.sanction_belief = p.sanction_prior
    if e.entry > 0:
        return
    e.inspection_belief = min(1.0, p.belief_prior * p.belief_start)
    e.sanction_belief = min(1.0, p.sanction_prior * p.sanction_start)
    weight = p.belief_weight
    n = p.visits_remembered
    e.hits = min(n, max(0.0, e.inspection_belief * (weight + n) - p.belief_prior * weight))
    e.misses = n - e.hits
    n = p.cases_remembered
    e.sanction_hits = min(n, max(0.0, e.sanction_belief * (weight + n) - p.sanction_prior * weight))
    e.sanction_misses = n - e.sanction_hits


@weekly
def forget(p: Parameters, common: Common, e: Enterprise, grid: Grid) -> None:
    """Let the beliefs of a firm drift back to their priors by a week."""
    if p.belief_rule == BELIEF.beta_bayes:
        weigh_experience(p, common, e, grid)
        return
    e.inspection_belief += common.forgetting * (p.belief_prior - e.inspection_belief)
    e.sanction_belief += common.forgetting * (p.sanction_prior - e.sanction_belief)


@compiled
def weigh_experience(p: Parameters, common: Common, e: Enterprise, grid: Grid) -> None:
    """Fade the experiences of a firm by a week, add those of its grid, and form its beliefs: Beta means."""
    left = 1.0 - common.forgetting
    e.hits *= left
    e.misses *= left
    social = p.belief_social
    e.sanction_hits = left * e.sanction_hits + social * grid.last_sanctions
    e.sanction_misses = left * e.sanction_misses + social * max(0.0, grid.last_cases - grid.last_sanctions)
    prior = p.belief_weight
    e.inspection_belief = (prior * p.belief_prior + e.hits) / (prior + e.hits + e.misses)
    e.sanction_belief = (prior * p.sanction_prior + e.sanction_hits) / (prior + e.sanction_hits + e.sanction_misses)


@compiled
def learn_of_visit(p: Parameters, e: Enterprise, found: int) -> None:
    """Change the belief in being found out after a visit, with or without findings."""
    e.hits += 1.0 if found > 0 else 0.0
    e.misses += 0.0 if found > 0 else 1.0
    e.inspection_belief = after_experience(p, e.inspection_belief, found > 0)


@compiled
def learn_of_case(p: Parameters, e: Enterprise, sanctioned: bool) -> None:
    """Change the belief in being sanctioned after a case, and, sanctioned, that in being found out."""
    e.sanction_hits += 1.0 if sanctioned else 0.0
    e.sanction_misses += 0.0 if sanctioned else 1.0
    jump = p.sanction_jump if sanctioned else 0.0
    if p.belief_rule in (BELIEF.jump_decay, BELIEF.asymmetric):
        e.sanction_belief += jump * (1.0 - e.sanction_belief)
        if sanctioned:
            e.inspection_belief += p.belief_jump * (1.0 - e.inspection_belief)
        elif p.belief_rule == BELIEF.asymmetric:
            e.sanction_belief -= p.belief_relief * e.sanction_belief
    elif p.belief_rule == BELIEF.bomb_crater:
        e.sanction_belief -= jump * e.sanction_belief


@compiled
def after_experience(p: Parameters, belief: float, bad: bool) -> float:
    """Return a belief after a bad experience or a good one, by the rule; beta_bayes forms it from counts elsewhere."""
    if p.belief_rule == BELIEF.beta_bayes:
        return belief
    if not bad:
        return belief - (p.belief_relief * belief if p.belief_rule == BELIEF.asymmetric else 0.0)
    if p.belief_rule == BELIEF.bomb_crater:
        return belief - p.belief_jump * belief
    return belief + p.belief_jump * (1.0 - belief)
