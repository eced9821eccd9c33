"""What offices call the columns: heads → fields, for every kind of table.

The lists are in the order of how telling a head is: of two columns that could be the same field, the one
whose head stands earlier gets it. One head may stand under several fields: the first that is still free gets it.
What stands after a bar is a second choice, taken where another column has the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.utils import translation

from controls import exports as controls
from imports.fields import FIELDS, TableKind
from imports.wordforms import normal
from powers import exports as powers
from registers import sheets
from riskpoints import exports as riskpoints

Heads = Mapping[str, str]

EVERYWHERE: Heads = {
    "seq": "序号, 序, 项次, 次序, 顺序号, 行号, No., No, Number, Serial, S/N",
    "unit": (
        "单位/科室, 科室, 处室, 股室, 单位, 部门, 内设机构, 单位(科室), 部门(科室), 部门/科室, 部门(单位), 科(处)室, "
        "科室(部门), 科室(站所), 科室名称, 部门名称, 单位名称, 处室名称, 股室名称, 机构名称, 所属科室, 所属部门, 所属单位, "
        "所在科室, 所在部门, 所在单位, 业务科室, 业务部门, 职能部门, 职能科室, 站所, 机构, 内部负责机构, 承办机构, 承办科室, "
        "承办处室, 承办单位, 承办部门, 主办科室, 实施科室, 实施机构, 实施部门, 行使机构, 行使部门, 主管科室, 填报单位, "
        "填报科室, 填报部门, 责任科室, 责任处室, 责任部门, 责任单位, 责任机构, "
        "Institution or unit, Unit, Department, Division, Section, Office, Organisation, Organization, Unit in charge"
        " | 责任主体, 防控主体"
    ),
    "power_code": (
        "职权编码, 权力编码, 职权编号, 权力编号, 职权代码, 权力代码, 事项编码, 事项编号, 事项代码, 权力事项编码, "
        "项目编码, 项目编号, 基本编码, 实施编码, 职权(事项)编码, "
        "Power code, Code of power, Function code, Code"
    ),
    "power": (
        "职权名称, 权力名称, 职权, 权力, 权力事项, 职权事项, 权力事项名称, 职权事项名称, 行政权力名称, 行政职权名称, "
        "行政权力, 行政职权, 行政权力事项, 行政权力事项名称, 权力(事项)名称, 职权(事项)名称, 权力项目, 职权项目, "
        "权力项目名称, 职权项目名称, 事项名称, 项目名称, 权责事项, 权责名称, 业务名称, 业务事项, 工作事项, 权力运行事项, "
        "主要职权, 岗位职权, 职权内容, 权力内容, 办理事项, 服务事项, 管理事项, 重点工作, 主要权力, 事项, "
        "Name of power, Power, Power name, Function, Business function, Process, Activity"
    ),
    "category": (
        "职权类别, 权力类别, 职权类型, 权力类型, 事项类别, 事项类型, 权力种类, 职权种类, 行政权力类别, 行政权力类型, "
        "权力性质, 职权分类, 权力分类, 项目类别, Category of power, Power category, Type of power"
    ),
    "notes": "备注, 备 注, 说明, 备考, 附注, 其他, 其他说明, 备注说明, Remarks, Remark, Notes, Note, Comments",
}
SECOND = 200
POSTS = (
    "岗位, 岗位名称, 工作岗位, 职务, 职位, 岗位(职务), 岗位/职务, 岗位职务, 职务(岗位), 风险岗位, 廉政风险岗位, 重点岗位, "
    "岗位类别, 涉及岗位, 所在岗位, 具体岗位, 岗位设置, 岗位(人员), Post, Position, Job, Job title, Role"
)
LEADERS = (
    "责任(分管)领导, 主管领导, 分管领导, 责任领导, 分管(责任)领导, 责任领导(分管领导), 分管(主管)领导, 主管(分管)领导, "
    "分管负责人, 分管责任人, 主管责任人, 领导责任人, 分管局领导, 分管院领导, 分管校领导, 分管处领导, 分管责任领导, "
    "分管领导责任人, 牵头领导, 包保领导, 包抓领导, 局领导, 监管领导, 责任领导姓名, 分管副职, "
    "Responsible leader, Leader in charge, Leader, Executive in charge, Deputy in charge"
)
GRADES = (
    "风险等级, 风险级别, 廉政风险等级, 廉政风险级别, 廉洁风险等级, 等级, 级别, 风险点等级, 风险点级别, 风险等级评定, "
    "风险评估等级, 风险评定等级, 评定等级, 审定等级, 拟定等级, 评估等级, 核定等级, 等级评定, 等级划分, 定级, 风险定级, "
    "风险分级, 风险程度, 风险大小, 风险度, 危险等级, 自评等级, 自评风险等级, 自评风险级别, 权力风险等级, 岗位风险等级, "
    "廉政风险点等级, 廉政风险点级别, Risk grade, Grade, Risk level, Risk rating, Rating, Level"
)
REASONS = (
    "定级理由, 评级理由, 定级依据, 等级评定理由, 评定理由, 评定依据, 定级说明, Reason for the grade, Reason"
)
LIMITS = (
    "办理时限, 办结时限, 时限, 承诺时限, 法定时限, 办理期限, 法定期限, 承诺期限, 期限, 办理时间, 承诺办结时限, "
    "法定办结时限, 工作时限, 时限要求, 环节时限, 时限(工作日), 工作日, Time limit, Deadline, Duration"
)
SUPERVISION = (
    "监督方式, 监督制约环节, 监督制约, 监督环节, 监督措施, 监控措施, 监督途径, 监督渠道, 监督制约措施, 制约环节, "
    "监督检查, 监督投诉, 监督投诉方式, 监督投诉电话, 监督电话, 投诉电话, Supervision, Monitoring measures"
)

REGISTER: Heads = {
    "post": POSTS,
    "step": (
        "流程环节, 环节, 步骤, 流程环节(步骤), 风险环节, 廉政风险环节, 重要环节, 关键环节, 权力运行环节, 运行环节, 权力环节, "
        "业务环节, 工作环节, 办理环节, 主要环节, 所处环节, 环节名称, 步骤名称, 流程节点, 节点, 程序, 工作程序, 业务流程, "
        "工作流程, 办理流程, 权力运行流程, 流程, 权力流程, Step, Process step"
    ),
    "point_code": (
        "风险点编号, 风险点编码, 风险编号, 风险编码, 风险点代码, 风险代码, 风险点序号, 编号, 编码, "
        "Risk code, Risk point code, Risk ID, Risk no."
    ),
    "point": (
        "风险点, 廉政风险点, 廉洁风险点, 风险点名称, 廉政风险点名称, 风险名称, 廉政风险名称, 廉政风险点(名称), 主要风险点, "
        "具体风险点, 岗位风险点, 岗位廉政风险点, 权力风险点, 廉政风险, 廉洁风险, 风险, 风险点位, 防控点, 防控风险点, 风险事项, "
        "潜在风险, 潜在风险点, 存在的风险点, 存在风险点, 存在的廉政风险点, 存在的风险, 可能存在的风险, 可能存在的风险点, "
        "可能存在的廉政风险, 可能存在的廉政风险点, 查找出的风险点, 自查风险点, 风险点及表现形式, 廉政风险点及表现形式, "
        "风险点(表现形式), 廉政风险点描述, 风险点描述, 风险点具体描述, 风险点内容, "
        "Risk point, Risk points, Risk, Risk title, Risk name, Integrity risk"
    ),
    "manifestation": (
        "表现形式, 风险表现形式, 风险表现, 风险点表现形式, 廉政风险表现形式, 廉政风险点表现形式, 风险内容及表现形式, "
        "廉政风险内容及表现形式, 廉政风险主要内容及表现形式, 风险主要内容及表现形式, 风险点内容及表现形式, 主要内容及表现形式, "
        "主要表现形式, 主要表现, 具体表现形式, 具体表现, 风险具体表现, 风险点具体表现, 风险内容, 廉政风险内容, 风险具体内容, "
        "风险点主要内容, 风险描述, 廉政风险描述, 风险环节描述, 风险情形, 风险点表现, 风险表述, 可能发生的问题, 可能出现的问题, 可能产生的后果, 易发问题, 腐败表现形式, "
        "How it shows, Manifestation, Manifestations, Risk description, Description, Scheme | "
        "风险点描述, 廉政风险点描述, 风险点具体描述, 风险点内容"
    ),
    "kind": "风险类型, 风险性质, 风险种类, 风险属性, Kind of risk, Risk kind, Risk type",
    "line": "三线, 三线类别, 三线分类, 三线划分, 三条线, 风险线, 所属三线, 高压线/警戒线/斑马线, 界线, Line, Risk line",
    "cause": (
        "风险类别, 廉政风险类别, 廉洁风险类别, 风险成因, 风险分类, 风险点类别, 风险点类型, 廉政风险类型, 风险来源, 风险原因, "
        "成因, 产生原因, 风险产生原因, Category of risk, Risk category, Cause, Causes"
    ),
    "grade": GRADES,
    "grade_reason": REASONS,
    "measures": (
        "防控措施, 防范措施, 廉政风险防控措施, 廉政风险防范措施, 廉洁风险防控措施, 风险防控措施, 风险防范措施, 风险点防控措施, "
        "主要防控措施, 具体防控措施, 防控要点及防控措施, 防控措施及要求, 防控对策, 防范对策, 预防措施, 管控措施, 控制措施, "
        "防控办法, 防范办法, 应对措施, 化解措施, 风险控制措施, 监督措施, 监控措施, 监督防控措施, 监督管理措施, 制度措施, "
        "工作措施, 具体措施, 整改措施, 整改防控措施, 防控手段, 防控要点, 防控内容, 措施, 拟采取的防控措施, 采取的防控措施, "
        "已采取的措施, 现有措施, 现有防控措施, 前期预防, 前期预防措施, 前期防范, 中期监控, 中期监控措施, 后期处置, 后期处理, "
        "后期处置措施, 制度防控, 科技防控, Measures, Measure, Control measures, Controls, Control, Preventive measures, "
        "Mitigation, Treatment"
    ),
    "indicator": (
        "监控指标, 监测指标, 监测(监控)指标, 监控(监测)指标, 预警指标, 监督指标, 风险指标, 考核指标, "
        "Indicator, Indicators, Monitoring indicator, Red flags"
    ),
    "responsible": (
        "责任岗位/责任人, 责任人, 直接责任人, 责任岗位, 具体责任人, 防控责任人, 措施责任人, 落实责任人, 风险责任人, 责任人员, "
        "岗位责任人, 责任人(岗位), 责任岗位(人), 责任主体, 防控主体, 经办人, 承办人, 具体经办人, 承办岗位, 岗位人员, 姓名, "
        "防控责任岗位, 防控责任部门, 防控责任单位, 责任人姓名, Responsible post or person, Responsible, Responsible post, "
        "Responsible person, Owner, Risk owner | 责任科室, 责任部门, 责任处室, 责任单位, 责任机构"
    ),
    "unit_head": (
        "部门负责人, 科室负责人, 处室负责人, 股室负责人, 单位负责人, 科(处)室负责人, 部门(科室)负责人, 科室(部门)负责人, "
        "责任部门负责人, 责任科室负责人, 机构负责人, 部门主要负责人, 部门责任人, 科室责任人, 部门领导, 科室领导, 科室主任, "
        "科长, 处长, 负责人, Head of unit, Unit head, Department head, Head of department"
    ),
    "leader": LEADERS,
    "found_how": "查找方式/案例依据, 查找方式, 查找方法, 排查方式, 排查方法, 识别方式, 查找来源, 查找途径, "
    "How it was found, How found",
    "precedent": "案例依据, 典型案例, 相关案例, 案例, 同类案例, 曾发生的案例, Case basis, Precedent, Precedents, Past cases",
}

POWERS: Heads = {
    "power_code": "编码, 编号",
    "power": "名称",
    "category": "类别, 类型, 性质, Category, Type",
    "sub_item": "子项, 子项名称, 职权子项, 权力子项, 子项目, 小项, 具体子项, 办理项, 业务办理项, Sub-item, Sub item",
    "unit": "实施主体, 法定主体, 实施主体(法定主体), 行使主体, 权力主体, 责任主体, Responsible unit",
    "bases": (
        "行使依据, 实施依据, 设定依据, 法律依据, 职权依据, 权力依据, 法定依据, 法律法规依据, 法律法规政策依据, 权力来源, "
        "办理依据, 政策依据, 设立依据, 依据, 依据名称, 行使依据(名称、文号、条款), 法律、法规、规章依据, "
        "Legal basis, Legal bases, Basis, Bases"
    ),
    "document_no": "文号, 依据文号, 文件号, 文件文号, 发文字号, Document no., Document number",
    "article": "条款, 依据条款, 条文, 条款号, 具体条款, 法律条款, Article, Articles",
    "leader": LEADERS,
    "duty_division": "人员职责分工, 职责分工, 人员分工, 岗位分工, 岗位职责分工, 内部分工, Division of duties",
    "duties": (
        "行使职责, 责任事项, 行使权力的职责, 职责, 主要职责, 工作职责, 权力职责, 责任内容, 责任事项内容, 对应责任, 责任清单, "
        "责任, 履责方式, 阶段, 责任阶段, 责任环节, Duties, Responsibilities"
    ),
    "conditions": "办理条件, 申请条件, 受理条件, 许可条件, 条件, 办理要求, 准予条件, Conditions",
    "time_limit": LIMITS,
    "fees": "收费依据和标准, 收费依据及标准, 收费标准, 收费依据, 收费情况, 是否收费, 收费, Fees, Fee",
    "commitment": "服务承诺, 承诺事项, 承诺, Service commitment, Commitment",
    "discipline": "工作纪律, 纪律要求, 纪律, Work discipline, Discipline",
    "accountability": "责任追究, 追责情形, 责任追究情形, 责任追究方式, 问责情形, 追责, 问责, 违规责任, Accountability",
    "accountability_basis": "追责依据, 责任追究依据, 问责依据, 追责情形依据, Basis of accountability",
    "is_public": "公开属性, 是否公开, 公开, 公开情况, 是否对外公开, 公开与否, Public, Publicity, Published",
    "grade": GRADES,
    "grade_reason": REASONS,
    "supervision": SUPERVISION,
}

STEPS: Heads = {
    "step_no": (
        "步骤序号, 环节序号, 步骤号, 环节号, 环节编号, 步骤编号, 步序, 步骤数, 序号, 编号, Step no., Step number, No., No"
    ),
    "step": (
        "环节名称, 流程环节, 环节, 步骤, 步骤名称, 办理环节, 工作环节, 业务环节, 运行环节, 权力运行环节, 办理步骤, 工作步骤, "
        "流程步骤, 程序, 办理程序, 流程, 办理流程, 工作流程, 环节内容, 流程节点, 节点, 节点名称, Step, Step name, Action"
    ),
    "step_kind": "环节类型, 步骤类型, 类型, 环节类别, 环节性质, 节点类型, 类别, Kind, Step kind, Kind of step, Type",
    "actor": (
        "承办岗位, 承办主体, 办理主体, 办理岗位, 责任岗位, 责任主体, 执行主体, 承办人, 办理人, 经办人, 责任人, 岗位, "
        "承办人员, 办理人员, 承办部门, 办理部门, 责任部门, 责任科室, 角色, Actor, Who, Post, Responsible, Responsible post"
    ),
    "step_time_limit": LIMITS,
    "handling_system": "办理制度, 依据制度, 工作制度, 制度依据, 办理依据, 相关制度, 制度, 依据, Handling system, Rules, Procedure",
    "duty_requirement": (
        "职责要求, 工作要求, 办理要求, 工作标准, 岗位职责, 职责, 要求, 工作内容, 办理内容, Duty requirement, Requirements"
    ),
    "supervision": SUPERVISION,
    "counterpart_rights": "相对人的权利, 相对人权利, 当事人权利, 申请人权利, 权利, Rights of the counterpart, Rights",
    "next_step": (
        "去向, 下一环节, 下一步骤, 下一步, 下环节, 后续环节, 流向, 流转, 流转方向, 转入环节, 后续步骤, "
        "Next step, Next, Leads to, Goes to"
    ),
}

PEOPLE: Heads = {
    "post": POSTS,
    "person": (
        "姓名, 人员, 人员姓名, 在岗人员, 任职人员, 岗位人员, 任职者, 干部姓名, 责任人, 负责人, 工作人员, "
        "Name, Person, Full name, Holder, Staff"
    ),
    "reports_to": (
        "上级岗位, 直接上级, 上级, 汇报对象, 直接领导, 分管领导, 主管领导, 上级领导, 上一级岗位, "
        "Reports to, Superior, Supervisor, Line manager"
    ),
}

_OWN = {
    TableKind.REGISTER: REGISTER,
    TableKind.POWERS: POWERS,
    TableKind.STEPS: STEPS,
    TableKind.PEOPLE: PEOPLE,
}

# Our own tables: the column's key → the field. A key that is missing has no field: it follows from other things.
_REGISTER_KEYS = {
    "no": "seq", "unit": "unit", "post": "post", "power": "power", "power_code": "power_code", "step": "step",
    "title": "point", "manifestation": "manifestation", "cause": "cause", "line": "line", "grade": "grade",
    "measures": "measures", "indicator": "indicator", "owner": "responsible", "head": "unit_head",
    "leader": "leader", "found": "found_how", "notes": "notes",
}  # fmt: skip
_POWERS_KEYS = {
    "code": "power_code", "name": "power", "category": "category", "bases": "bases", "leader_in_charge": "leader",
    "leader": "leader", "unit": "unit", "duty_division": "duty_division", "duties": "duties",
    "conditions": "conditions", "time_limit": "time_limit", "service_commitment": "commitment",
    "commitment": "commitment", "work_discipline": "discipline", "discipline": "discipline",
    "accountability": "accountability", "public": "is_public", "grade": "grade", "reason": "grade_reason",
    "measures": "supervision", "notes": "notes",
}  # fmt: skip
_LEDGER_KEYS = {
    "unit": "unit",
    "power": "power",
    "point": "point",
    "measure": "measures",
    "responsible": "responsible",
}


def fields_of(head: str, kind: TableKind) -> tuple[tuple[str, int], ...]:
    """Return the fields that a normal head can mean, each with its place in its list (0 is most telling)."""
    return _table(kind).get(head, ())


def heads_of(kind: TableKind) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return every known head of the kind, normal, with the fields it can mean."""
    return _table(kind)


