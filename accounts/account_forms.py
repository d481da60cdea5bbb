"""allauth's forms in our words: labels without placeholders, hints that help, and no password typed twice."""

from contextlib import contextmanager

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from accounts.models import User

EMAIL_LENGTH = User._meta.get_field("email").max_length
PASSWORD_HINT = "At least 10 characters. Three unrelated words are good, a name or a date is not."  # noqa: S105

WORDS = {
    "login": ("Email address", ""),
    "email": ("Email address", ""),
    "password": ("Password", ""),
    "oldpassword": ("Your password now", ""),
    "password1": ("Choose a password", PASSWORD_HINT),
    "code": ("Code", "From the email, such as GQVM-QRSR. Capitals and the dash do not matter."),
}


class InOurWords:
    """Mixed into a form of allauth: words by field name, ``words`` of the form itself first."""

    words: dict[str, tuple[str, str]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = (WORDS | self.words).get(name, (field.label, field.help_text))
            if isinstance(field, forms.EmailField):
                self.limit_email(field)
        if "code" in self.fields:
            self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}

    @staticmethod
    def limit_email(field):
        """allauth takes 320 characters, which PostgreSQL refuses to keep in a column of 254."""
        field.validators.append(
            MaxLengthValidator(EMAIL_LENGTH, f"Use an email address of at most {EMAIL_LENGTH} characters.")
        )
        field.widget.attrs["maxlength"] = EMAIL_LENGTH


class LoginForm(InOurWords, account.LoginForm):
    pass


class SignupForm(InOurWords, account.SignupForm):
    words = {"email": ("Email address", "We send a code there to check it. Nobody outside your team sees it.")}


class RequestLoginCodeForm(InOurWords, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(InOurWords, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(InOurWords, account.ConfirmEmailVerificationCodeForm):
    pass


class AddEmailForm(InOurWords, account.AddEmailForm):
    words = {"email": ("New email address", "We send a code there. Nothing changes until you have typed it in.")}


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    words = {"password1": ("New password", PASSWORD_HINT)}


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    pass


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):
    words = {"password1": ("New password", PASSWORD_HINT)}


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    pass


class AuthenticateForm(InOurWords, second_step.AuthenticateForm):
    words = {"code": ("Code", "The six digits that your authenticator app shows, or one of your recovery codes.")}


class ReauthenticateByCodeForm(InOurWords, second_step.ReauthenticateForm):
    words = AuthenticateForm.words


class ActivateTOTPForm(InOurWords, totp.ActivateTOTPForm):
    words = {"code": ("Code from the app", "Six digits. A new code appears every 30 seconds.")}


@contextmanager
def refusing_what_is_no_key():
    """allauth and fido2 trip over an answer that no browser gives; to a person it is only a key that failed."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValidationError("That key did not work here. Try once more, or take another way.") from None


class AddWebAuthnForm(InOurWords, webauthn.AddWebAuthnForm):
    words = {
        "name": ("Name of this key", "To tell your keys apart, such as “work laptop”."),
        "passwordless": (
            "Sign in with this key alone",
            "It is then a passkey: your fingerprint, face or PIN, and neither email nor password.",
        ),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = "Press “Add this key” and do what your browser asks."

    def clean(self):
        with refusing_what_is_no_key():
            return super().clean()


class RefusingWhatIsNoKey:
    def clean_credential(self):
        with refusing_what_is_no_key():
            return super().clean_credential()


class LoginWebAuthnForm(RefusingWhatIsNoKey, webauthn.LoginWebAuthnForm):
    pass


class AuthenticateWebAuthnForm(RefusingWhatIsNoKey, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(RefusingWhatIsNoKey, webauthn.ReauthenticateWebAuthnForm):
    pass


class EditWebAuthnForm(InOurWords, webauthn.EditWebAuthnForm):
    words = {"name": ("Name of this key", "To tell your keys apart, such as “work laptop”.")}
