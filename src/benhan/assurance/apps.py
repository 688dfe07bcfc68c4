"""Django's name for this layer."""

from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "benhan.assurance"
    label = "assurance"
