"""Template helpers of the component set."""

from django import template

register = template.Library()
