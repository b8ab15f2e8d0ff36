"""govsim: an agent-based simulation of grass-roots safety supervision.

>>> scenario = govsim.load_scenario("scenarios/c_office.yaml")
>>> run = govsim.simulate(scenario, seed=1)
>>> comparison = govsim.compare(scenario, policies=["stronger_team", "better_assessment"])
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govsim.agents.faces import (
        Department,
        Enterprise,
        GridInspector,
        MutualAidGroup,
        Regulator,
        ThirdPartyAgency,
        Volunteer,
    )
    from govsim.declarations import (
        declare_event,
        declare_mechanism,
        declare_outcome,
        declare_parameter,
        declare_tally,
        log_event,
        outcome,
        parameter,
    )
    from govsim.errors import InputError
    from govsim.evidence.rows import atlas, validation
    from govsim.extensions import compliance_rule, targeting_rule
    from govsim.glossary import label, short_label
    from govsim.investigation.care import Care, load_care
    from govsim.investigation.careless import Carelessness, careless
    from govsim.investigation.docket import Docket, docket
    from govsim.investigation.investigate import Investigation, investigate
    from govsim.model import GovernanceModel
    from govsim.outcomes import Outcome, Tally
    from govsim.outcomes.declare import Sums
    from govsim.parameters import Mechanism, Parameter
    from govsim.parameters.directives import Directive
    from govsim.parameters.policies import Policy
    from govsim.parameters.scenario import Scenario, load_scenario
    from govsim.runs.compare import Comparison, compare
    from govsim.runs.run import Run, Runs, replicate, simulate
    from govsim.runs.trial import TrialResult, trial
    from govsim.schedule import SCHEDULE, phase, with_phase
    from govsim.studies.ensemble import EnsembleComparison, compare_ensemble
    from govsim.studies.outside import model_function, salib_function, salib_problem
    from govsim.studies.ranking import Ranking, rank
    from govsim.studies.sensitivity import sensitivity
    from govsim.studies.sensitivity_result import Sensitivity
    from govsim.studies.study import Study, load_study
    from govsim.studies.sweep import sweep
    from govsim.studies.sweep_result import Sweep
    from govsim.words import Words, speaking
    from govsim.world.stored import load_world, save_world

    __version__: str

# Where each public name stands. They are imported when first used, so that `govsim --help` answers at once.
_PLACES = {
    "ThirdPartyAgency": "govsim.agents.faces",
    "Enterprise": "govsim.agents.faces",
    "GridInspector": "govsim.agents.faces",
    "Regulator": "govsim.agents.faces",
    "Volunteer": "govsim.agents.faces",
    "Department": "govsim.agents.faces",
    "MutualAidGroup": "govsim.agents.faces",
    "InputError": "govsim.errors",
    "label": "govsim.glossary",
    "short_label": "govsim.glossary",
    "Words": "govsim.words",
    "speaking": "govsim.words",
    "Comparison": "govsim.runs.compare",
    "compare": "govsim.runs.compare",
    "Run": "govsim.runs.run",
    "Runs": "govsim.runs.run",
    "replicate": "govsim.runs.run",
    "simulate": "govsim.runs.run",
    "TrialResult": "govsim.runs.trial",
    "trial": "govsim.runs.trial",
    "atlas": "govsim.evidence.rows",
    "validation": "govsim.evidence.rows",
    "Care": "govsim.investigation.care",
    "load_care": "govsim.investigation.care",
    "Carelessness": "govsim.investigation.careless",
    "careless": "govsim.investigation.careless",
    "Docket": "govsim.investigation.docket",
    "docket": "govsim.investigation.docket",
    "Investigation": "govsim.investigation.investigate",
    "investigate": "govsim.investigation.investigate",
    "compliance_rule": "govsim.extensions",
    "targeting_rule": "govsim.extensions",
    "Ranking": "govsim.studies.ranking",
    "rank": "govsim.studies.ranking",
    "EnsembleComparison": "govsim.studies.ensemble",
    "compare_ensemble": "govsim.studies.ensemble",
    "Sensitivity": "govsim.studies.sensitivity_result",
    "sensitivity": "govsim.studies.sensitivity",
    "Study": "govsim.studies.study",
    "load_study": "govsim.studies.study",
    "Sweep": "govsim.studies.sweep_result",
    "sweep": "govsim.studies.sweep",
    "GovernanceModel": "govsim.model",
    "Policy": "govsim.parameters.policies",
    "Directive": "govsim.parameters.directives",
    "Scenario": "govsim.parameters.scenario",
    "load_scenario": "govsim.parameters.scenario",
    "load_world": "govsim.world.stored",
    "save_world": "govsim.world.stored",
    "SCHEDULE": "govsim.schedule",
    "with_phase": "govsim.schedule",
    "phase": "govsim.schedule",
    "declare_event": "govsim.declarations",
    "declare_mechanism": "govsim.declarations",
    "declare_outcome": "govsim.declarations",
    "declare_parameter": "govsim.declarations",
    "declare_tally": "govsim.declarations",
    "log_event": "govsim.declarations",
    "outcome": "govsim.declarations",
    "parameter": "govsim.declarations",
    "model_function": "govsim.studies.outside",
    "salib_function": "govsim.studies.outside",
    "salib_problem": "govsim.studies.outside",
    "Mechanism": "govsim.parameters",
    "Parameter": "govsim.parameters",
    "Outcome": "govsim.outcomes",
    "Tally": "govsim.outcomes",
    "Sums": "govsim.outcomes.declare",
}

__all__ = [
    "SCHEDULE",
    "Care",
    "Carelessness",
    "Comparison",
    "Department",
    "Directive",
    "Docket",
    "EnsembleComparison",
    "Enterprise",
    "GovernanceModel",
    "GridInspector",
    "InputError",
    "Investigation",
    "Mechanism",
    "MutualAidGroup",
    "Outcome",
    "Parameter",
    "Policy",
    "Ranking",
    "Regulator",
    "Run",
    "Runs",
    "Scenario",
    "Sensitivity",
    "Study",
    "Sums",
    "Sweep",
    "Tally",
    "ThirdPartyAgency",
    "TrialResult",
    "Volunteer",
    "Words",
    "__version__",
    "atlas",
    "careless",
    "compare",
    "compare_ensemble",
    "compliance_rule",
    "declare_event",
    "declare_mechanism",
    "declare_outcome",
    "declare_parameter",
    "declare_tally",
    "docket",
    "investigate",
    "label",
    "load_care",
    "load_scenario",
    "load_study",
    "load_world",
    "log_event",
    "model_function",
    "outcome",
    "parameter",
    "phase",
    "rank",
    "replicate",
    "salib_function",
    "salib_problem",
    "save_world",
    "sensitivity",
    "short_label",
    "simulate",
    "speaking",
    "sweep",
    "targeting_rule",
    "trial",
    "validation",
    "with_phase",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":  # that of the tag from which the package was installed
        return version("govsim")
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module 'govsim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
