"""Inputs that several forms share."""

from django import forms

LONGEST_PASSWORD = 200  # Argon2 reads them all; nobody needs more


def password(autocomplete: str) -> forms.CharField:
    """A password: never shown again, never stripped."""
    widget = forms.PasswordInput({"autocomplete": autocomplete}, render_value=False)
    return forms.CharField(max_length=LONGEST_PASSWORD, strip=False, widget=widget)


class Sign(forms.Form):
    """The password that unlocks the approval key, and nothing else."""

    password = password("current-password")
