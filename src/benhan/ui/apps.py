"""Django's registration of this layer."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "benhan.ui"
    label = "ui"
