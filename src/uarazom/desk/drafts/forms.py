"""The small forms of a draft beside its questions."""

from django import forms

from uarazom.desk.people.models import ID_LENGTH
from uarazom.desk.web.inputs import password
from uarazom.verify import canon


class Begin(forms.Form):
    """Which document, in whose name; for a hold the password too, since it goes out at once."""

    document = forms.CharField(
        max_length=ID_LENGTH, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )
    body = forms.ChoiceField()

    def __init__(
        self, *args: object, bodies: list[tuple[str, str]], document: str, signs: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        self.is_new = not document
        self.fields["body"] = forms.ChoiceField(choices=bodies)
        if document:
            self.fields["document"] = forms.CharField(required=False, widget=forms.HiddenInput())
            self.fixed = document
        if signs:
            self.fields["password"] = password("current-password")

    def clean_document(self) -> str:
        """The one that is there, or an id nobody can misread."""
        if not self.is_new:
            return self.fixed
        text = str(self.cleaned_data["document"]).strip()
        if not canon.is_id(text):
            raise forms.ValidationError("not_an_id")
        return text


class Release(forms.Form):
    """Why a finding of the gate may pass."""

    key = forms.CharField(max_length=64)
    ground = forms.CharField(max_length=40)
    reason = forms.CharField(max_length=2000)
    url = forms.CharField(max_length=2000, required=False)
