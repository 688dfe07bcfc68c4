"""Django's registration of this layer."""

from django.apps import AppConfig


class WardConfig(AppConfig):
    name = "benhan.ward"
    label = "ward"
