"""Alerts in words, English or Chinese: a title with the counts, one sentence for what belongs together."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from headcount.alerts.interface import Language, Message
from headcount.model.alert import Alert, Concern
from headcount.model.verdict import Action

MOST_LINES = 20
_COUNTED = {
    "en": {
        Concern.FINDING: ("1 finding", "{:,} findings"),
        Concern.VERDICT: ("1 verdict", "{:,} verdicts"),
        Concern.PROBLEM: ("1 problem", "{:,} problems"),
        Concern.STORE: ("1 change of our stores", "{:,} changes of our stores"),
    },
    "zh": {
        Concern.FINDING: ("1 项发现", "{:,} 项发现"),
        Concern.VERDICT: ("1 项处置", "{:,} 项处置"),
        Concern.PROBLEM: ("1 个故障", "{:,} 个故障"),
        Concern.STORE: ("1 项数据存储变化", "{:,} 项数据存储变化"),
    },
}
_LENSES = {
    "en": {
        "account": ("account", "accounts"),
        "credential": ("key", "keys"),
        "address": ("address", "addresses"),
        "visitor": ("visitor", "visitors"),
        "prefix": ("network", "networks"),
    },
    "zh": {
        "account": ("个账号", "个账号"),
        "credential": ("个密钥", "个密钥"),
        "address": ("个地址", "个地址"),
        "visitor": ("个访客", "个访客"),
        "prefix": ("个网段", "个网段"),
    },
}
_STORES = {
    "en": {
        "opened": "a store of ours can be read without a credential: {}",
        "closed": "a store of ours is closed again: {}",
        "weaker": "a store of ours has a new weakness: {}",
    },
    "zh": {
        "opened": "我方一处数据存储无需凭据即可读取:{}",
        "closed": "我方一处数据存储已恢复访问控制:{}",
        "weaker": "我方一处数据存储出现新的安全弱点:{}",
    },
}
_ACTIONS = {
    "en": {
        Action.ALLOW: "allowed",
        Action.MASK: "masked",
        Action.CHALLENGE: "challenged",
        Action.THROTTLE: "slowed down",
        Action.BLOCK: "blocked",
    },
    "zh": {
        Action.ALLOW: "放行",
        Action.MASK: "脱敏",
        Action.CHALLENGE: "验证",
        Action.THROTTLE: "限速",
        Action.BLOCK: "阻断",
    },
}


def message(alerts: Sequence[Alert], at: int, language: Language, more: int = 0) -> Message:
    """One message of all these alerts; `more` of them were only counted. `at` in seconds since 1970."""
    together: dict[tuple[Concern, str, str, bool], list[Alert]] = {}
    for alert in alerts:
        detail = alert.detail if alert.concern in {Concern.PROBLEM, Concern.STORE} else alert.lens
        together.setdefault((alert.concern, alert.name, detail, alert.observe), []).append(alert)
    lines = [_line(group, language) for group in together.values()]
    counts = {concern: sum(alert.concern is concern for alert in alerts) for concern in Concern}
    words = [_count(concern, count, language) for concern, count in counts.items() if count]
    if more:
        words.append({"en": f"{more:,} more", "zh": f"另有 {more:,} 项"}[language])
    left_out = sum(len(group) for group in list(together.values())[MOST_LINES:])
    title = "headcount: " + {"en": ", ", "zh": "、"}[language].join(words)
    return Message(str(uuid.uuid4()), at, title, tuple(lines[:MOST_LINES]), tuple(alerts), more + left_out)


def _count(concern: Concern, count: int, language: Language) -> str:
    one, many = _COUNTED[language][concern]
    return one if count == 1 else many.format(count)


def _line(group: Sequence[Alert], language: Language) -> str:
    first = group[0]
    if first.concern is Concern.PROBLEM:
        times = "" if len(group) == 1 else f" (x {len(group):,})"
        return f"{first.name}: {first.detail}{times}"
    if first.concern is Concern.STORE:
        return "; ".join(_store(alert, language) for alert in group)
    who = _clients(sum(alert.members for alert in group), first.lens, language)
    said = _shown(group, who, language) if first.concern is Concern.FINDING else _done(first, who, language)
    explained = sorted({alert.incident for alert in group if alert.incident})
    if explained:
        said += _explained(explained, group, language)
    references = [alert.reference for alert in group if alert.reference]
    return said + (f" [{references[0]}{' …' if len(references) > 1 else ''}]" if references else "")


def _store(alert: Alert, language: Language) -> str:
    """Without its address: who reads a chat should not learn where an open store is."""
    said = _STORES[language][alert.name].format(alert.detail)
    if alert.records:
        said += {"en": f", about {alert.records:,} entries", "zh": f",约 {alert.records:,} 条"}[language]
    if alert.grade:
        said += {"en": f", personal data of grade {alert.grade}", "zh": f",含 {alert.grade} 级个人信息"}[language]
    return f"{said} [{alert.reference}]"


def _clients(count: int, lens: str, language: Language) -> str:
    one, many = _LENSES[language].get(lens, {"en": ("client", "clients"), "zh": ("个客户端", "个客户端")}[language])
    return f"{count:,} {one if count == 1 else many}"


def _shown(group: Sequence[Alert], who: str, language: Language) -> str:
    """Exact counts of each finding are not added up: two clients may have been shown the same people."""
    most = max(group, key=lambda alert: (alert.people or 0, alert.records))
    count, unit = (most.people, ("people", "人")) if most.people is not None else (most.records, ("records", "条记录"))
    if language == "zh":
        return f"{most.name}:{who}{'中最多者' if len(group) > 1 else ''}看到了 {count:,} {unit[1]}"
    if len(group) > 1:
        return f"{most.name}: {who}; the most that one finding counts: {count:,} different {unit[0]}"
    was = "was" if most.members == 1 else "were"
    return f"{most.name}: {who} {was} shown {count:,} different {unit[0]}"


def _explained(incidents: Sequence[int], group: Sequence[Alert], language: Language) -> str:
    """Which incidents say why it may be a false alarm again; not what they say, which is free text."""
    numbers = ", ".join(str(number) for number in incidents[:3]) + (" …" if len(incidents) > 3 else "")
    if language == "zh":
        return f"(此前已有解释:事件 {numbers})"
    known = sum(bool(alert.incident) for alert in group)
    some = "" if known == len(group) else f"{known:,} of them "
    return f", {some}explained before (incident {numbers})"


def _done(alert: Alert, who: str, language: Language) -> str:
    action = _ACTIONS[language][Action(alert.name)]
    if language == "zh":
        return f"{who}{'本应被' if alert.observe else '已被'}{action}{'(观察模式)' if alert.observe else ''}"
    return f"{who} would have been {action} (observe mode)" if alert.observe else f"{who} {action}"
