from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# allauth's label; Django's French for it is "Courriel" where every other text says "e-mail".
gettext_noop("Email")


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed, user_logged_in  # noqa: PLC0415

        from accounts.joining import accept_on_confirmation, accept_on_login  # noqa: PLC0415

        email_confirmed.connect(accept_on_confirmation)
        user_logged_in.connect(accept_on_login)
