"""Whether words are said, denied, asked, wished for, or said of somebody else."""

from __future__ import annotations

import re

from intents.reading.grammar import Cue
from intents.reading.layout import Clause, Layout

_NO_BEFORE = re.compile(
    r"(?:没有?(?:任何|什么|一件|过)?|无(?:任何)?|不(?:是|属于|算|在|含|存在)?|未(?:曾|被|发生|出过)?|非|别|从未|并非|并未|均无|毫无|零|尚未|没怎么|没出过|没发生过|没被|没受过|没通过|没能通过|未通过|不曾|不涉及|不受|一件都没有|没能)"
    r"(?:进行|发生|出现|过|任何|什么|再|有|受到|受|出|被|列入|在|给|的|是|属于|国家|国家级|安全|重大|环境|严重|一件|拿到|取得|评上|做|办|去|向|省|市|技术|自己的|和|与|、|及|或){0,4}$"
)
_NO_WORD_BEFORE = re.compile(
    r"(?<![a-z])(?:not|no|never|none|neither|nor|without|isn'?t|aren'?t|don'?t|doesn'?t|haven'?t|hasn'?t|didn'?t|wasn'?t|weren'?t|hadn'?t|nobody|no one|zero|cannot|can'?t|non|ain'?t|nothing|free of)"
    r"(?:\s+(?:a|an|the|any|yet|been|be|on|in|of|our|have|had|were|was|one|single|us|is|or|has|ever|got|to|did|do|we|registered|recognised|recognized|certified|currently|at all|from|with|by|being|university|institute|sme|enterprise|company|patent|laid|made|under|own|single|get|real|major|such|kind|state's|list|safety|environmental|serious|quality|valid|high|tech|as|recorded|also|really|hold|certified)){0,4}\s*$"
)
_NO_AFTER = re.compile(r"(?:也|都|一件|一项|一个|是|还|从来|我们|的|证|资格|书|，|,|\s){0,4}(?:没有|没拿|没评|没办|没认|没登|没申|没做|没分|没过|没建|没|无|不是|不算|还不是|未|不在|不属|不存在|为零|为0|是零|不符|不在列)(?!问题|有问题|到期|过期|失效|变)")
_NO_WORD_AFTER = re.compile(r"\s*(?:is|are|was|were|has|have|does|do|did|not|yet)?\s*(?:not|never|isn'?t|aren'?t|hasn'?t|haven'?t|wasn'?t|weren'?t|n't|none|no)(?![a-z0-9])(?!\s+(?:problem|issue|expired))")
_ASK_BEFORE = re.compile(
    r"(?:是不是|有没有|算不算|是否(?:是|属于)?|能不能算?|属不属于|会不会|要不要|该不该|需不需要|在不在|算是|必须(?:是|在|要)?|一定要(?:是)?|非得(?:是)?|得是|需要是|要是|如果(?:是|我们|有|没有)?|假如|假设|倘若|只要(?:是)?|除非|要求|限于|仅限|只有|是不是必须|得先|若|什么是|啥是|什么叫|啥叫|怎么算|如何成为|怎么成为|哪些|哪种|(?<!有)(?<!没)什么|多少|几家)[^,，]{0,6}$"
)
_ASK_WORD_BEFORE = re.compile(
    r"(?<![a-z])(?:must|whether|if|unless|suppose|supposing|assuming|do we need|need to be|needs to be|have to be|has to be|should (?:we|it) be|required|only|what is|what's|what are|which|who|how many|count(?:s)? as|qualify as|considered|what if)(?:\s+[a-z'&]+){0,4}\s*$"
    r"|^\s*(?:so |and |but )?(?:are we|is our|is it|are our|does our|is my|am i|do we|are you|is this)(?:\s+[a-z'&]+){0,4}\s*$"
)
_ASK_AFTER = re.compile(r"(?:的|证|证书|企业|公司|资质|了|过)?\s*(?:吗|么|嘛|不(?=\s*$|[?？])|没有?(?=\s*$|[?？])|算不算|是不是|吧[?？])")
_WISH_BEFORE = re.compile(r"(?:申请|申报|评选?|认定为?|评上|成为|想|争取|准备|打算|报|冲|变成|入库|评定|怎么|如何|咋|给|对于?|支持|鼓励|面向|针对|向|扶持|培育|关于|够|哪些|什么|帮|转为|办|申|拿|弄|搞)(?:国家|省级?|个|一个|下|一下|那个|这个|的|市)*$")
_WISH_WORD_BEFORE = re.compile(
    r"(?<![a-z])(?:apply|applying|become|becoming|qualify|recogni[sz]ed as|be recogni[sz]ed|recognition|certified as|register as|registering|get|getting|for|to|support|help|helps|evaluated|be|explains?|encourages?|nudging|among|many|most|all|new|by|of|from|into|between)(?:\s+(?:as|for|to|be|become|a|an|the|our|certified|recogni[sz]ed|registered|new|small|local|these|those|of)){0,4}\s*$"
)
_BEING_BEFORE = re.compile(r"(?:是|属于|作为|系|为|身为|一家|家|属|有|持有|拿到了?|取得了?|评上了?|认定了?|已经是|已是|通过了?|具备|拿了|新晋|普通|我们|我司|公司|老牌|刚评上的?|的|了|都)\s*$")
_PASSED_BEFORE = re.compile(
    r"(?:通过了?|过了|刚|已经?|被|去年|前年|今年刚?|成功|顺利|获)(?:刚刚|刚|被|获得?|正式)*(?:认定|评定?|批准?|评选|通过)?(?:为|成|上|了)*(?:国家|省级|的|第一批)*\s*$"
    r"|(?<![a-z])(?:(?:was|were|been|got|get|already) (?:recogni[sz]ed|certified|accredited|registered|approved|confirmed)(?: as)?|became|passed|cleared)(?:\s+(?:as|a|an|the|our|national))*\s*$"
)
_LOST_BEFORE = re.compile(r"(?:失去了?|丢了|没了|被取消了?|被撤了?)(?:我们的)?\s*$|(?<![a-z])(?:lost|losing|forfeited)(?:\s+(?:our|the|its))*\s*$")
_SELF = re.compile(r"我们|我司|我公司|本公司|本企业|咱们?|俺们?|我厂|我|公司|单位|(?<![a-z])(?:we|we're|we've|our|ours|us|i|i'm|my|weve|were a|im)(?![a-z])")
_PLURAL = re.compile(r"(?:smes|enterprises|companies|firms|businesses|hntes|manufacturers|incubators|universities|institutes|teams|groups)$")
_POLICY_AFTER = re.compile(
    r"(?:的)?\s*(?:认定|评价|申报|申请|入库|政策|优惠|税率|资质认定|奖励|补贴|激励|上市|培育|减按|所得税|管理办法|评审|条件|门槛|标准|补助|扶持|要求|好处|待遇|有什么|有啥|有哪些|减税|材料|资金|怎么|评分|打分|15|能享|减免|奖补|贷款|名单|需要|必须|数量|是什么|是啥|都有|专项|年报|享受|税收)"
)
_POLICY_WORD_AFTER = re.compile(r"\s*(?:recognition|evaluation|polic|tax|rate|incentive|application|status\?|filing|requirements|criteria|subsid|list|database|scheme|programme|program|rules|test|deduction|benefits|conditions|enterprse papers|papers|loan|rent|renewal policy|income tax|certification process)")
_HOLD = re.compile(r"有|持|拿|取得|评上|还在|有效|到手|下来|批|hold|holds|have|has|got|valid|current|received|obtained|own|our|with|in force|我们的")
_LAPSED = re.compile(r"到期了|已?经?到期|过期|失效|被?取消|撤销|作废|没再认定|没续|expired|lapsed|ran out|withdrawn|revoked|cancelled")
_NOT_LAPSED = re.compile(r"没到期|未到期|没过期|还没到|not expired|hasn't expired|not yet expired|still valid|还有效|(?:年|后|才|月)到期")
_ONE = 1
_DECLARED = re.compile(r"\s*(?:so )?(?:we'?re|we are|i'?m|it'?s|this is)(?![a-z])")
"""A statement with a question mark: "we're on the list?"."""


