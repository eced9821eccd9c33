"""Reads the account of a request together with its institution, which every page's header names."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from organisation.models import User


class AccountBackend(ModelBackend):
    """Password accounts, read in one query with their institution. Grants are `riskreg.access`'s business."""

    def get_user(self, user_id: int) -> User | None:
        """Return the active account, None if there is none."""
        user = User.objects.select_related("institution").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
