"""The page of the log, with a check of its chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lungang.web.service import log as chain
from lungang.web.service.access import GROUPS
from lungang.web.service.known_as import KnownAs, known_as
from lungang.web.views.common import said, user_of, whole
from lungang_models.words import Words, listed, same

ACTS = {
    "sign-in": Words("登录", "signed in"),
    "sign-out": Words("退出", "signed out"),
    "sign-in-refused": Words("登录未成功", "sign-in refused"),
    "account-made": Words("建立账号", "account made"),
    "account-changed": Words("调整账号", "account changed"),
    "password-reset": Words("重置口令", "password reset"),
    "password-changed": Words("修改口令", "password changed"),
    "cycle": Words("新建年度", "cycle begun"),
    "workbook": Words("采用工作簿", "workbook taken"),
    "edit": Words("修改单元格", "cell edited"),
    "undo": Words("撤销修改", "edit undone"),
    "export": Words("导出工作簿", "workbook exported"),
    "solve": Words("发起求解", "solve asked for"),
    "stop": Words("停止求解", "solve stopped"),
    "plan": Words("得出方案", "plan made"),
    "job-failed": Words("求解失败", "job failed"),
    "ask": Words("提问", "question asked"),
    "download": Words("下载报表", "reports downloaded"),
    "papers": Words("下载文书", "papers saved"),
    "sweep": Words("逐值试算", "values tried"),
    "gate": Words("设定采纳条件", "condition of adoption set"),
    "gate-dropped": Words("取消采纳条件", "condition of adoption dropped"),
    "papers-asked": Words("写文书", "papers asked for"),
    "sent": Words("送审", "sent for approval"),
    "approved": Words("批准", "approved"),
    "sent-back": Words("退回", "sent back"),
    "void": Words("审批失效", "approval void"),
    "scenario": Words("另立情景", "scenario made"),
    "key-made": Words("建立程序密钥", "key made"),
    "key-revoked": Words("撤销程序密钥", "key revoked"),
    "ceremony-witness": Words("抽取：见证签到", "draw: witness signed in"),
    "ceremony-number": Words("抽取：登记号码", "draw: number recorded"),
    "ceremony-revealed": Words("抽取：揭晓", "draw: revealed"),
    "letter": Words("请求说明", "letter asked for"),
    "comment-said": Words("对方案发表意见", "comment on a plan"),
    "opinion-opened": Words("征求单位意见", "units consulted"),
    "opinion-agreed": Words("单位同意", "unit agreed"),
    "opinion-objected": Words("单位不同意", "unit objected"),
    "opinion-taken": Words("记入工作簿", "taken into the workbook"),
    "risk-noted": Words("登记风险办理", "risk noted"),
    "risk-graded": Words("审定风险等级", "risk graded"),
    "risk-assessed": Words("风险评估", "risk assessed"),
    "risk-responded": Words("风险应对", "risk responded to"),
    "risk-monitored": Words("风险监测", "risk monitored"),
    "risk-reported": Words("风险报告办结", "risk reported and closed"),
    "recusal-filed": Words("回避申请或反映", "recusal filed"),
    "recusal-opinion": Words("回避：单位意见", "recusal: opinion of the unit"),
    "recusal-heard": Words("回避：核实听取", "recusal: heard"),
    "recusal-decided": Words("回避：决定", "recusal: decided"),
    "recusal-archived": Words("回避：归档", "recusal: archived"),
    "declaration-confirmed": Words("确认申报", "declaration confirmed"),
    "declaration-changed": Words("申报变化", "change declared"),
    "objection-filed": Words("提出异议", "objection filed"),
    "objection-decided": Words("答复异议", "objection answered"),
}


KEYS = {
    "about": Words("事项", "about"),
    "active": Words("启用", "open"),
    "because": Words("原因", "because"),
    "cell": Words("单元格", "cell"),
    "column": Words("列", "column"),
    "cycle": Words("年度", "cycle"),
    "edition": Words("第几处修改后", "after edit"),
    "job": Words("任务编号", "job"),
    "key": Words("密钥编号", "key"),
    "name": Words("名称", "name"),
    "number": Words("第几步", "step"),
    "plan": Words("方案", "plan"),
    "question": Words("问题", "question"),
    "roles": Words("职责", "roles"),
    "row": Words("行", "row"),
    "scenario": Words("情景", "scenario"),
    "sha256": Words("指纹", "fingerprint"),
    "sheet": Words("工作表", "sheet"),
    "sheets": Words("工作表张数", "sheets"),
    "staff": Words("工号", "staff number"),
    "submission": Words("送审编号", "submission"),
    "unit": Words("负责单位", "unit"),
    "until": Words("有效期至", "until"),
    "workbook": Words("工作簿", "workbook"),
}
VALUES = {
    "edit": Words("工作簿有改动", "the workbook was edited"),
    "elsewhere": Words("还可任哪些岗位", "where else"),
    "hr": Words("人事版", "personnel edition"),
    "inspection": Words("监督版", "inspection edition"),
    "leadership": Words("领导版", "leadership edition"),
    "letter": Words("本人说明", "letter"),
    "plan": Words("方案", "the plan"),
    "must-move": Words("是否必须交流", "must they move"),
    "workbook": Words("换了工作簿", "another workbook was taken"),
    "why": Words("为什么在此岗", "why this post"),
    "why-not": Words("为什么不是某岗", "why not that post"),
}
CODES = ("about", "because", "edition", "question")
"""Particulars whose values are codes of the program."""
READ = Words("版本", "edition")
PROGRAMS = {
    "lungang serve": Words("工作台启动", "the desk at its start"),
    "worker": Words("后台程序", "the background program"),
}
"""Who of a line where it was nobody with an account."""


def _particular(key: str, value: Any) -> Words:
    """One particular of a line, as people say it."""
    if isinstance(value, Words):
        words = value
    elif isinstance(value, bool):
        words = Words("是", "yes") if value else Words("否", "no")
    elif isinstance(value, list):
        words = listed([GROUPS.get(v, same(v)) for v in value])
    else:
        words = VALUES.get(value, same(value)) if key in CODES else same(value)
    name = (
        READ
        if key == "edition" and isinstance(value, str)
        else KEYS.get(key, same(key))
    )
    return Words(f"{name.zh}：{words.zh}", f"{name.en}: {words.en}")


def _particulars(known: KnownAs, what: Mapping[str, Any]) -> Words:
    """What a line is about: names instead of numbers, the cell instead of row and column."""
    told = {k: known.things.get((k, v), v) if isinstance(v, int) else v
            for k, v in what.items()}  # fmt: skip
    if {"workbook", "sheet", "row", "column"} <= what.keys():
        told = {"cell": known.cell(what), **told}
        for key in ("sheet", "row", "column"):
            del told[key]
    return listed([_particular(k, v) for k, v in told.items() if v != ""])


def _who(known: KnownAs, name: str) -> str:
    """The name of a person, or what a program is called; empty where only the account is."""
    return said(PROGRAMS[name]) if name in PROGRAMS else known.people.get(name, "")


def _local(instant: str) -> str:
    """An instant of the log, which is kept in UTC, by the clock of the office."""
    at = timezone.localtime(datetime.fromisoformat(instant))
    return f"{at:%Y-%m-%d %H:%M:%S}"


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """The last lines, or those before one; whether the chain holds; its head."""
    before = whole(request.GET.get("before")) or None
    user = user_of(request)
    lines = chain.page(user, before)
    known = known_as(user, lines)
    return render(
        request,
        "desk/log.html",
        {
            "lines": [
                (e, _local(e["at"]), ACTS.get(e["act"], Words(e["act"], e["act"])),
                 _who(known, e["who"]), _particulars(known, e["what"]))
                for e in lines
            ],
            "broken": chain.broken_at(),
            "last": lines[-1]["seq"] if lines else 0,
        },
    )  # fmt: skip
