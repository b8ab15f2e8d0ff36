"""Everything that is declared has words: a label and a short one, in English and in Chinese."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import govsim
from govsim import InputError, Outcome, Parameter, Words
from govsim.glossary import tables, words
from govsim.hazards.stock import CHANNELS, CLASSES, LEVELS
from govsim.outcomes import ALL_OUTCOMES
from govsim.outcomes.accidents import ACCIDENT_CLASSES
from govsim.outcomes.declare import yearly
from govsim.parameters import DOMAINS, PARAMETERS
from govsim.parameters.looks import BODIES
from govsim.parameters.policies import PAYERS
from govsim.parameters.titles import policy_short, policy_title, scenario_title
from govsim.words import language, speaking, terms

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
SHORT = {"en": 28, "zh": 11}  # characters of a short label
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TABLES = tables()


def test_every_declaration_has_words_of_its_own():
    for table in ("outcome", "parameter", "column of a sector", "mechanism", "phase"):
        assert TABLES[table]
        for name, entry in TABLES[table].items():
            assert entry.en, (table, name)
            assert entry.zh, (table, name)
            assert "_" not in entry.en + entry.zh + entry.short_en + entry.short_zh, (table, name)


def test_chinese_labels_are_chinese_and_english_ones_are_not():
    for table, entries in TABLES.items():
        for name, entry in entries.items():
            for label in (entry.label("zh"), entry.short("zh")):
                assert CHINESE.search(label) or label == "–" or name[0].isdigit(), (table, name, label)
            assert not CHINESE.search(entry.label("en") + entry.short("en")), (table, name)


def test_short_labels_are_short_and_labels_are_told_apart():
    for table, entries in TABLES.items():
        for lang, most in SHORT.items():
            long = {name: entry.short(lang) for name, entry in entries.items() if len(entry.short(lang)) > most}
            assert not long, (table, lang)
            for form in ("label", "short"):
                # choices belong to a parameter each, and two parameters may have one of the same name
                keys = [
                    (name.split(".")[0] if table == "choice" else "", getattr(e, form)(lang))
                    for name, e in entries.items()
                ]
                assert not [key for key, n in Counter(keys).items() if n > 1], (table, lang, form)


def test_small_vocabularies_are_whole():
    choices = {f"{p.name}.{choice}" for p in PARAMETERS.values() for choice in p.choices}
    assert set(terms.CHOICES) == choices
    assert set(terms.UNITS) == {o.unit for o in ALL_OUTCOMES.values()} | {p.unit for p in PARAMETERS.values()}
    assert tuple(terms.LEVELS) == LEVELS
    assert tuple(terms.CHANNELS) == CHANNELS
    assert tuple(terms.HAZARD_CLASSES) == CLASSES
    assert tuple(terms.ACCIDENT_CLASSES) == ACCIDENT_CLASSES
    assert tuple(terms.DOMAINS) == DOMAINS
    assert tuple(terms.PAYERS) == PAYERS
    assert set(terms.GRADES) == {p.grade for p in PARAMETERS.values()}
    assert {p.section for p in PARAMETERS.values()} <= set(terms.SECTIONS)
    assert set(terms.BODIES) == {body.name for body in BODIES}
    assert set(terms.LOOKS) == set(BODIES[0].columns)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenarios_and_their_policies_and_sectors_have_titles(path):
    scenario = govsim.load_scenario(path)
    assert set(scenario.sectors) <= set(terms.SECTORS)
    for lang in ("en", "zh"):
        with speaking(lang):
            told = [scenario_title(scenario)]
            for of in (policy_title, policy_short):
                own = [of(scenario, name) for name in scenario.policies]
                assert len(set(own)) == len(own)
                told += own
        for title in told:
            assert bool(CHINESE.search(title)) == (lang == "zh"), title
            assert "_" not in title


def test_policies_together_and_at_a_strength_are_called_by_their_titles():
    scenario = govsim.load_scenario(SCENARIOS[1])
    together = "stronger_team*0.5+social_forces"
    assert policy_title(scenario, together) == "Strengthen the supervision team × 0.5 + Integrate social forces"
    with speaking("zh"):
        assert policy_short(scenario, together) == "加强队伍 × 0.5＋社会共治"


def test_what_extensions_declare_is_called_by_its_name_unless_they_say_more():
    outcome = Outcome("safety_days_per_year", "per year", "true", "none", "Safety days.", yearly("visits"))
    assert outcome.words.label() == "safety days per year"
    named = Parameter("mine", "share", 0, 1, 0.5, "assumed", "ours", "Mine.", words=Words("my share", "我的占比"))
    assert named.words.label("zh") == "我的占比"


def test_a_label_is_found_by_its_name_and_table():
    assert govsim.label("accidents", table="parameter") == "accidents can happen"
    assert govsim.label("fear_of_blame", lang="zh") == "对问责的恐惧"
    assert words("general", "accident class").zh == "一般事故"
    with pytest.raises(InputError, match="did you mean 'fear_of_blame'"):
        govsim.label("fear_of_blam")
    with pytest.raises(InputError, match="no table 'outcomes'; did you mean 'outcome'"):
        govsim.label("firms", table="outcomes")


def test_the_environment_chooses_the_language(monkeypatch):
    monkeypatch.setenv("GOVSIM_LANG", "zh_CN.UTF-8")
    assert language() == "zh"
    monkeypatch.setenv("GOVSIM_LANG", "fr")
    with pytest.raises(InputError, match="GOVSIM_LANG: must be one of en, zh, not 'fr'"):
        language()
