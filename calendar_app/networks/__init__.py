"""What each network accepts, and how it counts a text.

Pure: no model, no clock (but `amended` and `acts`, which nothing here imports). The facts are dated and sourced in
`calendar_app/data/networks.toml`; the way each network counts is argued in
`docs/decisions/0006-count-like-each-network.md`.
"""

from calendar_app.networks.counting import Measure, UnknownNetwork, measures, text_length
from calendar_app.networks.facts import Book, Limit, Network, Rule, Source, limit, limits, networks
from calendar_app.networks.links import hashtags, urls

__all__ = [
    "Book",
    "Limit",
    "Measure",
    "Network",
    "Rule",
    "Source",
    "UnknownNetwork",
    "hashtags",
    "limit",
    "limits",
    "measures",
    "networks",
    "text_length",
    "urls",
]
