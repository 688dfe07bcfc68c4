"""Django's registration of this layer."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "benhan.audit"
    label = "audit"
