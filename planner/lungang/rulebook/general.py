"""What a rule says in general, where its sentence lives by what it is filled with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lungang_models.words import Words

_SAYS = {
    "boomerang": (
        "离任某岗位不满若干年又回任该岗位",
        "somebody returns to a post within a number of years of leaving it",
    ),
    "business-interest": (
        "本人亲属经营企业，而本人任职或代理的领导岗位监管该行业",
        "somebody's relative runs a firm while they hold or cover a leading post over its trade",
    ),
    "closed-ring": (
        "同一批人在同一批岗位之间互换已若干轮",
        "the same people exchange the same posts among themselves for a number of rounds",
    ),
    "concurrent-posts": (
        "兼任的岗位数、岗位或编制不合规定",
        "posts held beside the main one are too many or of a kind that may not be",
    ),
    "cover-in-cool-off": (
        "离开原岗位未满冷却期而代理利益相关的岗位",
        "somebody covers a post that touches the own former one within the cool-off",
    ),
    "decider-has-kin": (
        "会议或考察涉及某人的事项，成员与其有应当回避的关系",
        "a member of a meeting is barred from the item on somebody by kinship",
    ),
    "decision-open": (
        "组织决定的任免、交流或回避，已过若干个工作日未执行",
        "a decision on a posting is open after a number of working days",
    ),
    "doubtful-data": (
        "资料有疑点，须核对后再据以安排",
        "an entry is doubtful and is to be verified before it is relied on",
    ),
    "due-and-staying": (
        "任现岗或在现单位已满应当或必须交流的年限而留任",
        "somebody stays although the years in the post or unit have reached the limit",
    ),
    "duties-in-one-hand": (
        "须由一人承担的职责，承担它的各岗位不得分由两人担任",
        "a duty that should stay in one hand is not to be shared out between two people",
    ),
    "duty-in-two-units": (
        "由一个单位主责的职责，另一单位的岗位也承担",
        "a duty owned by one unit is carried by posts of another too",
    ),
    "exempt-and-due": (
        "任职已满规定年限，因可以不交流的情形而留任",
        "somebody stays beyond the limit on a ground that excuses it",
    ),
    "headcount": (
        "拟任人数不得超出单位编制限额",
        "no more people are placed in a unit than its headcount limit",
    ),
    "incompatible-duties": (
        "不相容职责不得由一人承担、担任或代理",
        "incompatible duties are not to be held or covered by one person",
    ),
    "key-posts-at-once": (
        "一个单位的关键岗位人员，一次同时离岗交流不超过规定的人数",
        "no more key-post holders of a unit leave at once than allowed",
    ),
    "kin-word-unclear": (
        "申报的亲属称谓有歧义，须向申报人核实",
        "a declared relation has several readings and is to be verified",
    ),
    "kinship-cluster": (
        "一个单位有若干人互有亲属关系",
        "a number of people in one unit are related to one another",
    ),
    "kinship-to-verify": (
        "两人的亲属关系存疑，须核实后裁定",
        "the relation of two people is doubtful and needs a ruling",
    ),
    "leader-quota": (
        "拟任领导人数不得超出单位领导职数",
        "no more leaders are placed in a unit than its quota",
    ),
    "leave-put-off": (
        "已抽中强制休假的人员未按期休假",
        "somebody drawn for leave has not gone on it in time",
    ),
    "leave-quota": (
        "一年中安排强制休假的关键岗位人员不少于规定的比例",
        "no fewer key-post holders are sent on leave in a year than the quota",
    ),
    "objection-open": (
        "本人或单位对拟任岗位有不同意见，未见处理意见",
        "somebody or a unit objects to a posting, and nobody settled it",
    ),
    "process-in-one-hand": (
        "一人承担同一业务流程的环节不超过规定的项数",
        "nobody carries more steps of one process than allowed",
    ),
    "qualification": (
        "任职或代理应当具备岗位要求的资格",
        "whoever holds or covers a post has the qualifications it requires",
    ),
    "reviewer-swap": (
        "监督与被监督的双方不得互换岗位",
        "those who review and are reviewed do not swap posts",
    ),
    "risk-points-missing": (
        "关键岗位、高风险岗位没有审定的主要风险点",
        "no main risk points are settled for a key or high-risk post",
    ),
    "seats": (
        "拟任人数不得超出岗位编制数",
        "no more people hold a post than it has seats",
    ),
    "self-review": (
        "离开原岗位未满规定时间，不得监督检查本人原岗位",
        "nobody reviews the own former post within the time set",
    ),
    "share-of-team": (
        "一个班子一次交流出的成员不超过规定的人数",
        "no more members of a team leave it in one cycle than allowed",
    ),
    "workload": (
        "一人各岗位工作量合计不超过规定的限度",
        "the workload of all posts of one person is within the limit",
    ),
    "change-not-filed": (
        "岗位设置或职责有变动，未报内控办和人事科备案",
        "a post was changed and the change not filed",
    ),
    "decision-changed": (
        "方案的安排与组织已作出的任职决定不符",
        "the plan departs from a posting already decided",
    ),
    "declaration-missing": (
        "没有回避申报，或者申报已过期",
        "there is no declaration of recusal, or it has lapsed",
    ),
    "draw-repeated": (
        "强制休假抽取重复进行，或者未先承诺",
        "a draw was repeated, or not committed to first",
    ),
    "duty-without-holder": (
        "有职责无人承担",
        "a duty is carried by nobody",
    ),
    "earlier-risk-overdue": (
        "上期风险过了期限仍未处理",
        "a risk of the last register is past its term",
    ),
    "family-abroad": (
        "配偶已移居国（境）外，或者没有配偶而子女均已移居，不得担任或代理限制任职的岗位",
        "nobody whose spouse (or, without one, all children) live abroad holds such a post",
    ),
    "family-abroad-elsewhere": (
        "家属移居国（境）外的人员，担任或代理其他关键、高风险岗位",
        "somebody with family abroad holds or covers another key or high-risk post",
    ),
    "family-abroad-unverified": (
        "申报家属在国（境）外，尚待核实",
        "family abroad was declared and is not verified",
    ),
    "frozen-person": (
        "按规定不得变动的人员，不变动、不代理",
        "people whom the rules keep in place neither move nor cover",
    ),
    "key-flag-removed": (
        "任职将满规定年限之前，岗位被取消关键岗位",
        "a post stopped being key shortly before its holder was due",
    ),
    "key-post-screening": (
        "未通过行为排查的人员不得担任或者代理关键岗位",
        "whoever has not passed the screening holds or covers no key post",
    ),
    "leave-cover": (
        "休假期间各岗位均有合格人员代职，或者可以不设代职",
        "every post of those on leave is covered by somebody qualified, or needs no cover",
    ),
    "leave-not-audited": (
        "强制休假期间未作检查，或者检查未记录",
        "nobody audited the work of somebody on forced leave",
    ),
    "leave-predictable": (
        "强制休假的时间或人选可以预知",
        "the leave can be foreseen",
    ),
    "nominal-rotation": (
        "任职届满转任他岗后，仍承担原来的大部分职责",
        "somebody due moves to another post and keeps most of the old duties",
    ),
    "not-heard": (
        "作决定前应当听取意见的人员或单位，没有听取",
        "those to be heard before a decision were not",
    ),
    "outside-work": (
        "本人在企业或社会组织兼职、经商，未经批准或者与岗位有利益关系",
        "outside work that is not approved, or touches the post held",
    ),
    "pins": (
        "按组织决定应当或不得任某岗位的，照此安排",
        "a posting settled or ruled out by decision is kept",
    ),
    "possible-duplicates": (
        "名册中疑似同一人录入两次",
        "somebody may stand twice on the roster",
    ),
    "post-incomplete": (
        "岗位没有职责、报告关系等应当写明的内容",
        "a post lacks duties or a superior",
    ),
    "recusal-on-duty": (
        "到任新岗位后，涉及本人或亲属的事项应当回避",
        "after a move, matters that touch oneself or one's kin are avoided",
    ),
    "regulated-side": (
        "与被监管企业有任职或经营关系的人员，不得到监管它的岗位",
        "whoever is or was with a regulated firm takes no post that supervises it",
    ),
    "rights-left-open": (
        "离任后，原岗位的系统权限、印鉴或钥匙未收回",
        "rights, seals or keys of a former post were not taken back",
    ),
    "rotation-pool": (
        "只在同一交流片区内交流",
        "people rotate within their pool",
    ),
    "step-missing": (
        "交流、任免、回避的程序缺少步骤",
        "a procedure lacks a step",
    ),
    "supplier-tie": (
        "与供应商有任职或经营关系的人员，不得担任或代理采购岗位",
        "whoever is tied to a supplier holds or covers no procurement post",
    ),
    "unverified-facts": (
        "据以调整岗位的事实尚未核实",
        "a move rests on facts that are not verified",
    ),
    "waiver-ending": (
        "豁免将到期或已到期",
        "a waiver is ending or has ended",
    ),
}  # fmt: skip

GENERAL: Mapping[str, Words] = MappingProxyType(
    {rule: Words(zh, en) for rule, (zh, en) in _SAYS.items()}
)
