"""`count_text --network ID < text`: how long a text is for a network, and how long it may be."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from calendar_app.networks import Measure, UnknownNetwork, limit, measures, networks, text_length

# Far above any limit a person could meet; a larger input is a mistake of file.
MAX_BYTES = 1_000_000


class Command(BaseCommand):
    help = (
        "Read a text on standard input and print « length limit » as the network counts them (a limit of 0: none "
        "known), then a sentence. The line feed that ends the input is not counted. Exit 1 when the network or the "
        "input is not valid; a text that is too long is an answer, not an error."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--network", required=True, metavar="ID", help="x, mastodon, bluesky, facebook…")
        parser.add_argument(
            "--format", metavar="FORMAT", help="post, story, video…: the first one of the network by default"
        )

    def handle(self, *, network, format, **options):
        text = _read(sys.stdin.buffer)
        try:
            bound = limit(network, format)
            length = text_length(network, text, format)
            held = measures(network, text, format)
        except UnknownNetwork:
            raise CommandError(
                _("Le réseau « %(network)s » n’est pas connu. Choisissez parmi : %(known)s.")
                % {"network": network, "known": ", ".join(sorted(networks()))}
            ) from None
        formats = networks()[network].formats
        if format and format not in formats:
            raise CommandError(
                _("Le format « %(format)s » n’existe pas sur %(network)s. Choisissez parmi : %(known)s.")
                % {"format": format, "network": networks()[network].label, "known": ", ".join(formats)}
            )
        self.stdout.write(f"{length} {bound.value if bound else 0}")
        for measure in held:
            self.stdout.write(_sentence(measure))
        if not held:
            self.stdout.write(_("Aucune limite connue pour ce réseau."))


def _read(stream) -> str:
    raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise CommandError(
            _("Le texte reçu dépasse 1 Mo. Vérifiez que c’est bien le texte d’une publication, puis recommencez.")
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            _("Le texte reçu n’est pas en UTF-8 (octet %(place)d). Enregistrez-le en UTF-8, puis recommencez.")
            % {"place": error.start + 1}
        ) from None
    return text.removesuffix("\n").removesuffix("\r")


def _sentence(measure: Measure) -> str:
    """« 251 / 280 caractères, il en reste 29. Source… »; the unit is named because Bluesky has two."""
    bound = measure.limit
    state = _("%(count)d de trop") if measure.over else _("il en reste %(count)d")
    mark = f", {bound.mark}" if bound.mark else ""
    return (
        f"{measure.length} / {bound.value} {bound.unit_name}, {state % {'count': abs(measure.left)}}."
        f" Source\N{NO-BREAK SPACE}: {bound.source} ({bound.year}{mark})."
    )
