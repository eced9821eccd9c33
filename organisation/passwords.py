"""Password rule: at least three of the four classes of characters (GB/T 22239 practice)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class CharacterClassesValidator:
    """Accepts passwords with three of: lower case, upper case, digits, others."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if fewer than three classes occur."""
        classes = [
            any(c.islower() for c in password),
            any(c.isupper() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() for c in password),
        ]
        if sum(classes) < 3:
            raise ValidationError(self.get_help_text(), code="too_few_classes")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("密码须含大写字母、小写字母、数字、符号中的三种。")
