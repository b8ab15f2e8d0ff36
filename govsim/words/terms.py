"""Small vocabularies that belong to no single declaration: units, levels of truth, grades, choices, trades.

Each table maps what programs write to what people read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.words import Words, language, spelt

if TYPE_CHECKING:
    from collections.abc import Mapping

Table = dict[str, Words]

UNITS: Table = {
    "0 to 1": Words("0 to 1", "0 至 1"),
    "1": Words("a number", "数值"),
    "1 is normal": Words("1 is normal", "1 为正常"),
    "1 per year": Words("a number per year", "每年的数值"),
    "accidents per year": Words("accidents per year", "起/年"),
    "clients": Words("clients", "家客户"),
    "count": Words("count", "个"),
    "days": Words("days", "天"),
    "deaths": Words("deaths", "人（死亡）"),
    "deaths per accident": Words("deaths per accident", "人/起"),
    "firms": Words("firms", "家企业"),
    "hazards": Words("hazards", "项隐患"),
    "hazards per check": Words("hazards per check", "项/次（临检）"),
    "hazards per firm": Words("hazards per firm", "项/家"),
    "hazards per visit": Words("hazards per visit", "项/次"),
    "hazards per year": Words("hazards per year", "项/年"),
    "hours": Words("hours", "小时"),
    "hours per year": Words("hours per year", "小时/年"),
    "km": Words("km", "公里"),
    "km per hour": Words("km per hour", "公里/小时"),
    "name": Words("a choice", "选项"),
    "on/off": Words("on or off", "开或关"),
    "per 1,000 firms and year": Words("per 1,000 firms and year", "每千家企业每年"),
    "per 1,000 residents and year": Words("per 1,000 residents and year", "每千名居民每年"),
    "per 100 worker-years": Words("per 100 worker-years", "每百名从业人员每年"),
    "per 100,000 worker-years": Words("per 100,000 worker-years", "每十万从业人员每年"),
    "per event": Words("a probability", "概率（每次）"),
    "per firm": Words("per firm", "每家企业"),
    "per year": Words("per year", "每年"),
    "persons": Words("persons", "人"),
    "persons per year": Words("persons per year", "人/年"),
    "place": Words("place", "名次"),
    "points per firm and year": Words("points per firm and year", "分/家·年"),
    "prices": Words("prices of a visit", "倍检查单价"),
    "probability": Words("probability", "概率"),
    "sanctions per visit": Words("sanctions per visit", "项处罚/次"),
    "share": Words("share", "占比"),
    "stops per visit": Words("stops per visit", "次停产/次检查"),
    "times the target": Words("times the target", "倍目标"),
    "times those of an expert": Words("times those of an expert", "相当于专家的倍数"),
    "visits per firm": Words("visits per firm", "次/家"),
    "visits per firm and year": Words("visits per firm and year", "次/家·年"),
    "visits per year": Words("visits per year", "次/年"),
    "weeks": Words("weeks", "周"),
    "weeks per year": Words("weeks per year", "周/年"),
    "worker-weeks per year": Words("worker-weeks per year", "人周/年"),
    "years": Words("years", "年"),
    "yuan": Words("yuan", "元"),
    "yuan per year": Words("yuan per year", "元/年"),
}

LEVELS: Table = {
    "true": Words("true", "真实"),
    "found": Words("found", "查出"),
    "recorded": Words("recorded", "登记"),
    "reported": Words("reported", "上报"),
    "published": Words("published", "公布"),
}

GRADES: Table = {
    "measured": Words("measured", "实测"),
    "calibrated": Words("calibrated", "校准"),
    "assumed": Words("assumed", "假定"),
}

DIRECTIONS: Table = {
    "more": Words("more is better", "越多越好", "more", "越多越好"),
    "less": Words("less is better", "越少越好", "less", "越少越好"),
    "none": Words("neither is better", "无所谓好坏", "–", "–"),
}

PAYERS: Table = {
    "office": Words("office", "监管机构"),
    "firms": Words("firms", "企业"),
    "insurers": Words("insurers", "保险机构"),
    "society": Words("society", "社会"),
}

SECTIONS: Table = {
    "hazards": Words("hazards", "隐患"),
    "enterprises": Words("enterprises", "企业"),
    "inspectors": Words("inspectors", "网格员"),
    "regulators": Words("regulators", "监管机构"),
    "society": Words("society", "社会"),
    "extensions": Words("extensions", "扩展"),
}

HAZARD_CLASSES: Table = {
    "general": Words("general hazard", "一般隐患"),
    "major": Words("major hazard", "重大事故隐患", short_zh="重大隐患"),
}

ACCIDENT_CLASSES: Table = {
    "general": Words("general accident", "一般事故"),
    "larger": Words("larger accident", "较大事故"),
    "major": Words("major accident", "重大事故"),
    "extraordinarily_major": Words("extraordinarily major accident", "特别重大事故", "extraordinarily major"),
}

CHANNELS: Table = {
    "visit": Words("visit of a grid inspector", "网格员检查"),
    "self_check": Words("self-check", "企业自查"),
    "recheck": Words("recheck", "复查"),
    "agency": Words("third-party agency", "第三方机构"),
    "department": Words("department", "部门检查"),
    "mutual_aid": Words("mutual aid", "企业互查"),
    "association": Words("association", "行业协会"),
    "sensor": Words("sensor", "监测设备"),
}

BODIES: Table = {
    "grid inspectors": Words("grid inspectors", "网格员"),
    "departments": Words("departments", "部门"),
    "agencies": Words("third-party agencies", "第三方机构"),
    "associations": Words("associations", "行业协会"),
    "mutual-aid groups": Words("mutual-aid groups", "企业互助组"),
    "insurers": Words("insurers", "保险机构"),
    "investigators of accidents": Words("investigators of accidents", "事故调查组"),
    "expert sweep": Words("expert sweep", "专家排查"),
}

LOOKS: Table = {
    "depth": Words("depth", "深度"),
    "skill": Words("skill", "能力"),
    "instruments": Words("instruments", "仪器"),
    "independence": Words("independence", "独立性"),
    "announced": Words("announced", "事先通知"),
}

DOMAINS: Table = {
    "fire": Words("fire", "消防"),
    "electrical": Words("electricity", "用电"),
    "machinery": Words("machinery", "机械"),
    "chemicals": Words("chemicals", "危险化学品"),
    "dust_and_confined_space": Words("dust and confined space", "粉尘与有限空间"),
    "special_equipment": Words("special equipment", "特种设备"),
    "work_at_height": Words("work at height", "高处作业"),
    "management": Words("management", "安全管理"),
}

# Of the scenarios that come with the package.
SECTORS: Table = {
    "building": Words("building", "建筑施工"),
    "building_and_refitting": Words("building and refitting", "建筑与装修"),
    "building_materials": Words("building materials", "建材"),
    "catering_and_commerce": Words("catering and commerce", "餐饮商贸"),
    "chemicals": Words("chemicals", "化工"),
    "dangerous_goods": Words("dangerous goods", "危险货物"),
    "industry": Words("industry", "工贸"),
    "light_industry": Words("light industry", "轻工"),
    "logistics_and_trade": Words("logistics and trade", "物流商贸"),
    "machinery": Words("machinery", "机械"),
    "metal": Words("metal", "金属加工"),
    "steel_and_rare_earth": Words("steel and rare earth", "钢铁稀土"),
    "storage_and_logistics": Words("storage and logistics", "仓储物流"),
    "textile": Words("textile", "纺织"),
    "trade_and_storage": Words("trade and storage", "商贸仓储"),
    "wood_and_textile": Words("wood and textile", "木业纺织"),
}

# By parameter and choice.
CHOICES: Table = {
    "accountability_regime.outcome": Words("by outcome", "按事故结果"),
    "accountability_regime.file": Words("by files", "按台账痕迹"),
    "accountability_regime.diligence": Words("by diligence", "按尽职情况"),
    "agency_assignment.chosen": Words("chosen by the firm", "企业自选"),
    "agency_assignment.rotation": Words("by rotation", "轮换选派"),
    "agency_assignment.random": Words("at random", "随机选派"),
    "agency_payer.office": Words("the office", "监管机构"),
    "agency_payer.firm": Words("the firm that is visited", "受检企业"),
    "agency_payer.pool": Words("a pool of all firms", "企业共担"),
    "assessment_scheme.tournament": Words("more always counts", "竞赛制"),
    "assessment_scheme.threshold": Words("up to a target", "达标制"),
    "belief_rule.jump_decay": Words("jump and fade", "跃升后消退"),
    "belief_rule.beta_bayes": Words("Bayesian", "贝叶斯更新"),
    "belief_rule.asymmetric": Words("bad news counts more", "坏消息更重"),
    "belief_rule.bomb_crater": Words("bomb crater", "弹坑效应"),
    "compliance_rule.fixed": Words("effort never changes", "固定投入"),
    "compliance_rule.becker": Words("all or nothing, the cheaper", "贝克尔理性选择"),
    "compliance_rule.logit": Words("gradual choice", "逻辑选择"),
    "compliance_rule.icarus": Words("fictitious play", "虚拟博弈"),
    "compliance_rule.ewa": Words("learning from experience", "经验加权学习"),
    "compliance_rule.imitation": Words("imitation of better firms", "模仿"),
    "exante_look.site": Words("true conduct", "现场履职情况"),
    "exante_look.papers": Words("files", "台账材料"),
    "grid_rule.territorial": Words("equal areas", "按地域"),
    "grid_rule.tiered": Words("by risk grade", "按风险等级"),
    "grid_rule.balanced": Words("equal expected work", "按工作量均衡"),
    "grid_rule.roster": Words("as the roster says", "按名册"),
    "recruitment.general_exam": Words("general examination", "统一招考"),
    "recruitment.professional": Words("professional hire", "专业招聘"),
    "recruitment.secondment": Words("secondment", "借调"),
    "rectification_rule.always": Words("every order is obeyed", "一律按期整改"),
    "rectification_rule.choice": Words("the firm decides", "企业自行决定"),
    "targeting.random": Words("at random", "随机抽查"),
    "targeting.cyclic": Words("longest not visited", "轮流检查"),
    "targeting.risk_tier": Words("by risk colour", "按风险分级"),
    "targeting.easy_quota": Words("easiest first", "先易后难"),
    "targeting.state_dependent": Words("watched firms first", "重点关注优先"),
    "targeting.predictive": Words("by prediction", "按预测"),
}

TABLES: Mapping[str, Table] = {
    "unit": UNITS,
    "level of truth": LEVELS,
    "grade": GRADES,
    "direction": DIRECTIONS,
    "payer": PAYERS,
    "section": SECTIONS,
    "hazard class": HAZARD_CLASSES,
    "accident class": ACCIDENT_CLASSES,
    "channel": CHANNELS,
    "body": BODIES,
    "look": LOOKS,
    "domain": DOMAINS,
    "sector": SECTORS,
    "choice": CHOICES,
}


def term(table: Table, name: str) -> str:
    """Return the label of an entry of a small vocabulary; one of the user's own is its name, spelt out."""
    return table.get(name, spelt(name)).label()


def unit(name: str) -> str:
    """Return a unit as people read it."""
    return UNITS.get(name, Words(name)).label()


def level(name: str) -> str:
    """Return a level of truth as people read it."""
    return term(LEVELS, name)


def joined(labels: list[str]) -> str:
    """Return labels of what acts together, as one."""
    return ("＋" if language() == "zh" else " + ").join(labels)
