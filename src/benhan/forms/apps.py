"""Django's registration of this layer."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "benhan.forms"
    label = "forms"
