"""govsim: an agent-based simulation of grass-roots safety supervision.

>>> scenario = govsim.load_scenario("scenarios/c_office.yaml")
>>> run = govsim.simulate(scenario, seed=1)
>>> comparison = govsim.compare(scenario, policies=["stronger_team", "better_assessment"])
"""

from __future__ import annotations

from importlib import import_module
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
    from govsim.errors import InputError
    from govsim.experiments.compare import Comparison, compare
    from govsim.experiments.run import Run, Runs, replicate, simulate
    from govsim.experiments.sensitivity import Sensitivity, sensitivity
    from govsim.experiments.study import Study, load_study
    from govsim.experiments.sweep import Sweep, sweep
    from govsim.experiments.trial import TrialResult, trial
    from govsim.extensions import compliance_rule, targeting_rule
    from govsim.model import GovernanceModel
    from govsim.parameters.policies import Policy
    from govsim.parameters.scenario import Directive, Scenario, load_scenario
    from govsim.schedule import SCHEDULE, with_phase

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
    "Comparison": "govsim.experiments.compare",
    "compare": "govsim.experiments.compare",
    "Run": "govsim.experiments.run",
    "Runs": "govsim.experiments.run",
    "replicate": "govsim.experiments.run",
    "simulate": "govsim.experiments.run",
    "TrialResult": "govsim.experiments.trial",
    "trial": "govsim.experiments.trial",
    "compliance_rule": "govsim.extensions",
    "targeting_rule": "govsim.extensions",
    "Sensitivity": "govsim.experiments.sensitivity",
    "sensitivity": "govsim.experiments.sensitivity",
    "Study": "govsim.experiments.study",
    "load_study": "govsim.experiments.study",
    "Sweep": "govsim.experiments.sweep",
    "sweep": "govsim.experiments.sweep",
    "GovernanceModel": "govsim.model",
    "Policy": "govsim.parameters.policies",
    "Directive": "govsim.parameters.scenario",
    "Scenario": "govsim.parameters.scenario",
    "load_scenario": "govsim.parameters.scenario",
    "SCHEDULE": "govsim.schedule",
    "with_phase": "govsim.schedule",
}

__version__ = "0.1.0"
__all__ = [
    "SCHEDULE",
    "Comparison",
    "Department",
    "Directive",
    "Enterprise",
    "GovernanceModel",
    "GridInspector",
    "InputError",
    "MutualAidGroup",
    "Policy",
    "Regulator",
    "Run",
    "Runs",
    "Scenario",
    "Sensitivity",
    "Study",
    "Sweep",
    "ThirdPartyAgency",
    "TrialResult",
    "Volunteer",
    "__version__",
    "compare",
    "compliance_rule",
    "load_scenario",
    "load_study",
    "replicate",
    "sensitivity",
    "simulate",
    "sweep",
    "targeting_rule",
    "trial",
    "with_phase",
]


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module 'govsim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
