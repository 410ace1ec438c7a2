"""Forms about people: they ask and show; the services decide."""

from django import forms

from uarazom.desk.people.models import ID_LENGTH, Role
from uarazom.desk.web.inputs import password


class SignIn(forms.Form):
    """Who and the password."""

    person = forms.CharField(
        max_length=ID_LENGTH,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = password("current-password")


class ChangePassword(forms.Form):
    """The old one and the new one, twice."""

    old = password("current-password")
    new = password("new-password")
    again = password("new-password")

    def clean(self) -> dict[str, str]:
        """Both times the same."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new") != cleaned.get("again"):
            self.add_error("again", forms.ValidationError("passwords_differ"))
        return cleaned


class NewPerson(forms.Form):
    """Someone who is to work here; without any right yet."""

    id = forms.SlugField(max_length=ID_LENGTH, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}))
    name = forms.CharField(max_length=200)
    language = forms.ChoiceField(required=False)

    def __init__(self, *args: object, languages: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        self.fields["language"] = forms.ChoiceField(required=False, choices=languages)


class AskRights(forms.Form):
    """Which roles in which body, whether active, why; and the coordinator's password, which signs."""

    active = forms.BooleanField(required=False)
    reason = forms.CharField(max_length=500, widget=forms.Textarea({"rows": "2"}))
    password = password("current-password")

    def __init__(
        self, *args: object, bodies: list[tuple[str, str]], held: dict[str, list[str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        self.bodies = bodies
        for body, _ in bodies:
            self.fields[f"role__{body}"] = forms.MultipleChoiceField(
                required=False,
                choices=[(role, role) for role in Role.values],
                initial=held.get(body, []),
                widget=forms.CheckboxSelectMultiple,
            )

    def roles(self) -> dict[str, list[str]]:
        """Roles by body, without the empty ones."""
        chosen = {body: self.cleaned_data.get(f"role__{body}", []) for body, _ in self.bodies}
        return {body: roles for body, roles in chosen.items() if roles}
