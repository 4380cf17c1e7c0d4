"""The facts in words a volunteer reads: what each key is about, its value, what it does to a post."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from calendar_app.networks.facts import Rule

FORMATS = {
    "post": _l("Publication"),
    "feed": _l("Publication dans le fil"),
    "reel": _l("Vidéo courte"),
    "story": _l("Story"),
    "short": _l("Vidéo courte"),
    "video": _l("Vidéo"),
    "photo": _l("Photos"),
    "document": _l("Document"),
    "pin": _l("Épingle"),
    "spotlight": _l("Vidéo publique"),
    "update": _l("Message de la chaîne"),
    "message": _l("Message"),
    "text": _l("Texte"),
    "link": _l("Lien"),
    "image": _l("Images"),
    "article": _l("Article"),
    "email": _l("Lettre"),
    "stream": _l("Direct"),
    "chat": _l("Discussion"),
    "event": _l("Événement"),
}

KEYS = {
    "text.max": _l("Longueur du texte, au plus"),
    "text.bytes_max": _l("Poids du texte, au plus"),
    "text.min": _l("Longueur du texte, au moins"),
    "text.advice": _l("Longueur montrée avant « voir plus »"),
    "text.max_premium": _l("Longueur du texte avec un abonnement payant"),
    "text.attachment_max": _l("Longueur d’un texte joint"),
    "text.escaped_chars": _l("Signes qui comptent double"),
    "title.max": _l("Longueur du titre, au plus"),
    "title.min": _l("Longueur du titre, au moins"),
    "title.advice": _l("Longueur de titre conseillée"),
    "caption.max": _l("Texte sous une image, au plus"),
    "comment.max": _l("Longueur d’un commentaire, au plus"),
    "subject.max": _l("Longueur de l’objet, au plus"),
    "subject.advice": _l("Longueur d’objet conseillée"),
    "preheader.advice": _l("Phrase d’accroche de la lettre, conseillée"),
    "meta_description.advice": _l("Résumé pour les moteurs de recherche, conseillé"),
    "excerpt.advice": _l("Longueur de l’extrait, conseillée"),
    "slug.max": _l("Longueur de l’adresse de l’article, au plus"),
    "support_text.max": _l("Texte de soutien, au plus"),
    "images.max": _l("Nombre d’images, au plus"),
    "images.max_app": _l("Nombre d’images dans l’application, au plus"),
    "media.max": _l("Nombre d’images ou de vidéos, au plus"),
    "media.min": _l("Images ou vidéos, au moins"),
    "image.size_max": _l("Poids d’une image, au plus"),
    "image.formats": _l("Formats d’image acceptés"),
    "image.ratio_min": _l("Proportion d’une image (largeur sur hauteur), au moins"),
    "image.ratio_max": _l("Proportion d’une image (largeur sur hauteur), au plus"),
    "image.ratio_advice": _l("Proportion d’image conseillée"),
    "image.dim_advice": _l("Taille d’image conseillée"),
    "image.pixels_max": _l("Nombre de points d’une image, au plus"),
    "gif.size_max": _l("Poids d’une image animée, au plus"),
    "thumbnail.size_max": _l("Poids de la vignette, au plus"),
    "thumbnail.formats": _l("Formats de vignette acceptés"),
    "alt_text.supported": _l("Description des images"),
    "alt_text.max": _l("Longueur d’une description d’image, au plus"),
    "alt_text.advice": _l("Longueur d’une description d’image, conseillée"),
    "videos.max": _l("Nombre de vidéos, au plus"),
    "video.size_max": _l("Poids d’une vidéo, au plus"),
    "video.formats": _l("Formats de vidéo acceptés"),
    "video.duration_max": _l("Durée d’une vidéo, au plus"),
    "video.duration_max_unverified": _l("Durée d’une vidéo, dite par d’autres sources"),
    "video.duration_min": _l("Durée d’une vidéo, au moins"),
    "video.ratio_max": _l("Proportion d’une vidéo (largeur sur hauteur), au plus"),
    "video.ratio_min": _l("Proportion d’une vidéo (largeur sur hauteur), au moins"),
    "video.ratio_advice": _l("Proportion de vidéo conseillée"),
    "video.captions_max": _l("Nombre de fichiers de sous-titres, au plus"),
    "captions.formats": _l("Formats de sous-titres acceptés"),
    "document.size_max": _l("Poids d’un document, au plus"),
    "html.size_advice": _l("Poids de la lettre, conseillé"),
    "hashtags.max": _l("Nombre de mots-dièse, au plus"),
    "hashtags.max_old": _l("Ancien nombre de mots-dièse"),
    "hashtags.advice": _l("Nombre de mots-dièse conseillé"),
    "hashtag.rule": _l("Écriture d’un mot-dièse"),
    "tags.max": _l("Nombre d’étiquettes, au plus"),
    "tags.total_max": _l("Longueur de toutes les étiquettes, au plus"),
    "tag.max": _l("Longueur d’une étiquette, au plus"),
    "tag.min": _l("Longueur d’une étiquette, au moins"),
    "mentions.max": _l("Nombre de comptes cités, au plus"),
    "links.clickable": _l("Lien du texte que l’on peut suivre"),
    "links.max": _l("Nombre de liens, au plus"),
    "link.max": _l("Longueur d’un lien, au plus"),
    "link.preview": _l("Aperçu de la page liée"),
    "url.length": _l("Ce que compte un lien"),
    "emoji.weight": _l("Ce que compte un émoji"),
    "langs.max": _l("Langues déclarées, au plus"),
    "poll.options_max": _l("Réponses d’un sondage, au plus"),
    "poll.option_max": _l("Longueur d’une réponse de sondage, au plus"),
    "embeds.max": _l("Encadrés, au plus"),
    "embed.title_max": _l("Titre d’un encadré, au plus"),
    "embed.description_max": _l("Texte d’un encadré, au plus"),
    "embed.total_max": _l("Tous les encadrés ensemble, au plus"),
    "posts_per_day_max": _l("Publications par jour, au plus"),
    "lifetime_hours": _l("Reste visible"),
    "kept_days": _l("Reste gardé"),
    "edit_after_publish": _l("Modifiable après publication"),
    "schedule.native": _l("Le réseau sait programmer"),
    "unsubscribe.required": _l("Lien de désinscription obligatoire"),
    "sender_identity.required": _l("Identité de l’expéditeur obligatoire"),
    "rule.subreddit": _l("Règles de chaque communauté"),
    "api.price_post": _l("Prix d’une publication par un logiciel"),
}

UNITS = {
    "chars": _l("caractères"),
    "utf16": _l("caractères"),
    "weighted": _l("caractères comptés à la façon de X"),
    "mastodon": _l("caractères comptés à la façon de Mastodon"),
    "threads": _l("caractères, un émoji comptant plus"),
    "graphemes": _l("caractères"),
    "utf8_bytes": _l("octets (une lettre accentuée en prend deux)"),
    "words": _l("mots"),
    "MB": _l("Mo"),
    "MiB": _l("Mo"),
    "kB": _l("ko"),
    "px": _l("points"),
    "w/h": "",
    "s": _l("secondes"),
    "h": _l("heures"),
    "days": _l("jours"),
    "USD": _l("dollars"),
    "files": _l("fichiers"),
    "hashtags": _l("mots-dièse"),
    "tags": _l("étiquettes"),
    "mentions": _l("comptes"),
    "links": _l("liens"),
    "embeds": _l("encadrés"),
    "posts": _l("publications"),
}

# Values that are sentences in the file, which is written in English.
SENTENCES = {
    "hashtag.rule": _l("lettres, chiffres et tirets bas, avec au moins une lettre"),
    "rule.subreddit": _l("chaque communauté a les siennes : étiquettes, place faite à l’annonce de soi"),
}


def title(key: str) -> str:
    """What the fact is about; the key itself for one we have no words for."""
    return str(KEYS.get(key, key))


def format_name(format: str) -> str:
    return str(FORMATS.get(format, format))


def value(rule: Rule, given: Any = None) -> str:
    """The value of `rule` (or `given`) with its unit: « 280 caractères », « oui », « JPEG, PNG »."""
    found = rule.value if given is None else given
    if rule.key in SENTENCES and isinstance(found, str) and given is None and not rule.is_ours:
        return str(SENTENCES[rule.key])
    if isinstance(found, bool):
        return _("oui") if found else _("non")
    if isinstance(found, tuple | list):
        return ", ".join(str(each).upper() if rule.key.endswith("formats") else str(each) for each in found)
    if isinstance(found, int | float):
        if not found and rule.key.endswith(".max"):
            return _("sans limite connue")
        return f"{figure(found)} {UNITS.get(rule.unit, rule.unit)}".strip()
    return str(found)


def figure(number: float) -> str:
    """63 206 and 1,91 in French; 63,206 and 1.91 in English."""
    words = f"{number:,}"
    if (get_language() or "fr").startswith("en"):
        return words
    return words.replace(",", "\u202f").replace(".", ",")


def effect(rule: Rule) -> str:
    """What the fact does to a post that breaks it."""
    if rule.level == "error":
        return _("bloque la publication") if rule.verified else _("prévient, sans bloquer : fait à vérifier")
    return _("prévient, sans bloquer") if rule.level == "warning" else _("pour information")
