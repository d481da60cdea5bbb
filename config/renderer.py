from django.forms.renderers import TemplatesSetting


class OwnTurfFormRenderer(TemplatesSetting):
    """Draws every ``{{ form }}``: an error summary, then label, hint, error and control of each field."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
