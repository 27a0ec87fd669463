"""Alerts: one kind of receiver a file, all in one ordered tuple; grouped and throttled before they are sent."""

from __future__ import annotations

from headcount.alerts.dingtalk import DINGTALK
from headcount.alerts.email import EMAIL
from headcount.alerts.feishu import FEISHU
from headcount.alerts.interface import Channel
from headcount.alerts.slack import SLACK
from headcount.alerts.teams import TEAMS
from headcount.alerts.webhook import WEBHOOK
from headcount.alerts.wecom import WECOM

__all__ = ["CHANNELS"]

CHANNELS: tuple[Channel, ...] = (WEBHOOK, SLACK, TEAMS, DINGTALK, FEISHU, WECOM, EMAIL)
"""Every kind of receiver, as `kind` in `[[alerts]]` names it."""
