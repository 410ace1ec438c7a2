"""The article from which a request for correction is begun."""

from typing import Any

from django import forms

from uarazom.acts.wording import is_url
from uarazom.desk.drafts.inputs import LONGEST_LINE
from uarazom.editorial.requests import Printed
from uarazom.quotes.language import codes, of_text
from uarazom.verify import canon

LONGEST_ARTICLE = 200_000  # code points; the check takes more, and an article is some ten thousand


class Article(forms.Form):
    """Whose it is, where it stands, when it came out, and its words."""

    body = forms.ChoiceField()
    outlet = forms.CharField(max_length=LONGEST_LINE)
    url = forms.CharField(max_length=2000, widget=forms.TextInput({"inputmode": "url", "autocomplete": "off"}))
    article_date = forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    article = forms.CharField(
        max_length=LONGEST_ARTICLE, widget=forms.Textarea({"rows": "12", "dir": "auto", "spellcheck": "false"})
    )

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"] = forms.ChoiceField(choices=bodies)

    def clean_url(self) -> str:
        """An address of the web."""
        text = str(self.cleaned_data["url"]).strip()
        if not is_url(text):
            raise forms.ValidationError("web_address")
        return text

    def printed(self) -> Printed:
        """The article as the request names it; its language is told by its words."""
        said = self.cleaned_data
        spoken = of_text(said["article"])
        return Printed(
            outlet=said["outlet"].strip(),
            url=said["url"],
            published_on=said["article_date"],
            language=spoken.code if spoken else codes()[0],
            digest=canon.digest(said["article"].encode()),
        )
