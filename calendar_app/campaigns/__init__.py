"""Campaigns, series, repetitions, templates, and the days not to miss."""

from calendar_app.campaigns.almanac import Day, days_between

__all__ = ["Day", "days_between"]
