"""Django's registration of this layer."""

from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "benhan.rest"
    label = "rest"
