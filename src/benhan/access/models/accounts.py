"""Facilities, accounts, memberships, tokens."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower


class Facility(models.Model):
    """A hospital or clinic (cơ sở khám bệnh, chữa bệnh) of this installation."""

    code = models.CharField(primary_key=True, max_length=32)  # the key in every clinical row
    name = models.CharField(max_length=200)
    health_department = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    insurance_code = models.CharField(max_length=5)  # 5 characters: insurance and prescriptions (EMR-COD-08)
    organization = models.CharField(max_length=64, blank=True)  # id of its Organization resource
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "access_facility"

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; logins are case-insensitive and stored in lower case."""

    def create_account(self, login: str, password: str | None, **fields: Any) -> Account:
        account = self.model(login=login.lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(login=(username or "").lower())


class Account(AbstractBaseUser):
    """One person's login; one account, one person (EMR-SEC-02)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    second_factor_required = models.BooleanField(default=False)
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    woken_at = models.DateTimeField(null=True, blank=True)  # unlocked by a person: dormancy counts from here

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AccountManager()

    class Meta:
        db_table = "access_account"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(login=Lower("login")), name="login_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.login


class Membership(models.Model):
    """A person's post in one facility: roles, departments, hours."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT)
    practitioner = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=120, blank=True)  # chức danh, printed beside signatures
    roles = ArrayField(models.CharField(max_length=20), default=list)
    departments = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    hours_from = models.TimeField(null=True, blank=True)  # khung giờ truy cập (EMR-FUNC-08)
    hours_to = models.TimeField(null=True, blank=True)

    class Meta:
        db_table = "access_membership"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "facility"], name="one_membership_per_facility")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} @ {self.facility_id}"


class Token(models.Model):
    """A script's bearer token; only its SHA-256 is kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE)
    scopes = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "access_token"

    def __str__(self) -> str:
        return f"token of {self.membership_id}"
