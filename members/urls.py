"""Pages of states, areas and dimensions; accounts and the way in and out."""

from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as keys
from django.urls import path, register_converter

from members.views import (
    account,
    account_factors,
    account_invitation,
    account_invitations,
    account_password,
    account_sessions,
    account_tokens,
    areas,
    holiday_entry,
    holidays,
    own_tokens,
    states,
)

app_name = "members"


class Base36:
    """The number of a user as the link of a mail spells it."""

    regex = "[0-9A-Za-z]{1,13}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Base36, "base36")

urlpatterns = [
    path("states/", states.state_list, name="state_list"),
    path("states/<slug:code>/", states.state, name="state"),
    path("states/<slug:code>/holidays/", holidays.state_holidays, name="holidays"),
    path("states/<slug:code>/holidays/new/", holiday_entry.add, name="holiday_add"),
    path("states/<slug:code>/holidays/<slug:public_id>/", holiday_entry.edit, name="holiday_edit"),
    path("states/<slug:code>/holidays/<slug:public_id>/confirm/", holiday_entry.confirm, name="holiday_confirm"),
    path("holidays/", holidays.holiday_overview, name="holiday_overview"),
    path("areas/", areas.area_list, name="area_list"),
    path("areas/<slug:code>/", areas.area, name="area"),
    path("dimensions/<slug:code>/", areas.dimension, name="dimension"),
    path("sign-in/", account_password.SignIn.as_view(), name="sign_in"),
    path("sign-out/", account_password.SignOut.as_view(), name="sign_out"),
    path("account/", account.account, name="account"),
    path("account/invitations/", account_invitations.invitation_list, name="account_invitations"),
    path("account/invitations/<slug:public_id>/send/", account_invitations.send_again, name="send_invitation"),
    path("account/invitations/<slug:public_id>/withdraw/", account_invitations.withdraw, name="withdraw_invitation"),
    path("account/tokens/", account_tokens.token_list, name="account_tokens"),
    path("account/tokens/partners/", account_tokens.enter_partner, name="enter_partner"),
    path("account/tokens/<slug:public_id>/revoke/", account_tokens.revoke, name="revoke_token"),
    path("account/tokens/<slug:public_id>/replace/", account_tokens.replace, name="replace_token"),
    path("account/own-tokens/", own_tokens.token_list, name="own_tokens"),
    path("account/own-tokens/<slug:public_id>/replace/", own_tokens.replace, name="replace_own_token"),
    path("account/own-tokens/<slug:public_id>/revoke/", own_tokens.revoke, name="revoke_own_token"),
    path("invitation/", account_invitation.accept, name="account_invitation"),
    path("invitation/<str:token>/", account_invitation.link, name="invitation_link"),
]

# allauth knows its pages by these names, outside any namespace. Its sign-up and its list of addresses are not here.
allauth_urlpatterns = [
    path("sign-in/", account_password.SignIn.as_view(), name="account_login"),
    path("sign-in/second-factor/", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-out/", account_password.SignOut.as_view(), name="account_logout"),
    path("new-password/", account_password.ForgottenPassword.as_view(), name="account_reset_password"),
    path("new-password/sent/", account_password.ResetSent.as_view(), name="account_reset_password_done"),
    path("reset/done/", account_password.ResetDone.as_view(), name="account_reset_password_from_key_done"),
    path(
        "reset/<base36:uidb36>-<str:key>/",
        account_password.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("account/password/", account_password.ChangePassword.as_view(), name="account_change_password"),
    path("account/confirm/", account_password.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/sessions/", account_sessions.sessions, name="usersessions_list"),
    path("account/second-factor/", factors.index, name="mfa_index"),
    path("account/second-factor/app/", account_factors.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", account_factors.DeactivateApp.as_view(), name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", account_factors.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/second-factor/passkeys/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("account/second-factor/passkeys/add/", account_factors.AddKey.as_view(), name="mfa_add_webauthn"),
    path("account/second-factor/passkeys/<int:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "account/second-factor/passkeys/<int:pk>/remove/",
        account_factors.RemoveKey.as_view(),
        name="mfa_remove_webauthn",
    ),
]
