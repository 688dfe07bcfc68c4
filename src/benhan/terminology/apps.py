"""Django's registration of this layer."""

from django.apps import AppConfig


class TerminologyConfig(AppConfig):
    name = "benhan.terminology"
    label = "terminology"