def known(head: str) -> bool:
    """Say whether any kind of table knows the normal head."""
    return any(head in _table(kind) for kind in TableKind)


def joins_found_and_case(head: str) -> bool:
    """Say whether a column joins how a risk point was found and its precedent, as our own register does."""
    plain = normal(head)
    return plain in _joined() or ("查找" in plain and "案例" in plain)


@cache
def _joined() -> frozenset[str]:
    return frozenset(
        normal(head) for head, field, _rank in _exported(TableKind.REGISTER) if field == "found_how"
    )


@cache
def _table(kind: TableKind) -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, dict[str, int]] = {}
    for head, field, rank in (*_exported(kind), *_listed(kind)):
        found.setdefault(normal(head), {}).setdefault(field, rank)
    return {head: tuple(sorted(fields.items(), key=lambda one: one[1])) for head, fields in found.items()}


def _listed(kind: TableKind) -> Iterator[tuple[str, str, int]]:
    for heads in (_OWN[kind], EVERYWHERE):
        for field, words in heads.items():
            if field in FIELDS[kind]:
                first = 40 if heads is EVERYWHERE and field in _OWN[kind] else 0
                for choice, part in enumerate(words.split(" | ")):
                    for rank, word in enumerate(part.split(", "), start=first + choice * SECOND):
                        yield word, field, rank


def _exported(kind: TableKind) -> Iterator[tuple[str, str, int]]:
    """Yield the heads that we write ourselves, in both languages: what went out comes in again."""
    tables: dict[TableKind, tuple[tuple[Iterable[Any], Mapping[str, str]], ...]] = {
        TableKind.REGISTER: ((riskpoints.COLUMNS, _REGISTER_KEYS), (controls.COLUMNS, _LEDGER_KEYS)),
        TableKind.POWERS: (
            (powers.COLUMNS, _POWERS_KEYS),
            (sheets.F3, _POWERS_KEYS),
            (sheets.F2, _POWERS_KEYS),
        ),
    }
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for columns, keys in tables.get(kind, ()):
                for column in columns:
                    if column.key in keys:
                        yield str(column.heading), keys[column.key], 0
