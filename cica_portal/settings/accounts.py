"""How people sign in: by invitation only, with a second factor, slowed down when somebody guesses."""

from datetime import timedelta
from typing import Any

INVITATION_LIFETIME = timedelta(days=7)

# Failures at one account, from browsers that have not signed in to it before: after so many of them within the
# window each further one must wait, twice as long each time, but never longer than the longest wait.
SLOW_AFTER = 10
SLOW_WINDOW = timedelta(hours=1)
SLOW_FIRST = timedelta(seconds=15)
SLOW_LONGEST = timedelta(minutes=5)

KNOWN_BROWSER_AGE = timedelta(days=180)

ALLAUTH: dict[str, Any] = {
    "ACCOUNT_ADAPTER": "members.accounts.adapter.AccountAdapter",
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_EMAIL_NOTIFICATIONS": True,
    "ACCOUNT_SESSION_REMEMBER": True,
    "ACCOUNT_LOGIN_ON_PASSWORD_RESET": False,
    "ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR": "django.contrib.auth.tokens.PasswordResetTokenGenerator",
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
    "ACCOUNT_FORMS": {
        "login": "members.accounts.forms.SignInForm",
        "reset_password": "members.accounts.forms.ForgottenPasswordForm",
        "reset_password_from_key": "members.accounts.forms.NewPasswordForm",
        "user_token": "members.accounts.forms.ResetTokenForm",
        "change_password": "members.accounts.forms.ChangePasswordForm",
        "reauthenticate": "members.accounts.forms.ConfirmPasswordForm",
    },
    "ACCOUNT_RATE_LIMITS": {
        "login": "30/m/ip",
        # The key is an account as tried from one address.
        "login_failed": "20/5m/ip,5/5m/key",
        "reset_password": "10/5m/ip,3/1h/key",
        "reset_password_from_key": "20/m/ip",
        "change_password": "5/m/user",
        # Reminders without an account: each try may send a mail.
        "subscribe": "10/5m/ip",
        # The key is the person who was invited.
        "invitation_reply": "20/5m/ip,20/1h/key",
        "reauthenticate": "10/m/user",
    },
    "MFA_ADAPTER": "members.accounts.factors.FactorAdapter",
    # Nobody types an own address here: each is the one that the Secretariat has invited.
    "MFA_ALLOW_UNVERIFIED_EMAIL": True,
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_RECOVERY_CODES_SHOW_ONCE": True,
    "MFA_TOTP_ISSUER": "CICA",
    "MFA_TOTP_TOLERANCE": 1,
    "MFA_FORMS": {
        "authenticate": "members.accounts.factor_forms.AuthenticateForm",
        "reauthenticate": "members.accounts.factor_forms.ReauthenticateForm",
        "activate_totp": "members.accounts.factor_forms.ActivateAppForm",
        "add_webauthn": "members.accounts.factor_forms.AddKeyForm",
        "edit_webauthn": "members.accounts.factor_forms.EditKeyForm",
    },
}
