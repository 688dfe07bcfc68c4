"""As for signing: a prescription ends as a signed paper."""

from tests.ward.signing.conftest import an, keys_folder, signing, waiting

__all__ = ["an", "keys_folder", "signing", "waiting"]
