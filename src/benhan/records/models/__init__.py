"""Machinery around records: limits, holds, destruction, requests. Clinical content is never here."""

from benhan.records.models.limits import DeadlineSetting
from benhan.records.models.requests import RecordRequest, RequestEvent
from benhan.records.models.retention import DestructionItem, DestructionList, LegalHold

__all__ = [
    "DeadlineSetting",
    "DestructionItem",
    "DestructionList",
    "LegalHold",
    "RecordRequest",
    "RequestEvent",
]
