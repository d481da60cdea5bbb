from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

WRONG_CODE = "That code is not right. Check it and type it once more, or ask for a new one."


class AccountAdapter(DefaultAccountAdapter):
    """allauth, with users called by their names and errors that say what to do next."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off. Ask the people who run this site.",
        "duplicate_email": "This is your email address already. Type the one you want to change to.",
        "email_password_mismatch": "The email address or the password is not right. Try again, or ask for a code.",
        "email_taken": "Somebody already uses this email address. Type another one, or sign in with this one.",
        "enter_current_password": "That is not your password. Type the one you sign in with now.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "That password is not right. Type it once more.",
        "rate_limited": "That was a little fast. Wait a minute, then try again.",
        "same_as_current": "This is the address we have already. Type a different one.",
        "too_many_login_attempts": "There were too many tries. Wait five minutes, then try again.",
    }

    def get_user_display(self, user):
        return str(user)


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is not right. Wait for the next one in your app and type that.",
        "unverified_email": "Check your email address first: change it to the same or another one and type the code.",
        "add_email_blocked": "Your account has a second step. Switch that off before you change your email address.",
        "cannot_generate_recovery_codes": "Add an authenticator app or a key first. Recovery codes stand in for it.",
    }

    def get_totp_issuer(self):
        return "Own Turf"