def is_denied(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether a "not" governs the word: right before it, or right after it in the clause."""
    text = layout.text
    before = text[max(clause.start, cue.start - 32) : cue.start]
    if _double_negative(before):
        return False
    if _NO_BEFORE.search(before) or _NO_WORD_BEFORE.search(before):
        return True
    after = text[cue.end : min(clause.end, cue.end + 16)]
    return bool(_NO_AFTER.match(after) or _NO_WORD_AFTER.match(after))


def lacks(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether a "without" stands right before the word."""
    before = layout.text[max(clause.start, cue.start - 32) : cue.start]
    return bool(_NO_BEFORE.search(before) or _NO_WORD_BEFORE.search(before))


def _double_negative(before: str) -> bool:
    return bool(re.search(r"(?:不是没有|不是没|并非没有|无不|没有不|不得不)$|(?<![a-z])not only(?:\s+[a-z]+){0,2}\s*$", before))


def is_asked(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether the word stands under a question or a condition instead of being stated."""
    text = layout.text
    before = text[max(clause.start, cue.start - 40) : cue.start]
    after = text[cue.end : min(clause.end + 1, cue.end + 8)]
    declared = "?" in clause.mark and _DECLARED.match(text, clause.start)
    return bool(declared or _ASK_BEFORE.search(before) or _ASK_WORD_BEFORE.search(before) or _ASK_AFTER.match(after))


def is_conditional(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether an if, a must or a whether stands before the word (a plain question mark does not count)."""
    before = layout.text[max(clause.start, cue.start - 40) : cue.start]
    return bool(re.search(r"(?:如果|假如|假设|倘若|要是|万一|除非|必须|是否|是不是|有没有|会不会|要不要|该不该)[^,，]{0,8}$|(?<![a-z])(?:if|whether|unless|suppose|must|should|what if|do we need to|have to)(?:\s+[a-z'&]+){0,5}\s*$", before))


def speaks_of_us(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether a name for a kind of enterprise is said of the asker: "we are a …", "…, 12 people", not "… policy", "become …"."""
    text = layout.text
    before = text[max(clause.start, cue.start - 32) : cue.start]
    after = text[cue.end : cue.end + 16]
    if _PASSED_BEFORE.search(before) and not clause.question:
        return True
    if _POLICY_AFTER.match(after) or _POLICY_WORD_AFTER.match(after):
        return False
    if _PLURAL.search(text[cue.start : cue.end]) and not re.search(r"(?<![a-z])(?:we|us)(?:\s+[a-z]+){0,2}\s*$", before):
        return False
    if _WISH_BEFORE.search(before) or _WISH_WORD_BEFORE.search(before):
        return False
    if _BEING_BEFORE.search(before) or _SELF.search(before):
        return True
    return _stands_alone(layout, clause, cue)


def _stands_alone(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """The clause is hardly more than the name: "河北省高新技术企业，…", "Tech SME, trial production finished"."""
    text = layout.text
    before, after = text[clause.start : cue.start], text[cue.end : clause.end]
    for place in layout.places:
        if clause.start <= place[0] and place[1] <= cue.start:
            before = before.replace(text[place[0] : place[1]], "")
    if clause.has("hte") and clause.has("tech_sme"):
        return False
    short_before = len(re.findall(r"[\u3400-\u9fff]|[a-z0-9]+", before)) <= 4  # noqa: PLR2004 - a place, a size
    tail = re.findall(r"[\u3400-\u9fff]|[a-z0-9]+", after)
    led_by_place = bool(re.match(r"\s*(?:since|in|at|here|from|with|of|wants?|needs?|没|no1)(?![a-z])|\s*在", after))
    return short_before and (len(tail) <= _ONE or led_by_place) and not clause.question


def holds_certificate(layout: Layout, clause: Clause, cue: Cue) -> bool | None:
    """Whether a certificate is held (True), was lost or lapsed (False); None where neither is said."""
    around = layout.text[max(clause.start, cue.start - 16) : min(len(layout.text), cue.end + 40)]
    tail = layout.text[cue.end : min(len(layout.text), cue.end + 24)]
    if _LAPSED.search(tail) and not _NOT_LAPSED.search(tail):
        return False
    if is_denied(layout, clause, cue) or _LOST_BEFORE.search(layout.text[clause.start : cue.start]):
        return False
    if is_asked(layout, clause, cue) or re.search(r"(?:怎么|如何|申请|办|想|how|apply|get)\s*(?:个|a|the)?\s*$", layout.text[max(clause.start, cue.start - 12) : cue.start]):
        return None
    return True if _HOLD.search(around) else None
