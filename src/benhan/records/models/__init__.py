"""Machinery around records: limits, holds, destruction, requests. Clinical content is never here."""

from benhan.records.models.confirmations import BiometricResult, OneTimeCode
from benhan.records.models.limits import DeadlineSetting
from benhan.records.models.requests import RecordRequest, RequestEvent
from benhan.records.models.retention import DestructionItem, DestructionList, LegalHold

__all__ = [
    "BiometricResult",
    "DeadlineSetting",
    "DestructionItem",
    "DestructionList",
    "LegalHold",
    "OneTimeCode",
    "RecordRequest",
    "RequestEvent",
]
