"""Django's registration of this layer."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "benhan.access"
    label = "access"
