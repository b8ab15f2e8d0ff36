"""A decision on screen: a table, lines beneath it, and last the one sentence for whoever decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.evidence.decisions import findings
from govsim.evidence.decisions.problem import HEADLINE
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import PARAMETERS
from govsim.parameters.titles import policy_short, policy_title, scenario_title
from govsim.report.numbers import number, span
from govsim.report.ranking import choice_label, factor_label
from govsim.report.tables import Column, ScreenTable, stacked
from govsim.runs.assumed import assumed_line
from govsim.runs.views import PAID
from govsim.words import text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from govsim.evidence.decisions.discovery import Box
    from govsim.evidence.decisions.findings import Known
    from govsim.evidence.decisions.told import Told


MOST_PAIRS = 3  # of measures that are told


def name_of(told: Told, x: int, *, short: bool = False) -> str:
    """Return what people call a portfolio."""
    label = told.decision.label(x)
    if label == "none":
        return text("decide.nothing")
    return (policy_short if short else policy_title)(told.decision.problem.scenario, label)


def screen(told: Told) -> list[RenderableType]:
    """Return what is printed: the table, what else is known, and the sentence."""
    lines = [*_lines(told), assumed_line(told.decision.problem.scenario, [HEADLINE])]
    return [table(told), *lines, "", sentence(told)]


def table(told: Told) -> ScreenTable:
    """Return the portfolios worth looking at, from cheap to dear."""
    d = told.decision
    years = d.problem.told.horizon_years
    payer = text(f"decide.payer.{told.payer}")
    columns = [
        Column(text("decide.portfolio")),
        Column(text("decide.cost", payer=payer), right=True),
        Column(text("decide.total"), right=True, rank=3),
        Column(text("decide.averted", years=number(years)), right=True),
        Column(text("decide.net"), right=True, rank=1),
        Column(text("decide.pays"), right=True, rank=2),
        Column(text("decide.regret"), right=True, rank=4),
    ]
    title = text("decide.title", scenario=scenario_title(d.problem.scenario))
    sheet = ScreenTable(title, columns, caption=caption(told), lines=True)
    for x in told.shown:
        effect, cost = told.effect(x), told.cost(x, PAID[told.payer])  # type: ignore[index]
        mark = "" if d.allowed[x] else text("decide.beyond")
        mark = text("decide.advised") if x == d.advice else mark
        name = name_of(told, x, short=True)
        sheet.rows.append(
            [
                stacked(name, mark) if mark else name,
                number(cost.mean),
                number(told.cost(x, "total_cost").mean),
                stacked(number(years * effect.mean), span(*(years * end for end in effect.wide))) if x else "0",
                number(d.means[d.middle, x]),
                f"{100 * findings.robustness(d, x)[0]:.0f} %" if x else "",
                number(told.regrets[x].mean),
            ]
        )
    return sheet


def caption(told: Told) -> str:
    """Return what a reader must know of the table."""
    d = told.decision
    worths = [
        text(
            "decide.worth",
            outcome=ALL_OUTCOMES[name].words.label(),
            yuan=number(d.problem.worth(name, d.place)),
            low=number(benefit.yuan[0]),
            high=number(benefit.yuan[1]),
        )
        for name, benefit in d.problem.told.benefit.items()
    ]
    return text(
        "decide.caption",
        perspective=text(f"decide.seen.{d.problem.told.perspective}"),
        worths=text("semicolon").join(worths),
        sets=d.runs.sets,
        seeds=d.problem.told.seeds,
        portfolios=len(d.runs.portfolios),
        of=d.problem.count,
        runs=d.runs.count + (d.fresh.count if d.fresh else 0),
    )


def _lines(told: Told) -> list[str]:
    """Return what else is told, a line each."""
    failed = len(told.decision.runs.failures)
    lines = [*together(told), *seen_by_others(told), *flips(told), *knowing(told)]
    return [*lines, text("decide.failed", count=failed)] if failed else lines


def seen_by_others(told: Told) -> list[str]:
    """Return what would be best if others' costs counted."""
    others = {name: name_of(told, x, short=True) for name, x in told.by_perspective.items() if x != told.decision.best}
    return [text("decide.seen_by", perspective=text(f"decide.seen.{n}"), name=name) for n, name in others.items()]


