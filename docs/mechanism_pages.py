"""Write a page for each mechanism, docs/mechanisms/M01.md and so on, with a picture of its effect.

Prose, equations, literature and the experiments behind the pictures stand in docs/mechanisms/pages.yaml; tables of
parameters, rules, off switches and outcomes come from the declarations. Without options the pages are written from
the effects on file (docs/mechanisms/effects.csv); `--pictures` runs the experiments, and `--draw` draws them from the
effects on file. `--check` runs and writes nothing: it names the pages that are stale, and pictures of another
experiment than the one that stands in pages.yaml, and exits with code 1 if there are any.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from dataclasses import dataclass, field
from importlib import import_module
from inspect import unwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from generate import NOTICE, first_line, parameter_table, shown

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import MECHANISMS, PARAMETERS
from govsim.report.numbers import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    import govsim

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "mechanisms"
CONTENT: dict[str, Any] = yaml.safe_load((FOLDER / "pages.yaml").read_text(encoding="utf-8"))
SEEDS = range(1, 13)
SPAN = {"warmup_weeks": 52, "weeks": 156, "measure_from": 52}
STAMP = "Experiment"  # key of the text in a PNG that says which experiment it shows


@dataclass(frozen=True)
class Experiment:
    """What a picture shows: a parameter varied over values, the first of which is the reference.

    And its effect on outcomes.
    """

    vary: str
    values: list[Any]
    outcomes: list[str]
    set: dict[str, Any] = field(default_factory=dict)
    policy: dict[str, Any] = field(default_factory=dict)
    offices: int = 0

    @property
    def fingerprint(self) -> str:
        """Hash of everything that the picture depends on, but for the model."""
        told = json.dumps([self.__dict__, CONTENT["office"], SPAN, len(SEEDS)], sort_keys=True)
        return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()

    def scenario(self, value: Any) -> govsim.Scenario:
        """Return the scenario of one variant."""
        import govsim

        scenario = govsim.load_scenario(ROOT / "scenarios" / "c_office.yaml").without_policies().with_span(**SPAN)
        if self.offices:
            offices = [{"name": f"office {n}", "enterprises": {"count": 60}} for n in range(1, self.offices + 1)]
            told = scenario.model_dump(exclude={"enterprises", "offices", "policies", "comparison"}) | {
                "offices": offices
            }
            scenario = govsim.Scenario.model_validate(told)
        scenario = scenario.with_values({**CONTENT["office"], **self.set, self.vary: value})
        return scenario.with_policy(given=govsim.Policy(**self.policy)) if self.policy else scenario


@dataclass(frozen=True)
class Effect:
    """One point of a picture: the mean over seeds, and the paired difference from the reference with its interval."""

    mechanism: str
    outcome: str
    value: str
    mean: float
    difference: float
    low: float
    high: float


EXPERIMENTS = {name: Experiment(**given["picture"]) for name, given in CONTENT["mechanisms"].items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the pages; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the pages of the mechanisms.")
    parser.add_argument(
        "--check", action="store_true", help="run and write nothing; name what is stale and exit with code 1"
    )
    parser.add_argument(
        "--pictures", action="store_true", help="run the experiments and draw the pictures anew (some minutes)"
    )
    parser.add_argument("--draw", action="store_true", help="draw the pictures from the effects on file")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        help="with --pictures or --draw: only this mechanism; may be repeated",
        metavar="ID",
    )
    given = parser.parse_args(arguments)
    effects = read_effects()
    for name in (given.only or MECHANISMS) if given.pictures or given.draw else ():
        if given.pictures:
            effects[name] = run(name)
            write_effects(effects)
        draw(name, effects[name])
    effects = read_effects()  # as rounded on file, so that a later check gives the same pages
    stale = stale_files(effects)
    for path in stale:
        if given.check:
            print(f"stale: {path.relative_to(ROOT)}")
        elif path.suffix == ".md":
            path.write_text(page(path.stem, effects), encoding="utf-8")
            print(f"written: {path.relative_to(ROOT)}")
        else:
            print(f"stale: {path.relative_to(ROOT)}; draw it with --pictures --only {path.stem}")
    if stale and given.check:
        print("write them anew with: python docs/mechanism_pages.py (pictures: --pictures)")
    return 1 if stale and given.check else 0


def stale_files(effects: dict[str, list[Effect]]) -> list[Path]:
    """Return the pages whose text is not what it would be today, and the pictures of another experiment."""
    from PIL import Image

    stale = []
    for name in (*MECHANISMS, "population"):
        path = FOLDER / f"{name}.md"
        if not path.is_file() or path.read_text(encoding="utf-8") != page(name, effects):
            stale.append(path)
    for name, experiment in EXPERIMENTS.items():
        path = FOLDER / f"{name}.png"
        if not path.is_file():
            stale.append(path)
            continue
        with Image.open(path) as picture:
            if picture.info.get(STAMP) != experiment.fingerprint:
                stale.append(path)
    return stale


# --- pages ------------------------------------------------------------------------------------------------------------


def page(name: str, effects: dict[str, list[Effect]]) -> str:
    """Return the page of a mechanism, or of the parameters that belong to none."""
    mechanism = MECHANISMS.get(name)
    told = CONTENT["mechanisms"][name] if mechanism else CONTENT[name]
    lines = [
        NOTICE.replace("generate.py", "mechanism_pages.py").replace(
            "the declarations in govsim/", "pages.yaml and the declarations"
        ),
        "",
    ]
    title = (name if name == "self-check" else f"{name} {mechanism.name}") if mechanism else told["title"]
    lines += [f"# {title[0].upper()}{title[1:]}", "", told["says"].strip(), ""]
    if mechanism:
        lines += picture(name, effects.get(name, []))
    lines += ["## Equation", "", "```math", told["equation"].strip(), "```", "", told["where"].strip(), ""]
    lines += ["## Sources", ""]
    lines += [f"* {source(key)}" for key in told.get("sources", [])] + (
        [f"* {told['notes'].strip()}"] if "notes" in told else []
    )
    lines += [
        "* Values and their sources, parameter by parameter: below."
        if told.get("sources") or "notes" in told
        else "* See the parameters below.",
        "",
    ]
    lines += ["## Rule", ""]
    places = list(dict.fromkeys([*([mechanism.rule] if mechanism else []), *told["rules"]]))
    lines += [rule_line(place) for place in places]
    if mechanism:
        off = ", ".join(f"`{parameter} = {shown(value)}`" for parameter, value in mechanism.neutral.items())
        own = (o for p in mechanism.neutral for o in PARAMETERS[p].shows_in if o not in mechanism.shows_in)
        shows = [f"`{o}` ({ALL_OUTCOMES[o].level}): {ALL_OUTCOMES[o].meaning}" for o in (*mechanism.shows_in, *own)]
        lines += [
            "",
            "## Switched off",
            "",
            f"`mechanisms: {{{name}: false}}` in a scenario, `--off {name}` on the command line. It means: {off}.",
            "",
        ]
        lines += ["## Shows in", "", *(f"* {line}" for line in shows)]
    lines += ["", "## Parameters", "", *parameter_table((PARAMETERS[p] for p in told["parameters"]), policy=False)]
    lines += ["", "[All mechanisms](../mechanisms.md) · [the model](../model.md) · [all parameters](../parameters.md)"]
    return "\n".join([*lines, ""])


def picture(name: str, effects: list[Effect]) -> list[str]:
    """Return the picture of a mechanism with what it shows, said in words and numbers."""
    experiment = EXPERIMENTS[name]
    told = []
    for outcome in experiment.outcomes:
        points = [e for e in effects if e.outcome == outcome]
        if points:
            first, last = points[0], max(points[1:], key=lambda e: abs(e.difference))
            told.append(
                f"`{outcome}` {number(first.mean)} at {first.value}; {number(last.mean)} at {last.value}, a "
                f"difference of {signed(last)}"
            )
    settings = "".join(f", `{key} = {shown(value)}`" for key, value in experiment.set.items())
    place = f"{experiment.offices} offices of 60 firms" if experiment.offices else "C office as its reform left it"
    policy = f", with a policy {json.dumps(experiment.policy)}" if experiment.policy else ""
    caption = (
        f"`{experiment.vary}` is varied in {place}{settings}{policy}, over {len(SEEDS)} seeds that all "
        f"variants share. Points: means. Bars: 95 % "
        "interval of the paired difference from the first variant."
    )
    return [f"![{'. '.join(told)}]({name}.png)".replace("`", ""), "", f"{'. '.join(told)}. {caption}", ""]


def signed(effect: Effect) -> str:
    """Return the difference of a point with its interval."""
    sign = "" if effect.difference < 0 else "+"
    return f"{sign}{number(effect.difference)} ({number(effect.low)} to {number(effect.high)})"


def source(key: str) -> str:
    """Return the reference of a key; what follows the key are articles of a law."""
    name, _, articles = key.partition(" ")
    return CONTENT["literature"][name] + (f", art. {articles}." if articles else "." if name == "law" else "")


def rule_line(place: str) -> str:
    """Return a line about a function that holds a rule: its name, its file, what it does."""
    module, _, function = place.partition(":")
    found = getattr(import_module(module), function)
    file = f"{module.replace('.', '/')}.py"
    return f"* `{function}` in [{file}](../../{file}): {first_line(unwrap(getattr(found, 'py_func', found)))}"


# --- pictures ---------------------------------------------------------------------------------------------------------


def run(name: str) -> list[Effect]:
    """Run the experiment of a mechanism."""
    import numpy as np

    import govsim
    from govsim.runs.interval import interval

    experiment = EXPERIMENTS[name]
    runs = [govsim.replicate(experiment.scenario(value), SEEDS).outcomes for value in experiment.values]
    effects = []
    for outcome in experiment.outcomes:
        for value, variant in zip(experiment.values, runs, strict=True):
            d = interval(variant[outcome] - runs[0][outcome])
            effects.append(
                Effect(name, outcome, shown(value), float(np.nanmean(variant[outcome])), d.mean, d.low, d.high)
            )
    return effects


def draw(name: str, effects: list[Effect]) -> None:
    """Draw the picture of a mechanism."""
    from matplotlib.figure import Figure

    from govsim.report.figures import COLOURS

    experiment = EXPERIMENTS[name]
    named = PARAMETERS[experiment.vary].kind == "choice"
    figure = Figure(figsize=(6.4, 2.3), layout="constrained")
    for n, (axis, outcome) in enumerate(
        zip(figure.subplots(1, len(experiment.outcomes)), experiment.outcomes, strict=True)
    ):
        points = [e for e in effects if e.outcome == outcome]
        places = range(len(points)) if named else [float(value) for value in experiment.values]
        means = [e.mean for e in points]
        bars = [[e.difference - e.low for e in points], [e.high - e.difference for e in points]]
        axis.errorbar(
            places,
            means,
            yerr=bars,
            fmt="o" if named else "o-",
            ms=4,
            lw=1.4,
            elinewidth=1.2,
            capsize=2.5,
            color=COLOURS[n],
        )
        axis.set_title(f"{outcome} ({ALL_OUTCOMES[outcome].level})", fontsize=9, loc="left", fontweight="bold")
        axis.set_ylabel(ALL_OUTCOMES[outcome].unit, fontsize=8)
        axis.set_xlabel(experiment.vary, fontsize=8)
        axis.tick_params(labelsize=8)
        axis.margins(x=0.06, y=0.12)
        if min(means) >= 0 and min(means) < 0.6 * max(means):
            axis.set_ylim(bottom=0 if min(means) > 0 else -0.04 * max(means))
        axis.set_xticks(places, [e.value.replace("_", " ") for e in points])
        if named:
            axis.set_xlabel("")
            for label in axis.get_xticklabels():
                label.set(rotation=30, ha="right", rotation_mode="anchor")
        axis.grid(axis="y", color="#dddddd", lw=0.6)
        axis.spines[["top", "right"]].set_visible(False)
    save(figure, name, experiment.fingerprint)


def save(figure: Figure, name: str, fingerprint: str) -> None:
    """Write a picture in few colours, with the fingerprint of its experiment."""
    from io import BytesIO

    from PIL import Image, PngImagePlugin

    drawn = BytesIO()
    figure.savefig(drawn, dpi=120)
    stamp = PngImagePlugin.PngInfo()
    stamp.add_text(STAMP, fingerprint)
    with Image.open(drawn) as picture:
        picture.convert("RGB").quantize(48).save(FOLDER / f"{name}.png", pnginfo=stamp, optimize=True)


def read_effects() -> dict[str, list[Effect]]:
    """Return the effects on file, by mechanism."""
    path = FOLDER / "effects.csv"
    effects: dict[str, list[Effect]] = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                numbers = {key: float(row.pop(key)) for key in ("mean", "difference", "low", "high")}
                effects.setdefault(row["mechanism"], []).append(Effect(**row, **numbers))
    return effects


def write_effects(effects: dict[str, list[Effect]]) -> None:
    """Write the effects, in the order of the mechanisms."""
    with (FOLDER / "effects.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Effect.__dataclass_fields__)
        for name in MECHANISMS:
            for e in effects.get(name, []):
                writer.writerow(
                    [e.mechanism, e.outcome, e.value, *(f"{x:.6g}" for x in (e.mean, e.difference, e.low, e.high))]
                )


if __name__ == "__main__":
    sys.exit(main())
