from django import forms


class NameForm(forms.Form):
    """Asked besides the email address when somebody signs up."""

    name = forms.CharField(
        label="What is your name?",
        max_length=120,
        help_text="Your colleagues see it. Use the name you want to be called by.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request, user):
        """Called by allauth once the account is made."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
