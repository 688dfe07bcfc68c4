"""Django's registration of this layer."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "benhan.store"
    label = "store"
