"""Charts of the kind offices have: the township flowcharts, with invented risk points."""

from powers.diagrams import Badge, Chart, ChartEdge, ChartStep

STEPS = {
    3: """start|开始|
apply|受理线索（信访举报、领导交办、部门移交）|纪委
review|向党委汇报，决定实施调查|纪委书记
examine|组成调查组并组织初步核实|调查组
review|形成初步审查报告，提出处理意见，报纪委审批|调查组
end|了结|
external|移送其他机关|其他行政机关
approve|报乡党委同意后立案|纪委
notify|通知被调查人单位或上级主管部门（可能影响调查的可暂不通知）|纪委
examine|立案调查|调查组|6个月内结案，经批准可延长，最长不超过1年
examine|认定事实形成书面材料，与被调查人见面|调查组
review|起草调查报告，经纪委书记同意报乡党委|调查组
end|撤案|
accept|受理移送审理的案件|审理人员
examine|阅卷审核|审理人员
examine|审理谈话、权利告知、助辩|审理人员
review|形成审理报告|审理人员
decide|审议|党委或纪委会议
decide|制作处分决定|纪委
deliver|送达、执行|纪委
archive|结案、立卷、归档|纪委
end|结束|""",
    6: """start|开始|
apply|申请并交材料：①申请书②林地证明③林权证明；注明地点、面积、树种|争议单位（人）
accept|受理|乡农业服务中心|1日内
decision|材料是否齐全|
notify|一次告知补正|乡农业服务中心
examine|调查取证，提出拟处理意见|乡农业服务中心
decide|决定，制作裁决书|乡政府
deliver|送达当事人|乡政府
end|结束|""",
    9: """start|开始|
apply|申请：拟离户籍县1个月以上、18–49岁；到户籍地村委会领表填写|当事人
review|签署意见|单位，无单位由村委会
apply|提供身份证、户口簿（当场审核后退还）及一寸照片|申请人
review|审核|乡政府
decision|是否具备条件|
notify|及时说明理由|乡政府
deliver|及时免费发证|乡政府
apply|到现居住地后向现居住地乡镇交验|当事人|15日内
decision|是否已办证|
notify|发《限期补办告知书》|现居住地乡镇
execute|补办、发放临时证明|现居住地乡镇
archive|归卷存档|现居住地乡镇
end|结束|""",
    10: """inspect|启动检查|
parallel|分类检查|
inspect|农业机械：使用前检查维护、作业后保养维护；操作程序是否规范；作业人员是否具备专业技能（合格证）|
inspect|用电：线路连接是否正确到位、操作规程|
inspect|农药：不许用高毒高残留农药；配比；避开高温时段、注意风向；施药防护；安全间隔期|
end|结束|""",
    17: """start|开始|
apply|向户籍地政府书面申请|申请人
examine|核查|村两委
review|评议|村民代表会议或两委扩大会议
publicise|第一次张榜|村委会
review|审核|乡政府
publicise|第二次张榜|村委会
approve|审批|县民政局
execute|填制发放低保证；金融部门按季发放|乡民政所|每季
publicise|第三次张榜|村委会
end|结束|""",
    20: """start|开始|
apply|申请|当事人
accept|接访受理（双向承诺）|信访办
decision|分流处理|信访办
subprocess|有关责任单位直接处理|责任单位
examine|调查|信访办
execute|调解|信访办
decision|调解是否成功|
execute|签订协议|当事人
archive|制作文书|信访办
archive|结案存档|信访办
notify|告知当事人申请仲裁或向法院起诉|信访办
end|结束|""",
}
CHAIN = "chain"
EDGES: dict[int, list[tuple[int, int, str]]] = {
    3: [(n, n + 1, "") for n in (1, 2, 3, 4)]
    + [
        (5, 6, "事实不存在，或情节轻微不需处分"),
        (5, 7, "不需党政纪处分但应由其他行政机关处理"),
        (5, 8, "需给予处分，建议立案"),
    ]
    + [(n, n + 1, "") for n in (8, 9, 10, 11)]
    + [(12, 13, "无违纪事实或不需处理"), (12, 14, "需处分或作结论")]
    + [(n, n + 1, "") for n in range(14, 22)],
    6: [
        *[(1, 2, ""), (2, 3, ""), (3, 4, ""), (4, 5, "不全"), (5, 2, ""), (4, 6, "齐全")],
        *[(6, 7, ""), (7, 8, ""), (8, 9, "")],
    ],
    9: [(n, n + 1, "") for n in range(1, 6)]
    + [(6, 7, "不具备"), (6, 8, "具备"), (7, 14, ""), (8, 9, ""), (9, 10, "")]
    + [(10, 11, "未办证"), (10, 13, "已办证"), (11, 12, ""), (12, 13, ""), (13, 14, "")],
    10: [(1, 2, ""), (2, 3, ""), (2, 4, ""), (2, 5, ""), (3, 6, ""), (4, 6, ""), (5, 6, "")],
    17: [(n, n + 1, "") for n in range(1, 11)],
    20: [
        *[(1, 2, ""), (2, 3, ""), (3, 4, ""), (4, 5, "职责明确的"), (4, 6, "需要调解的"), (6, 7, "")],
        *[(7, 8, ""), (8, 9, "成功"), (8, 12, "调解无效或协议不能履行"), (9, 10, ""), (10, 11, "")],
        *[(11, 13, ""), (12, 13, ""), (5, 13, "")],
    ],
}
TITLES = {
    3: "乡纪委案件检查审理流程图",
    6: "林地所有权、林地使用权争议裁决流程图",
    9: "《流动人口婚育证明》发放和查验流程图",
    10: "农业安全生产检查流程图",
    17: "农村最低生活保障申报、审批流程图",
    20: "信访调解流程图",
}
RISKY = {"review": "A", "approve": "A", "accept": "C", "examine": "B", "decide": "A"}


def chart(number: int, *, badges: bool = False) -> Chart:
    """Return township chart `number`, with an invented risk badge on risky steps if wanted."""
    steps = []
    for no, row in enumerate(STEPS[number].splitlines(), 1):
        kind, label, actor, limit = (*row.split("|"), "")[:4]
        grade = RISKY.get(kind, "") if badges else ""
        marks = (Badge(grade, f"XZ{number:02d}-{no:02d}", "警戒线"),) if grade else ()
        if grade == "A" and len(label) > 6:
            marks += (Badge("C", f"XZ{number:02d}-{no + 50}", ""),)
        steps.append(ChartStep(no, label, kind, actor, limit, False, marks))
    edges = tuple(ChartEdge(*edge) for edge in EDGES[number])
    notes = ("监督投诉电话：0000-0000000（示例）", "本图由系统根据环节表生成。")
    return Chart(TITLES[number], f"XZ-01-{number:03d}", tuple(steps), edges, notes)
