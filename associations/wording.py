"""The permission table in words: what each act is called on the screen, room by room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from associations.permissions import PERMISSIONS, who_grants
from associations.roles import Role

ROOMS = {
    "associations": _("L’association"),
    "governance": _("Décider"),
    "charter": _("Les textes"),
    "calendar": _("Le calendrier"),
    "moderation": _("La modération"),
    "kpis": _("Les chiffres"),
    "training": _("La formation"),
    "watch": _("La veille"),
    "journal": _("Le journal"),
}

ACTS = {
    "associations.view": _("Voir l’association et ses membres"),
    "associations.manage": _("Changer les réglages et les mandats"),
    "associations.invite": _("Inviter et donner des rôles"),
    "journal.view": _("Lire le journal"),
    "governance.view": _("Suivre les scrutins"),
    "governance.manage": _("Ouvrir un scrutin, écrire les règles de décision"),
    "governance.vote": _("Voter"),
    "governance.discuss": _("Donner son avis avant un vote"),
    "governance.certify": _("Certifier le résultat d’un scrutin"),
    "charter.view": _("Lire les textes"),
    "charter.edit": _("Rédiger et corriger un texte"),
    "charter.amend": _("Proposer un amendement et en discuter"),
    "charter.freeze": _("Arrêter un texte et le soumettre au vote"),
    "charter.enforce": _("Mettre un texte en vigueur"),
    "charter.sign": _("Signer un texte"),
    "charter.follow": _("Voir qui a signé un texte"),
    "charter.survey": _("Interroger les membres sur leurs usages des réseaux"),
    "charter.answer": _("Répondre aux questionnaires d’usage"),
    "calendar.view": _("Voir le calendrier"),
    "calendar.edit": _("Rédiger une publication"),
    "calendar.approve": _("Approuver la publication d’une autre personne"),
    "calendar.publish": _("Publier et confirmer avec le lien"),
    "calendar.manage": _("Gérer les comptes et leurs clés"),
    "calendar.rules": _("Écrire les règles que le calendrier vérifie"),
    "calendar.dispense": _("Dispenser un texte d’une règle, avec une raison"),
    "calendar.correct": _("Rectifier ou retirer ce qui est en ligne"),
    "calendar.slip": _("Signaler un message échappé"),
    "calendar.consents": _("Voir et inscrire les autorisations de droit à l’image"),
    "calendar.relay": _("Proposer une publication à celles et ceux qui nous relaient"),
    "calendar.testimonies": _("Lire les témoignages reçus, accepter ou refuser"),
    "calendar.propose": _("Proposer l’ouverture d’un compte"),
    "calendar.keys": _("Voir qui tient les clés des comptes"),
    "moderation.view": _("Voir les dossiers de modération"),
    "moderation.report": _("Signaler un message"),
    "moderation.decide": _("Décider d’une mesure"),
    "kpis.view": _("Voir les chiffres"),
    "kpis.enter": _("Saisir les chiffres du mois"),
    "kpis.import": _("Importer les fichiers des réseaux"),
    "kpis.export": _("Télécharger le tableau de bord Excel"),
    "kpis.targets": _("Fixer les objectifs chiffrés"),
    "training.view": _("Voir les ateliers"),
    "training.attend": _("S’inscrire à un atelier"),
    "training.organise": _("Organiser un atelier"),
    "watch.view": _("Lire la veille"),
    "watch.note": _("Noter une mention"),
    "watch.triage": _("Trier les mentions et y répondre"),
}

HINTS = {
    Role.PRESIDENT: _("Représente l’association, met les textes en vigueur, vote."),
    Role.SECRETARY: _("Tient les registres, organise les scrutins, vote."),
    Role.TREASURER: _("Vote au conseil, saisit et suit les chiffres."),
    Role.BOARD_MEMBER: _("Vote au conseil, relit et approuve."),
    Role.COORDINATOR: _("Organise le mois, approuve, prépare les scrutins."),
    Role.CONTRIBUTOR: _("Rédige et publie ce qui a été approuvé."),
    Role.REVIEWER: _("Relit et approuve les publications des autres."),
    Role.MODERATOR: _("Traite les signalements selon la charte de modération."),
    Role.WATCHER: _("Relève ce qui se dit de l’association."),
    Role.TRAINER: _("Organise les ateliers."),
    Role.SPOKESPERSON: _("Parle au nom de l’association, rédige les textes."),
    Role.DATA_LEAD: _("Importe et vérifie les chiffres."),
    Role.READER: _("Lit tout, signe les textes, ne publie pas."),
}


def act_in_words(permission: str) -> str:
    """Return the screen's words for `permission`, or the word itself while nobody has found better."""
    return str(ACTS.get(permission, permission))


def who_in_words(permission: str) -> list[str]:
    """Return the labels of the roles that hold `permission`; one phrase when it is (nearly) everybody."""
    holders = who_grants(permission)
    others = [role for role in Role if role not in holders]
    if not others:
        return [str(_("Tous les rôles"))]
    if len(others) == 1:
        return [str(_("Tous les rôles sauf « %(role)s »") % {"role": others[0].label})]
    return [str(role.label) for role in holders]


def acts_of(role: Role) -> list[str]:
    """Return what a role may do, in words, in the order of the table."""
    return [act_in_words(permission) for permission, holders in PERMISSIONS.items() if role in holders]


def table() -> list[dict]:
    """Return the permission table by room: [{"room": str, "acts": [{"act": str, "who": [str]}]}]."""
    return [
        {
            "room": label,
            "acts": [
                {"act": act_in_words(permission), "who": who_in_words(permission)}
                for permission in PERMISSIONS
                if permission.split(".")[0] == room
            ],
        }
        for room, label in ROOMS.items()
    ]
