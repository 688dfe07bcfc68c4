"""What a facility has set about safety, and the passwords an account may not use again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SecurityPolicy(models.Model):
    """One setting of the policy: append-only, the newest of a facility holds; none: the defaults of the law's data.

    values  {key: number} for every key of law/security_policy.yaml, and "second_factor_roles": [role]
    """

    facility = models.CharField(max_length=32)
    values = models.JSONField()
    reason = models.TextField(blank=True)  # why, when a value is weaker than the standard suggests
    set_at = models.DateTimeField(auto_now_add=True)
    set_by = models.CharField(max_length=64)
    set_by_name = models.CharField(max_length=120)

    class Meta:
        db_table = "access_security_policy"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "-id"], name="policy_newest_first")
        ]

    def __str__(self) -> str:
        return f"policy of {self.facility}, {self.pk}"


class OldPassword(models.Model):
    """A password's hash that the account has used; the newest few are kept."""

    account = models.ForeignKey("access.Account", on_delete=models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    until = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "access_old_password"

    def __str__(self) -> str:
        return f"old password of {self.account_id}"