def flips(told: Told) -> list[str]:
    """Return what would change the choice: worth, single parameters, all of them together."""
    d, lines = told.decision, []
    for place, x in told.along_axis:
        first = next(iter(d.problem.told.benefit))
        yuan = number(d.problem.worth(first, place))
        outcome = ALL_OUTCOMES[first].words.label()
        side = text("decide.under" if place < d.place else "decide.over")
        lines.append(
            text("decide.flip_worth", side=side, yuan=yuan, outcome=outcome, name=name_of(told, x, short=True))
        )
    lines += [text("decide.flip", what=_flip(told, n)) for n in range(min(3, len(told.one_way)))]
    if told.nearest and told.nearest.lead.high < 0.0:
        moved = ", ".join(f"{parameter_name(n)} {_value(v)}" for n, v in told.nearest.moved.items())
        lines.append(text("decide.near", name=name_of(told, told.nearest.rival, short=True), moved=moved))
    return [*lines, *_rules(told), *_finer(told)]


def knowing(told: Told) -> list[str]:
    """Return what knowing is worth: all parameters, single ones, measurements."""
    d, perfect = told.decision, told.perfect
    lines = [text("decide.evpi", value=number(perfect.value), span=span(perfect.low, perfect.high))]
    if told.parameters:
        known = told.parameters[0]
        value, low = number(known.worth.value), number(known.worth.low)
        lines.append(text("decide.evppi", what=what_known(known.what), value=value, low=low))
    elif len(d.contenders) > 1:
        lines.append(text("decide.too_few", sets=d.runs.sets))
    return lines + [text("decide.evsi", **_known(known)) for known in told.measurements[:2]]


def together(told: Told) -> list[str]:
    """Return which pairs of measures bring clearly more or less than the sum of each, the strongest first."""
    interplay, measures = told.decision.interplay, told.decision.problem.measures
    clear = [pair for pair in (interplay.pairs if interplay else ()) if pair[2].low > 0.0 or pair[2].high < 0.0]
    lines = []
    for i, j, gain in sorted(clear, key=lambda pair: -abs(pair[2].mean))[:MOST_PAIRS]:
        ends = sorted(abs(end) for end in (gain.low, gain.high))
        names = {"one": measure_name(told, measures[i]), "other": measure_name(told, measures[j])}
        key = "decide.pair_more" if gain.mean > 0.0 else "decide.pair_less"
        lines.append(text(key, **names, yuan=number(abs(gain.mean)), span=span(*ends)))
    return lines


def measure_name(told: Told, measure: str) -> str:
    """Return what people call a measure."""
    return policy_short(told.decision.problem.scenario, measure)


def what_known(what: str) -> str:
    """Return what people call parameters that are valued together."""
    return ", ".join(map(parameter_name, what.split("+")))


def measurement_name(known: Known) -> str:
    """Return what people call a measurement."""
    return text(f"decide.{known.what}", n=known.size)


def _rules(told: Told) -> list[str]:
    """Return under which rules of behaviour another portfolio wins, or that none was found."""
    if told.ruled is None:
        return [text("decide.rules_left")]
    flipping = [
        text(
            "decide.flip_rule",
            rule=factor_label(one.rule),
            choice=choice_label(one.rule, one.choice),
            name=name_of(told, one.rival, short=True),
            span=span(-one.lead.high, -one.lead.low),
        )
        for one in told.ruled
        if one.flips
    ]
    return flipping or ([text("decide.rules_hold", count=len(told.ruled))] if told.ruled else [])


def _finer(told: Told) -> list[str]:
    """Return what strengths between the levels would bring."""
    if told.finer is None:
        return []
    gain, scenario = told.finer.gain, told.decision.problem.scenario
    name = policy_short(scenario, told.finer.label)
    key = "decide.finer" if told.finer.kept else "decide.finer_beyond"
    return [text(key, name=name, gain=number(gain.mean), span=span(gain.low, gain.high))]


def _known(known: Known) -> dict[str, str]:
    return {
        "what": measurement_name(known),
        "value": number(known.worth.value),
        "low": number(known.worth.low),
        "cost": number(known.cost),
    }


