"""The JSON schema of scenario files."""

from __future__ import annotations

from typing import Any

from govsim.parameters import PARAMETERS
from govsim.parameters.conditions import STATES
from govsim.parameters.scenario import INTERNAL, Scenario


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of scenario files, for editors: keys, types, and every parameter with its range."""
    schema = Scenario.model_json_schema()
    for hidden in INTERNAL:
        schema["properties"].pop(hidden, None)
    schema["required"] = [key for key in schema.get("required", []) if key != "name"]

    described = {name: _described(name) for name in PARAMETERS}
    parameters = {"type": "object", "additionalProperties": False, "properties": described}
    schema["properties"]["parameters"] = parameters
    schema["$defs"]["Office"]["properties"]["parameters"] = {"$ref": "#/properties/parameters"}
    changeable = [name for name, p in PARAMETERS.items() if not p.structural]
    policy = schema["$defs"]["Policy"]["properties"]
    policy["set"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {n: _value_of(n) for n in changeable},
    }
    numeric = [name for name in changeable if PARAMETERS[name].kind not in ("choice", "switch")]
    for operation in ("scale", "add"):
        policy[operation] = {
            "type": "object",
            "additionalProperties": False,
            "properties": {n: {"type": "number"} for n in numeric},
        }
    schema["$defs"]["Directive"]["properties"]["where"] |= {
        "additionalProperties": False,
        "properties": {
            name: {"description": f"{state.meaning} ({state.unit})", "type": ["number", "string"]}
            for name, state in STATES.items()
        },
    }
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "govsim scenario"
    return schema


def _value_of(name: str) -> dict[str, Any]:
    p = PARAMETERS[name]
    if p.kind == "switch":
        return {"type": "boolean"}
    if p.kind == "choice":
        return {"enum": list(p.choices)}
    return {"type": "integer" if p.kind == "count" else "number", "minimum": p.low, "maximum": p.high}


def _described(name: str) -> dict[str, Any]:
    p = PARAMETERS[name]
    value = _value_of(name)
    quantity = {
        "type": "object",
        "properties": {
            "value": value,
            "grade": {"enum": ["measured", "calibrated", "assumed"]},
            "source": {"type": "string"},
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return {
        "description": f"{p.meaning} ({p.kind}, {p.unit}; default {p.default}; {p.grade}: {p.source})",
        "anyOf": [value, quantity],
    }
