"""What every report says of itself, how to give it back and how to check it."""

from __future__ import annotations

from lungang_models.words import Words

#: What every report says of itself, sentence by sentence.
MANNERS = (
    Words("本材料供决策参考：人员可以询问理由，由有权机关审批后方可执行。",
          "This supports a decision: anyone concerned may ask for the reasons, and "
          "nothing takes effect before the entitled body approves it."),
    Words("风险等级为程序拟定，由内控委审定。",
          "Grades are proposed by the program; the committee decides them."),
    Words("条款号为规则包所依据制度的条款；“程序”列为第三十三条的对应项。",
          "Articles are those of the measure behind the rule pack; “procedure” is the "
          "item of article 33."),
    Words("同组调整互相衔接：每人接任下一人腾出的席位，办理时自组末起依次进行。",
          "Within a chain each takes the seat the next one leaves; carry it out from "
          "the end."),
    Words("只有各层目标的方案值均等于已证明的最小值时，才称“已证明最优”。",
          "A plan is called proved optimal only when every tier equals its proved "
          "bound."),
)  # fmt: skip
HAND_BACK = (
    Words("如需手工调整：在“全员任职”改“拟任岗位”（可从下拉表选，也可只填岗位编号），在“强制休假"
          "安排”改批次和代职人。在“调整名单”改拟任单位和岗位，含义唯一的也会采用。",
          "To change the plan by hand: edit “post under the plan” on the sheet of "
          "placements (choose from the list or type the id) and the leave sheet. A new "
          "unit and post on the list of moves is taken too where it means one thing."),
    Words("其他内容不读取：与方案不符的单元格会连同地址指出，改回后再交。",
          "Nothing else is read: a cell that does not agree with the plan is told with "
          "its address and has to be restored."),
    Words("改后交回核查：lungang audit 工作簿.xlsx --plan plan.xlsx",
          "Then have it checked: lungang audit bureau.xlsx --plan plan.xlsx"),
)  # fmt: skip
VERIFY = (
    Words("核验方案：lungang audit 工作簿.xlsx --plan plan.json",
          "to check the plan: lungang audit bureau.xlsx --plan plan.json"),
    Words("复核证明：加 --certificate certificate.json，用整数运算重新核对各层已证明的最小值。",
          "to check the proof: add --certificate certificate.json; every bound is "
          "recomputed in whole numbers."),
    Words("审核另用一套程序，不用求解的部分；输入摘要一致，说明所用工作簿内容一致。",
          "the audit loads no solver; equal input hashes mean equal contents."),
)  # fmt: skip