def _flip(told: Told, n: int) -> str:
    d, flip = told.decision, told.one_way[n]
    at = _value(d.sets.value(flip.column, flip.at))
    rival = name_of(told, findings.rivals(d)[flip.rival], short=True)
    return text("decide.flip_at", parameter=parameter_name(d.sets.names[flip.column]), at=at, name=rival)


def parameter_name(name: str) -> str:
    """Return what people call a parameter."""
    return PARAMETERS[name].words.short()


def _value(value: object) -> str:
    return number(float(value)) if isinstance(value, (int, float)) else str(value)


def sentence(told: Told) -> str:
    """Return the one sentence that a director understands."""
    said = _sentence(told)
    return text("decide.partial", told=said) if told.decision.runs.partial else said


def _sentence(told: Told) -> str:
    d = told.decision
    budget = d.problem.told.budget.get(told.payer)  # type: ignore[call-overload]
    payer = text(f"decide.payer.{told.payer}")
    within = text("decide.within", yuan=number(budget), payer=payer) if budget is not None else text("decide.freely")
    if int(d.affordable.sum()) == 1 and len(d.affordable) > 1:
        x = told.cheapest_measure
        cost = number(told.cost(x, PAID[told.payer]).mean)  # type: ignore[index]
        return text("decide.too_small", within=within, name=name_of(told, x), cost=cost)
    if not d.supported:
        near = [x for x in [d.best, *d.not_told_apart] if x != d.advice]
        names = _names(told, near)
        if near:
            return text(
                "decide.unsupported", within=within, name=name_of(told, d.advice), others=names, alone=_alone(told)
            )
        return text("decide.none_pays", within=within, alone=_alone(told))
    years, effect = d.problem.told.horizon_years, told.effect(d.advice)
    return text(
        "decide.advice",
        within=within,
        name=name_of(told, d.advice),
        fewer=number(years * effect.mean),
        low=number(years * effect.wide[0]),
        high=number(years * effect.wide[1]),
        years=number(years),
        cost=number(told.cost(d.advice, PAID[told.payer]).mean),  # type: ignore[index]
        total=number(told.cost(d.advice, "total_cost").mean),
        payer=payer,
        apart=text("decide.not_apart", names=_names(told, d.not_told_apart))
        if d.not_told_apart
        else text("decide.apart"),
        fails=fails(told),
        measure=first_measurement(told),
    )


def _alone(told: Told) -> str:
    """Return what were best by the costs of whoever pays alone, where that is something else than is advised."""
    seen, best = told.payer, told.by_perspective.get(told.payer, 0)
    if best in (0, told.decision.advice) or seen == told.decision.problem.told.perspective:
        return ""
    return text("decide.alone", perspective=text(f"decide.seen.{seen}"), name=name_of(told, best, short=True))


def _names(told: Told, numbers: list[int]) -> str:
    first = [name_of(told, x, short=True) for x in numbers[:2]]
    if len(numbers) > 2:
        first.append(text("decide.more", count=len(numbers) - 2))
    return text("decide.or").join(first)


def fails(told: Told) -> str:
    """Return where the advice fails."""
    dense: list[Box] = [box for box in told.boxes if box.telling]
    if dense:
        d = told.decision
        limits = [
            text(
                "decide.above" if limit.above else "decide.below",
                parameter=parameter_name(d.sets.names[limit.column]),
                value=_value(d.sets.value(limit.column, limit.value)),
            )
            for limit in max(dense, key=lambda box: box.coverage).limits
        ]
        return text("decide.fails", limits=text("decide.and").join(limits))
    share, low, high = findings.robustness(told.decision, told.decision.advice)
    return text("decide.holds", share=f"{100 * share:.0f}", low=f"{100 * low:.0f}", high=f"{100 * high:.0f}")


def first_measurement(told: Told) -> str:
    """Return what is worth measuring first."""
    paying = [known for known in told.measurements if known.pays]
    if paying:
        return text("decide.measure", **_known(paying[0]))
    if told.measurements:
        return text("decide.no_measure")
    return text("decide.unmeasured")
