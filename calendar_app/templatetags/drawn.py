"""{% drawn form.title %}: the markup of templates/bootstrap5/field.html, written directly.

The page where people write has some forty fields, and each went through eight templates: nearly all of its cost. A
field with an error, or of a kind not known here, still goes through the templates: a refused page is rare.
"""

from __future__ import annotations

from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.widgets import Input
from django.utils.html import conditional_escape as esc
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

register = template.Library()


@register.simple_tag
def drawn(field: BoundField) -> SafeString:
    """Return the field with its label, its help and its value."""
    draw = next((draw for kind, draw in DRAWERS if isinstance(field.field.widget, kind)), None)
    if draw is None or field.errors:
        return as_crispy_field(field)
    return mark_safe(draw(field))  # noqa: S308 - every piece below is escaped


def _input(field: BoundField) -> str:
    widget = field.field.widget
    value = widget.format_value(field.value())
    said = "" if value is None else f' value="{esc(value)}"'
    # The attributes a browser needs before it may help: a file has no value, and never one of ours.
    said = "" if isinstance(widget, forms.FileInput) else said
    control = f'<input type="{esc(widget.input_type)}" name="{esc(field.html_name)}"{said}{_attributes(field)}>'
    return _row(field, control)


def _textarea(field: BoundField) -> str:
    value = field.field.widget.format_value(field.value())
    words = "" if value is None else esc(value)
    return _row(field, f'<textarea name="{esc(field.html_name)}"{_attributes(field)}>\n{words}</textarea>')


def _select(field: BoundField) -> str:
    # Read once: a browser's « required » looks at the first choice too, and people or campaigns are rows.
    # Not list(): it would ask for their number first.
    field.field.widget.choices = [choice for choice in field.field.widget.choices]
    chosen = "" if field.value() is None else str(field.value())
    options = "".join(
        f'<option value="{esc(key)}"{" selected" if str(key) == chosen else ""}>{esc(label)}</option>'
        for key, label in _choices(field)
    )
    attributes = _attributes(field, "form-select")
    return _row(field, f'<select name="{esc(field.html_name)}"{attributes}>{options}</select>')


def _checkbox(field: BoundField) -> str:
    name, own = esc(field.html_name), esc(field.auto_id)
    ticked = " checked" if field.value() else ""
    box = f'<input type="checkbox" name="{name}"{ticked}{_attributes(field, "form-check-input")}>'
    label = f'<label for="{own}" class="form-check-label">{esc(field.label)}</label>'
    return f'<div class="mb-3"><div id="div_{own}" class="form-check">{box}{label}{_help(field)}</div></div>'


def _checkboxes(field: BoundField) -> str:
    name, own = esc(field.html_name), esc(field.auto_id)
    chosen = {str(value) for value in field.value() or []}
    boxes = "".join(
        f'<div class="form-check"><input type="checkbox" class="form-check-input" name="{name}" value="{esc(key)}" '
        f'id="{own}_{index}"{" checked" if str(key) in chosen else ""}>'
        f'<label for="{own}_{index}" class="form-check-label">{esc(label)}</label></div>'
        for index, (key, label) in enumerate(_choices(field))
    )
    said = f' aria-describedby="{own}_helptext"' if field.help_text else ""
    legend = f'<legend class="form-label">{esc(field.label)}{_optional(field)}</legend>'
    return f'<div id="div_{own}" class="mb-3"><fieldset{said}>{legend}<div>{boxes}</div>{_help(field)}</fieldset></div>'


def _row(field: BoundField, control: str) -> str:
    own = esc(field.auto_id)
    label = f'<label for="{own}" class="form-label">{esc(field.label)}{_optional(field)}</label>'
    return f'<div id="div_{own}" class="mb-3">{label}{control}{_help(field)}</div>'


def _choices(field: BoundField) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for key, label in field.field.widget.choices:  # type: ignore[attr-defined]
        found += label if isinstance(label, list | tuple) else [(key, label)]
    return found


def _attributes(field: BoundField, look: str = "form-control") -> str:
    attrs = field.build_widget_attrs(dict(field.field.widget.attrs), field.field.widget)
    attrs["class"] = f"{look} {attrs['class']}" if attrs.get("class") else look
    attrs.setdefault("id", field.auto_id)
    return "".join(
        f" {name}" if value is True else f' {name}="{esc(value)}"'
        for name, value in attrs.items()
        if value is not False and value is not None
    )


def _optional(field: BoundField) -> str:
    return "" if field.field.required else f' <span class="optional">{esc(pgettext("form", "(facultatif)"))}</span>'


def _help(field: BoundField) -> str:
    if not field.help_text:
        return ""
    return f'<div id="{esc(field.auto_id)}_helptext" class="form-text">{field.help_text}</div>'


DRAWERS: tuple[tuple[Any, Any], ...] = (
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.CheckboxInput, _checkbox),
    (forms.SelectMultiple, None),
    (forms.Select, _select),
    (forms.Textarea, _textarea),
    (Input, _input),
)
