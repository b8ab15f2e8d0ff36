"""Hazards, by level of truth, what is found of them, and the orders to mend them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim.hazards.stock import CHANNELS, LEVELS
from govsim.outcomes.declare import Outcome, Sums, Tally, mean, ratio, yearly
from govsim.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

TALLIES = (
    Tally("hazards_entered", "Hazards that came to stand open at the level; at level true: emerged.", parts=LEVELS),
    Tally(
        "hazards_closed",
        "Hazards that were closed at the level; recorded and above include closures on paper.",
        parts=LEVELS,
    ),
    Tally("hazards_left", "Hazards that ended because the firm left.", parts=LEVELS),
    Tally("hazards_open", "Hazards that stand open at the end of the week.", parts=LEVELS),
    Tally("emerged_major", "Major hazards that emerged (true)."),
    Tally("found_by", "Findings, by who found.", parts=CHANNELS),
    Tally("found_major_by", "Findings of major hazards, by who found.", parts=CHANNELS),
    Tally("self_repairs", "Hazards that firms mended by themselves (true)."),
    Tally("orders", "Hazards recorded with an order."),
    Tally("emerged_recognised", "Hazards that emerged and that the firm's own people recognise."),
    Tally("order_closures", "Orders closed: in truth (true), in the books (recorded).", parts=LEVELS[:3]),
    Tally("in_3_months", "The same, within 13 weeks of the order.", parts=LEVELS[:3]),
    Tally("closure_weeks", "Weeks from order to true closure, summed.", "weeks"),
    Tally("reopened", "Orders on hazards that had been closed on paper."),
)


def _major_findings(s: Sums) -> NDArray[np.float64]:
    return np.asarray(sum(s[f"found_major_by_{channel}"] for channel in CHANNELS if channel != "self_check"))


OUTCOMES = (
    Outcome(
        "majors_recorded",
        "share",
        "recorded",
        "none",
        ("Major hazards recorded over major hazards found by visits, agencies, departments, associations and sensors."),
        lambda s: ratio(s["orders_major"], _major_findings(s)),
        words=Words("major hazards that are recorded, of those found", "重大隐患入账率", "major hazards recorded"),
    ),
    Outcome(
        "major_orders",
        "hazards per year",
        "recorded",
        "none",
        "Major hazards recorded with an order.",
        yearly("orders_major"),
        words=Words(
            "major hazards under order a year",
            "每年下达整改指令的重大隐患",
            "major hazards under order",
            "重大隐患整改指令",
        ),
    ),
    Outcome(
        "major_share",
        "share",
        "found",
        "none",
        "Major hazards among the findings of visits.",
        mean("found_major_by_visit", "found_by_visit"),
        words=Words(
            "share of major hazards among findings", "查出隐患中重大隐患占比", "share of major hazards", "重大隐患占比"
        ),
    ),
    Outcome(
        "found_by_visits",
        "hazards per year",
        "found",
        "none",
        "Findings of visits.",
        yearly("found_by_visit"),
        words=Words(
            "hazards found by grid inspectors a year",
            "每年网格员查出的隐患",
            "found by grid inspectors",
            "网格员查出隐患",
        ),
    ),
    Outcome(
        "found_by_agency",
        "hazards per year",
        "found",
        "none",
        "Findings of agencies.",
        yearly("found_by_agency"),
        words=Words(
            "hazards found by third-party agencies a year",
            "每年第三方机构查出的隐患",
            "found by agencies",
            "第三方查出隐患",
        ),
    ),
    Outcome(
        "recognised_share",
        "share",
        "true",
        "more",
        "Hazards that the firm's own people recognise, among those that emerge.",
        mean("emerged_recognised", "hazards_entered_true"),
        words=Words(
            "share of new hazards that firms recognise",
            "新增隐患中企业能识别的占比",
            "hazards that firms recognise",
            "企业识别率",
        ),
    ),
    Outcome(
        "found_by_department",
        "hazards per year",
        "found",
        "none",
        "Findings of departments.",
        yearly("found_by_department"),
        words=Words(
            "hazards found by departments a year", "每年部门检查查出的隐患", "found by departments", "部门查出隐患"
        ),
    ),
    Outcome(
        "found_by_mutual_aid",
        "hazards per year",
        "found",
        "none",
        "Findings of firms at other firms that reach the office.",
        yearly("found_by_mutual_aid"),
        words=Words(
            "hazards found in mutual aid a year", "每年企业互查查出的隐患", "found in mutual aid", "互查查出隐患"
        ),
    ),
    Outcome(
        "found_by_association",
        "hazards per year",
        "found",
        "none",
        "Findings of associations.",
        yearly("found_by_association"),
        words=Words(
            "hazards found by associations a year", "每年协会查出的隐患", "found by associations", "协会查出隐患"
        ),
    ),
    Outcome(
        "found_by_sensor",
        "hazards per year",
        "found",
        "none",
        "Hazards signalled by sensors.",
        yearly("found_by_sensor"),
        words=Words(
            "hazards signalled by sensors a year", "每年监测预警发现的隐患", "signalled by sensors", "监测发现隐患"
        ),
    ),
    Outcome(
        "found_by_self_check",
        "hazards per year",
        "found",
        "none",
        "Hazards that firms found, mended and reported themselves.",
        yearly("found_by_self_check"),
        words=Words(
            "hazards that firms found and reported themselves a year",
            "每年企业自查自报的隐患",
            "found by self-check",
            "自查自报隐患",
        ),
    ),
    Outcome(
        "self_repairs",
        "hazards per year",
        "true",
        "none",
        "Hazards that firms mended by themselves, reported or not.",
        yearly("self_repairs"),
        words=Words(
            "hazards that firms mended by themselves a year",
            "每年企业自行整改的隐患",
            "mended by firms themselves",
            "自行整改隐患",
        ),
    ),
    Outcome(
        "hazards_found",
        "hazards per year",
        "found",
        "none",
        (
            "Different hazards found for the first time by anyone: more where supervision looks better, "
            "fewer where there is less to find."
        ),
        yearly("hazards_entered_found"),
        words=Words("hazards found a year", "每年查出的隐患", "hazards found", "查出隐患"),
    ),
    Outcome(
        "hazards_emerged",
        "hazards per year",
        "true",
        "less",
        "New hazards.",
        yearly("hazards_entered_true"),
        words=Words("new hazards a year", "每年新产生的隐患", "new hazards", "新增隐患"),
    ),
    Outcome(
        "hazards_recorded",
        "hazards per year",
        "recorded",
        "none",
        "Hazards recorded with an order or by the firm.",
        yearly("hazards_entered_recorded"),
        words=Words("hazards recorded a year", "每年登记入账的隐患", "hazards recorded", "登记隐患"),
    ),
    Outcome(
        "hazards_reported",
        "hazards per year",
        "reported",
        "none",
        "Hazards reported upward.",
        yearly("hazards_entered_reported"),
        words=Words("hazards reported upward a year", "每年上报的隐患", "hazards reported upward", "上报隐患"),
    ),
    Outcome(
        "hazards_published",
        "hazards per year",
        "published",
        "none",
        "Hazards published.",
        yearly("hazards_entered_published"),
        words=Words("hazards published a year", "每年公布的隐患", "hazards published", "公布隐患"),
    ),
    Outcome(
        "true_closures",
        "hazards per year",
        "true",
        "none",
        "Orders obeyed in truth: more where more is found and mended, fewer where there is less to order.",
        yearly("order_closures_true"),
        words=Words("orders obeyed in truth a year", "每年真正整改到位的隐患", "orders obeyed in truth", "真实整改数"),
    ),
    Outcome(
        "recorded_rectification",
        "share",
        "recorded",
        "none",
        "Orders closed in the books within 3 months over orders.",
        mean("in_3_months_recorded", "orders"),
        words=Words(
            "rectified within 3 months, in the books", "账面三个月内整改率", "rectified in the books", "账面整改率"
        ),
        cases=True,
    ),
    Outcome(
        "true_rectification",
        "share",
        "true",
        "more",
        "Orders obeyed in truth within 3 months over orders.",
        mean("in_3_months_true", "orders"),
        words=Words("rectified within 3 months, in truth", "真实三个月内整改率", "rectified in truth", "真实整改率"),
        cases=True,
    ),
    Outcome(
        "weeks_to_close",
        "weeks",
        "true",
        "less",
        "Time from order to true closure.",
        mean("closure_weeks", "order_closures_true"),
        words=Words("time from order to true repair", "从下达指令到真正整改的时间", "time to true repair", "整改用时"),
    ),
    Outcome(
        "recurrence",
        "share",
        "found",
        "less",
        "Orders on hazards that had been closed on paper.",
        mean("reopened", "orders"),
        words=Words(
            "orders on hazards that were closed on paper before",
            "虚假销号后又被查出的比例",
            "closed on paper, found again",
            "虚假销号再现率",
        ),
    ),
    Outcome(
        "formalism_index",
        "share",
        "true",
        "less",
        "1 - true closures / recorded closures that were not reopened.",
        lambda s: 1.0 - ratio(s["order_closures_true"], s["order_closures_recorded"] - s["reopened"]),
        words=Words(
            "formalism: repairs that stand only on paper",
            "形式主义指数（仅在纸面上的整改）",
            "repairs only on paper",
            "形式主义指数",
        ),
        cases=True,
    ),
    Outcome(
        "hazard_stock",
        "hazards per firm",
        "true",
        "less",
        "Hazards that stand open.",
        mean("hazards_open_true", "operating"),
        words=Words("open hazards in a firm", "每家企业存在的隐患", "open hazards", "现存隐患"),
    ),
    Outcome(
        "risk_stock",
        "per firm",
        "true",
        "less",
        "The same weighted by risk, majors tenfold.",
        mean("risk_stock", "operating"),
        words=Words(
            "open hazards in a firm, weighted by risk",
            "每家企业按风险加权的隐患",
            "open hazards by risk",
            "风险加权隐患",
        ),
    ),
)
