"""Django's registration of this layer."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "benhan.signing"
    label = "signing"
