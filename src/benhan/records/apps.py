"""Django's registration of this layer."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "benhan.records"
    label = "records"
