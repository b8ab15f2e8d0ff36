"""Good guesses: which column of a list holds what, by its heading in Chinese or English, and what its words mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govsim.sheets.words import alike

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ASIDE = re.compile(r"\(.*?\)|[*:_\-]")

# Headings by what the column holds; the model's own name always counts.
ROSTER = {
    "name": ("企业名称", "单位名称", "公司名称", "企业全称", "名称", "企业", "单位", "enterprise", "company", "firm"),
    "sector": ("行业", "所属行业", "行业类别", "行业分类", "行业类型", "industry"),
    "employees": (
        *("从业人数", "从业人员", "从业人员数", "职工人数", "员工人数", "员工数", "职工数", "用工人数", "人数"),
        *("staff", "headcount", "number of employees", "workers"),
    ),
    "office": ("街道", "镇街", "乡镇", "所属街道", "属地", "street", "town"),
    "grid": ("网格", "所属网格", "网格编号", "网格号", "网格名称", "grid number"),
    "risk_grade": (
        "风险等级",
        "风险分级",
        "安全风险等级",
        "风险级别",
        "四色等级",
        "四色分级",
        "红橙黄蓝",
        "风险颜色",
        "等级",
        "risk",
        "tier",
        "colour",
    ),
    "x": ("x坐标", "横坐标"),
    "y": ("y坐标", "纵坐标"),
}
LEDGER = {
    "establishment": (*("被检查单位", "受检单位", "检查对象"), *ROSTER["name"]),
    "date": ("检查日期", "检查时间", "巡查日期", "日期", "时间", "inspection date", "visited"),
    "inspector": ("检查人员", "检查人", "执法人员", "检查员", "网格员", "巡查人员", "inspectors", "officer"),
    "tier": ROSTER["risk_grade"],
    "result": ("检查结果", "检查结论", "结果", "结论"),
    "deadline": ("整改期限", "整改截止日期", "整改时限", "限期", "due"),
    "closed": ("整改完成日期", "整改完成时间", "完成日期", "复查日期", "销号日期", "闭环日期", "closed on"),
    "general": ("一般隐患数", "一般隐患", "一般事故隐患"),
    "major": ("重大隐患数", "重大隐患", "重大事故隐患"),
}

# The model's colour for each word; the four levels of risk of the national guidance of 2016 are its four colours.
TIERS = {
    "blue": ("blue", "蓝", "蓝色", "蓝色风险", "蓝色等级", "低", "低风险", "四级", "iv", "iv级"),
    "yellow": ("yellow", "黄", "黄色", "黄色风险", "黄色等级", "一般", "一般风险", "三级", "iii", "iii级"),
    "orange": ("orange", "橙", "橙色", "橙色风险", "橙色等级", "较大", "较大风险", "二级", "ii", "ii级"),
    "red": ("red", "红", "红色", "红色风险", "红色等级", "重大", "重大风险", "一级", "i", "i级"),
}

# Parts of Chinese names of industries, and the sectors of the five scenarios that they may mean; the first that the
# scenario has counts.
INDUSTRIES = (
    (("危险化学品", "危化", "烟花", "燃气", "加油"), ("dangerous_goods", "chemicals")),
    (("建材", "水泥", "玻璃", "陶瓷", "混凝土"), ("building_materials",)),
    (("化工", "化学", "医药", "涂料", "农药"), ("chemicals", "dangerous_goods")),
    (("钢铁", "稀土"), ("steel_and_rare_earth", "metal")),
    (("冶金", "金属", "铸造", "五金", "有色", "电镀"), ("metal", "steel_and_rare_earth", "machinery")),
    (("机械", "装备", "设备制造", "电气", "电子", "汽车", "仪器"), ("machinery",)),
    (("木", "家具"), ("wood_and_textile", "light_industry")),
    (("纺织", "服装", "印染", "针织", "服饰"), ("textile", "wood_and_textile", "light_industry")),
    (("轻工", "食品", "塑料", "橡胶", "造纸", "印刷", "玩具"), ("light_industry",)),
    (("餐饮", "住宿", "酒店"), ("catering_and_commerce", "trade_and_storage")),
    (("物流", "仓储", "运输"), ("storage_and_logistics", "trade_and_storage")),
    (
        ("商贸", "贸易", "批发", "零售", "商业", "商场"),
        ("trade_and_storage", "catering_and_commerce", "storage_and_logistics"),
    ),
    (("建筑", "装修", "装饰", "施工"), ("building_and_refitting",)),
)


def columns(header: Sequence[str], words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return which column of a header holds what, by the model's name.

    The model's own name comes first, then a heading that is one of its `words`, then one that holds one of them, if
    it is the only one. No column holds two things.
    """
    bare = {column: alike(ASIDE.sub("", alike(column))) for column in header if column.strip()}
    found = {name: name for name in words if name in bare}
    for name, known in words.items():
        free = [column for column in bare if column not in found.values()]
        wanted = [alike(ASIDE.sub("", word)) for word in (name, *known)]
        if name not in found and (same := [column for word in wanted for column in free if bare[column] == word]):
            found[name] = same[0]
    for name, known in words.items():
        free = [column for column in bare if column not in found.values()]
        long = [alike(word) for word in known if not word.isascii() and len(word) > 2]
        held = [column for column in free if any(word in bare[column] for word in long)]
        if name not in found and len(held) == 1:
            found[name] = held[0]
    return found


def tier(text: str) -> str | None:
    """Return the model's colour that a word means, or None."""
    word = alike(text)
    return next((colour for colour, known in TIERS.items() if word in known), None)


def sector(text: str, sectors: Sequence[str]) -> str | None:
    """Return the sector of a scenario that the name of an industry means, or None: by its name, or by parts of it."""
    word = alike(text)
    for own in sectors:
        if alike(own.replace("_", "")) == word.replace("_", "").replace("-", ""):
            return own
    for parts, meant in INDUSTRIES:
        if any(part in word for part in parts):
            return next((own for own in meant if own in sectors), None)
    return None
