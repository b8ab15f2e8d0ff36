"""Standards of care: those of the package, and what is said of a file that has a fault."""

from __future__ import annotations

import pytest

from govsim import InputError, load_care
from govsim.investigation.care import ASKED
from govsim.investigation.opportunities import raised


def test_the_standards_of_the_package_ask_something_of_each_actor_with_grade_and_source():
    care = load_care()
    assert care.actors == list(ASKED)
    for actor, asked in ASKED.items():
        assert set(care.standards[actor]) == set(asked)
        assert all(standard.source and standard.grade for standard in care.standards[actor].values())
    assert care.ask("inspectors", "depth", {"diligence_depth": 0.4}) == 0.4
    assert care.ask("firm", "obeyed", {}) == 1.0
    assert care.ask("insurers", "depth", {}, 0.25) == 0.25


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "inspectors: {depht: {value: 1, grade: law, source: x}}",
            "care.yaml:1: inspectors.depht.*did you mean 'depth'",
        ),
        ("inspecters: {}", "unknown actor 'inspecters'; did you mean 'inspectors'"),
        ("firm: {obeyed: {value: 1.5, grade: law, source: x}}", "must lie between 0 and 1, not 1.5"),
        ("office: {interval_red: {value: 0, grade: law, source: x}}", "between 1 and 520 weeks"),
        ("firm: {effort: {value: effrot, grade: law, source: x}}", "no parameter 'effrot'"),
        ("firm: {effort: {value: 1.0, grade: guessed, source: x}}", "grade"),
        ("firm: {effort: {value: 1.0, grade: law}}", "the key 'source' is missing"),
        ("- firm", "must be a mapping of actors"),
    ],
)
def test_a_fault_in_a_file_is_named_with_its_place(tmp_path, text, said):
    path = tmp_path / "care.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load_care(path)


def test_a_look_of_twice_the_intensity_misses_as_two_looks_do():
    assert raised(0.1, 1.0, 2.0) == pytest.approx(1 - 0.9**2)
    assert raised(0.1, 0.5, 1.0) == 0.1
    assert raised(0.1, 0.5, 1e9) == pytest.approx(0.5)
    assert raised(0.0, 1.0, 10.0) == 0.0
