"""What each deed is called once done. The chain holds codes; a test walks every code of the house and wants its words.

Models and actions are named by their words of the code, as permissions are: this room imports nothing above it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

# Model -> (state before, state after), or the state after alone -> the deed, named by where it arrives.
MOVED: dict[str, dict[str | tuple[str, str], Any]] = {
    "calendar.post": {
        "draft": _("Changements demandés"),
        "review": _("Publication envoyée en relecture"),
        ("scheduled", "review"): _("Publication rendue à la relecture"),
        "scheduled": _("Publication programmée"),
        "published": _("Publication confirmée en ligne"),
        "cancelled": _("Publication annulée"),
    },
    "calendar.accountopening": {
        "proposed": _("Fiche d’ouverture rouverte au débat"),
        "discussed": _("Débat clos, fiche d’ouverture arrêtée"),
        "authorised": _("Ouverture de compte autorisée"),
        "refused": _("Ouverture de compte refusée"),
        "open": _("Compte ouvert"),
        ("suspended", "open"): _("Compte rouvert"),
        "suspended": _("Compte suspendu"),
        "closed": _("Compte fermé"),
    },
    "charter.version": {
        "changes_requested": _("Modifications demandées"),
        "review": _("Texte envoyé en relecture"),
        ("changes_requested", "review"): _("Texte corrigé, renvoyé en relecture"),
        ("frozen", "review"): _("Texte rouvert"),
        "frozen": _("Texte arrêté pour le vote"),
        ("ballot", "frozen"): _("Scrutin sans suite, texte inchangé"),
        "ballot": _("Texte mis au vote"),
        "adopted": _("Texte adopté"),
        "rejected": _("Texte rejeté"),
        "withdrawn": _("Texte retiré"),
        "in_force": _("Texte entré en vigueur"),
        "superseded": _("Texte remplacé par une nouvelle version"),
        "repealed": _("Texte abrogé"),
    },
    "charter.campaign": {
        "running": _("Campagne d’émargement ouverte"),
        "closed": _("Campagne d’émargement close"),
        "superseded": _("Campagne d’émargement remplacée par une nouvelle"),
    },
    "charter.amendment": {
        "submitted": _("Amendement déposé"),
        "examined": _("Amendement mis en discussion"),
        "accepted": _("Amendement accepté"),
        "accepted_modified": _("Amendement accepté avec modification"),
        "rejected": _("Amendement rejeté"),
        "withdrawn": _("Amendement retiré"),
        "lapsed": _("Amendement devenu caduc"),
        "refiled": _("Amendement redéposé comme proposition"),
    },
    "governance.ballot": {
        "open": _("Scrutin ouvert"),
        "closed": _("Scrutin clos"),
        "void": _("Scrutin annulé"),
        "adopted": _("Scrutin : texte adopté"),
        "rejected": _("Scrutin : texte rejeté"),
        "no_quorum": _("Scrutin : quorum non atteint"),
        "to_ratify": _("Avis recueilli, à décider en séance"),
        "ratified": _("Décision de la séance : texte adopté"),
        "not_ratified": _("Décision de la séance : texte rejeté"),
        "withheld": _("Scrutin secret : trop peu de voix, résultat non dévoilé"),
    },
    "governance.meeting": {
        "convened": _("Réunion convoquée"),
        "held": _("Séance ouverte"),
        "closed": _("Séance levée"),
        "cancelled": _("Réunion annulée"),
    },
    "governance.proxy": {
        "used": _("Pouvoir utilisé"),
        "revoked": _("Pouvoir repris"),
        "refused_cap": _("Pouvoir refusé : plafond atteint"),
        "void_present": _("Pouvoir sans effet : la personne est venue"),
        "lost": _("Pouvoir perdu : mandataire absent ou absente"),
    },
    "governance.minutes": {
        "draft": _("Procès-verbal rendu à la rédaction"),
        "submitted": _("Procès-verbal soumis à signature"),
        "signed": _("Procès-verbal signé"),
        "filed": _("Procès-verbal versé au registre"),
    },
    "charter.survey": {
        "closed": _("Questionnaire d’usage clos"),
        "discarded": _("Questionnaire d’usage clos sans résultat"),
    },
    "moderation.case": {
        "received": _("Dossier rendu à l’équipe"),
        "assigned": _("Dossier pris en charge"),
        "second_reading": _("Mesure grave proposée, à confirmer"),
        "decided": _("Décision prise"),
        ("second_reading", "decided"): _("Décision confirmée par une deuxième personne"),
        "closed": _("Dossier clos"),
    },
    "kpis.export": {
        "waiting": _("Classeur remis en attente"),
        ("failed", "waiting"): _("Classeur demandé de nouveau"),
        "running": _("Classeur en préparation"),
        "ready": _("Classeur prêt"),
        "failed": _("Classeur non abouti"),
    },
    "kpis.importfile": {
        "kept": _("Chiffres d’un fichier enregistrés"),
        "set_aside": _("Fichier de chiffres écarté"),
    },
    "training.workshop": {
        "held": _("Atelier tenu"),
        "cancelled": _("Atelier annulé"),
    },
    "training.attendance": {
        "expected": _("Inscription reprise"),
        "withdrawn": _("Place rendue"),
        "present": _("Présence notée"),
        "absent": _("Absence notée"),
    },
    "watch.item": {
        "new": _("Mention à trier de nouveau"),
        "answered": _("Réponse donnée à une mention"),
        "left": _("Mention laissée sans réponse"),
    },
}
# The same arrival, reached by the house at its date.
BY_RULE = {
    ("governance.ballot", "closed"): _("Scrutin clos par la règle"),
    ("charter.version", "in_force"): _("Texte entré en vigueur à sa date"),
}
# Deeds that move no status: action -> words, or (action, what the entry says after) where one action holds several.
RECORDED: dict[str | tuple[str, str], Any] = {
    "associations.found": _("Association créée"),
    "associations.manage": _("Réglages enregistrés"),
    "associations.invite": _("Invitation envoyée"),
    ("associations.invite", "sent again"): _("Invitation renvoyée"),
    ("associations.invite", "withdrawn"): _("Invitation retirée"),
    "associations.join": _("Invitation acceptée"),
    "associations.leave": _("Départ de l’association"),
    "associations.mandate": _("Rôle donné, prolongé ou terminé"),
    "governance.manage": _("Règles de décision enregistrées"),
    ("governance.manage", "prepared"): _("Réunion mise en préparation"),
    ("governance.manage", "changed"): _("Réunion ou ordre du jour modifié"),
    ("governance.manage", "attendance"): _("Feuille de présence notée"),
    ("governance.manage", "body added"): _("Instance ajoutée"),
    ("governance.manage", "body described"): _("Nom ou composition d’une instance modifiés"),
    ("governance.manage", "body removed"): _("Instance retirée de la liste"),
    ("governance.manage", "decides texts"): _("Instance choisie pour adopter les chartes"),
    ("governance.manage", "seat given"): _("Siège donné dans une instance"),
    ("governance.manage", "seat ended"): _("Fin d’un siège fixée"),
    "governance.vote": _("Voix donnée"),
    "governance.keep": _("Vote tenu par le secrétariat de séance"),
    "governance.recuse": _("Déport noté"),
    "governance.certify": _("Résultat certifié"),
    ("governance.certify", "proclaimed"): _("Résultat certifié par une deuxième personne, et proclamé"),
    ("governance.vote", "granted"): _("Pouvoir donné"),
    "governance.minute": _("Procès-verbal commencé"),
    ("governance.minute", "kept"): _("Procès-verbal tenu par le secrétariat de séance"),
    ("governance.minute", "correction"): _("Rectification d’un procès-verbal commencée"),
    "governance.minutes_signed": _("Procès-verbal signé par une personne"),
    "charter.edit": _("Version commencée"),
    ("charter.edit", "added"): _("Article ajouté"),
    ("charter.edit", "removed"): _("Article supprimé"),
    ("charter.edit", "imported"): _("Articles remplacés par ceux d’un fichier Word"),
    ("charter.show", "public"): _("Texte ouvert à tout le monde"),
    ("charter.show", "members"): _("Texte réservé aux membres"),
    "charter.amend": _("Amendement commencé"),
    "charter.comment": _("Commentaire écrit sur un amendement"),
    "charter.merge": _("Texte commun écrit pour plusieurs amendements"),
    "charter.rapporteur": _("Rapporteur nommé"),
    "charter.enforce": _("Date d’effet choisie"),
    "charter.review": _("Texte relu"),
    ("charter.review", "kept"): _("Revue faite : le texte reste bon"),
    ("charter.review", "changed"): _("Revue faite : une nouvelle version se prépare"),
    "charter.survey": _("Questionnaire d’usage ouvert"),
    "charter.sign": _("Texte signé"),
    "charter.follow": _("Dates d’une campagne d’émargement choisies"),
    ("charter.follow", "exempted"): _("Dispense de signature accordée"),
    ("charter.follow", "exemption withdrawn"): _("Dispense de signature retirée"),
    ("charter.follow", "question"): _("Question d’une campagne écrite"),
    ("charter.follow", "question removed"): _("Question d’une campagne supprimée"),
    ("charter.follow", "pass mark"): _("Part de réponses justes choisie"),
    ("charter.follow", "exported"): _("Liste des signatures téléchargée"),
    "calendar.write": _("Publication rédigée"),
    "calendar.approve": _("Publication approuvée"),
    "calendar.confirm": _("Mise en ligne confirmée sur un compte"),
    "moderation.report": _("Message signalé"),
    "kpis.enter": _("Chiffres du mois saisis"),
    "kpis.reading_corrected": _("Chiffre corrigé"),
    "kpis.reading_removed": _("Chiffre retiré"),
    "kpis.target_fixed": _("Objectif fixé"),
    "kpis.target_changed": _("Objectif changé"),
    "calendar.manage": _("Compte enregistré"),
    ("calendar.manage", "reviewed"): _("Revue d’un compte faite"),
    ("calendar.manage", "key given"): _("Clé confiée"),
    ("calendar.manage", "key taken back"): _("Clé retirée"),
    ("calendar.manage", "keys checked"): _("Clés d’un compte vérifiées"),
    "calendar.propose": _("Ouverture de compte proposée"),
    ("calendar.propose", "rewritten"): _("Fiche d’ouverture réécrite"),
    "governance.discuss": _("Avis donné avant un vote"),
    "kpis.follow": _("Indicateurs choisis"),
    "kpis.export": _("Classeur demandé"),
    "training.organise": _("Atelier proposé"),
    "training.attend": _("Inscription à un atelier"),
    "watch.note": _("Mention notée"),
    "house.move": _("Règle appliquée à sa date"),
}
# Deeds whose words before and after say more than the deed itself: figures, dates.
DETAILED = frozenset(
    {
        "associations.mandate",
        "kpis.enter",
        "kpis.reading_corrected",
        "kpis.reading_removed",
        "kpis.target_fixed",
        "kpis.target_changed",
        "kpis.follow",
    }
)


def moved(label: str, before: str, after: str, *, by_rule: bool = False) -> Any:
    """Return the words of a status that went from `before` to `after`; "" when no such move is known."""
    if before in ("", after):
        return ""
    words = MOVED.get(label, {})
    return (by_rule and BY_RULE.get((label, after))) or words.get((before, after)) or words.get(after, "")


def recorded(action: str, after: str = "") -> Any:
    """Return the words of an act that moves no status; "" when nobody has found any."""
    return RECORDED.get((action, after)) or RECORDED.get(action, "")
