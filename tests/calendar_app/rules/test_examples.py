"""Worked examples: each check on a text that breaks it, one that keeps it, and one at its edge."""

import datetime as dt

import pytest

from calendar_app.models import Post
from calendar_app.rules import Image, Spec
from calendar_app.rules.catalogue import CHECKS
from calendar_app.rules.kinds import KINDS

from .drafts import AT, draft, found, near, outlet, spec

DOTS = {"words": ["assisté", "cas social", "œuvre", "journal"]}
# (check, its parameters, text, what the finding quotes or None when nothing is said)
TEXTS = [
    ("forbidden_words", DOTS, "Nos ASSISTÉS viennent.", "ASSISTÉS"),
    ("forbidden_words", DOTS, "Un assiste de vie", "assiste"),
    ("forbidden_words", DOTS, "L’assisté, dit-on", "assisté"),
    ("forbidden_words", DOTS, "un assiste\u0301", "assisté"),
    ("forbidden_words", DOTS, "un as\u200bsisté", "as sisté"),
    ("forbidden_words", DOTS, "un 𝐚𝐬𝐬𝐢𝐬𝐭𝐞", "𝐚𝐬𝐬𝐢𝐬𝐭𝐞"),
    ("forbidden_words", DOTS, "des cas sociaux ici", "cas sociaux"),
    ("forbidden_words", DOTS, "une OEuvre", "OEuvre"),
    ("forbidden_words", DOTS, "des journaux", "journaux"),
    ("forbidden_words", DOTS, "une assistance, des cas, du social", None),
    ("forbidden_words", DOTS, "un cas. Social ensuite", "cas. Social"),
    ("forbidden_words", {"words": ["", " ", "…", 3, None]}, "… 3", None),
    ("forbidden_words", {"words": "pas une liste"}, "pas une liste", None),
    ("preferred_words", {"pairs": {"SDF": "personne sans abri"}}, "Un sdf dort.", "Préférez «\xa0personne sans abri"),
    ("preferred_words", {"pairs": {"sans abri": "personne sans abri"}}, "Une personne sans abri.", None),
    ("preferred_words", {"pairs": {"sans abri": "personne sans abri"}}, "Les sans-abri.", "sans-abri"),
    ("preferred_words", {"pairs": ["a"]}, "a", None),
    ("mandatory_mention", {"mention": "Reçu fiscal : 66 %"}, "Donnez !", "Reçu fiscal"),
    ("mandatory_mention", {"mention": "Reçu fiscal : 66 %"}, "Donnez ! recu fiscal, 66 %.", None),
    ("mandatory_mention", {"mention": "Reçu fiscal", "kinds": ["appeal"]}, "Venez", None),
    ("mandatory_mention", {"mention": ""}, "Venez", None),
    ("hashtag_count", {"most": 1}, "#Noël et #Jouets", "2 mots-dièse"),
    ("hashtag_count", {"most": 2}, "#Noël et #Jouets", None),
    ("hashtag_count", {"most": 0}, "voir exemple.fr/#ancre n#1 #1", None),
    ("hashtag_count", {"least": 1, "most": 3}, "rien", "Aucun mot-dièse"),
    ("hashtag_camel", {}, "#journeedesaidants", "journeedesaidants"),
    ("hashtag_camel", {}, "#JOURNEEDESAIDANTS", "JOURNEEDESAIDANTS"),
    ("hashtag_camel", {}, "#JournéeDesAidants #Noël #noel #journee_des_aidants", None),
    ("hashtag_end", {}, "Le #Tri commence samedi", "#Tri"),
    ("hashtag_end", {}, "Le tri commence samedi exemple.fr\n#Tri #Jouets 🎁", None),
    ("emoji_count", {"most": 1}, "🎁🎁", "2 émojis"),
    ("emoji_count", {"most": 1}, "une famille 👨‍👩‍👧‍👦", None),
    ("emoji_count", {"most": 0}, "🇫🇷", "1 émoji"),
    ("emoji_count", {"most": 0}, "1️⃣", "1 émoji"),
    ("emoji_count", {"most": 0}, "© 2026 ™ → ok ½ # 1 *", None),
    ("emoji_place", {}, "On ❤️ les jouets", "❤️"),
    ("emoji_place", {}, "On aime les jouets ❤️\nEt les livres 📚", None),
    ("emoji_place", {"place": "text"}, "On aime les jouets ❤️\nEt les livres 📚", "❤️"),
    ("capitals", {}, "VENEZ TOUS SAMEDI", "VENEZ TOUS SAMEDI"),
    ("capitals", {}, "URGENTISSIME", "URGENTISSIME"),
    ("capitals", {}, "L’UNICEF et la CAF à Paris", None),
    ("capitals", {}, "VENEZ À 18 TOUS SAMEDI", "VENEZ À 18 TOUS SAMEDI"),
    ("capitals", {}, "#VENEZTOUSSAMEDI", None),
    ("mid_dot", {}, "les bénévole·s", "bénévole·s"),
    ("mid_dot", {}, "les bénévole•e•s", "bénévole•e•s"),
    ("mid_dot", {}, "10 h · 12 h • lieu", None),
    ("fancy_unicode", {}, "𝓥𝓮𝓷𝓮𝔃 samedi", "Venez"),
    ("fancy_unicode", {}, "ⓥⓔⓝⓔⓩ", "venez"),
    ("fancy_unicode", {}, "Ｖｅｎｅｚ", "Venez"),
    ("fancy_unicode", {}, "Noël à l’école nº 3, 5 m², 20 ℃, ™", None),
    ("hidden_characters", {}, "abc\u202edef", "U+202E"),
    ("hidden_characters", {}, "abc\u200bdef", "U+200B"),
    ("hidden_characters", {}, "abc\x00def", "U+0000"),
    ("hidden_characters", {}, "ab\u00adc", "U+00AD"),
    ("hidden_characters", {}, "a\U000e0041b", "U+E0041"),
    ("hidden_characters", {}, "a\u200db", "U+200D"),
    ("hidden_characters", {}, "Deux\nlignes\tet 👨‍👩‍👧, سلام\u200cها, «\xa0oui\u202f!\xa0»", None),
    ("hidden_characters", {}, "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", None),
    ("piled_marks", {}, "Z" + "\u0335\u0336\u0337\u0338\u0330" + "algo", "«\xa0Z\xa0»"),
    ("piled_marks", {}, "élève, Việt Nam, 1️⃣, שָׁלוֹם", None),
    ("link_required", {}, "Venez", "Aucun lien"),
    ("link_required", {}, "Venez : mains-voisines.org", None),
    ("link_required", {"kinds": ["event"]}, "Venez", None),
    ("hub_page", {"hosts": ["mains-voisines.org"]}, "https://facebook.com/x", "facebook.com"),
    ("hub_page", {"hosts": ["https://www.mains-voisines.org/"]}, "voir https://don.mains-voisines.org/noel", None),
    ("hub_page", {"hosts": ["mains-voisines.org"]}, "https://faux-mains-voisines.org", "faux-mains"),
    ("hub_page", {"hosts": ["mains-voisines.org"]}, "rien", "Aucun lien"),
    ("hub_page", {"hosts": []}, "rien", None),
    ("sensitive_words", {"words": ["violence"]}, "Les violences cachées", "violences"),
    ("sensitive_words", {"words": ["violence"]}, "Une fête", None),
    ("tier_kinds", {"kinds": ["information"]}, "Une fête", None),
]
assert {row[0] for row in TEXTS} <= set(CHECKS)


@pytest.mark.parametrize(("check_id", "params", "text", "quotes"), TEXTS)
def test_a_text(check_id, params, text, quotes):
    findings = found(draft(text), spec(check_id, **params))
    if quotes is None:
        assert findings == []
    else:
        (finding,) = findings
        assert quotes in f"{finding.sentence} {finding.way_out}"
        assert finding.way_out
        assert str(finding.article) == "Ligne éditoriale, article 7"
        assert finding.said == "Dit l’association."


PHOTO = Image("photo.jpg", "Trois personnes trient des jouets.")
MONTH = [near(h, pillar=p, post_id=i) for i, (h, p) in enumerate([(1, "a"), (2, "a"), (3, "b"), (4, "b")], 1)]
NOEL = {"periods": [{"from": "2026-11-25", "to": "2026-11-26", "why": "deuil"}, {"from": "demain"}, 3]}
# (check, its parameters, fields of the draft, what is quoted or None)
FACTS = [
    ("allowed_kinds", {"kinds": ["information", "event"]}, {"kind": "position"}, "Prise de position"),
    ("allowed_kinds", {"kinds": ["information"]}, {"kind": "information"}, None),
    ("allowed_kinds", {"kinds": []}, {"kind": "position"}, None),
    ("alt_length", {"least": 10}, {"images": (Image("p.jpg", "photo"),)}, "5 caractères"),
    ("alt_length", {"least": 5}, {"images": (Image("p.jpg", "photo"),)}, None),
    ("alt_length", {"most": 10}, {"images": (PHOTO,)}, "10 caractères au plus"),
    ("captions", {}, {"images": (Image("v.mp4", "Film", is_video=True),)}, "v.mp4"),
    ("captions", {}, {"images": (Image("v.mp4", "Film", is_video=True, has_captions=True), PHOTO)}, None),
    ("consent", {}, {"images": (Image("p.jpg", "Léa", people=1, lacks_consent=("Léa",)),)}, "l’accord de Léa"),
    ("consent", {}, {"images": (Image("p.jpg", "Léa", people=1),)}, None),
    ("allowed_hours", {"hours": ["08:00", "17:59"]}, {}, "18\xa0h est hors"),
    ("allowed_hours", {"hours": ["08:00", "18:00"]}, {}, None),
    ("allowed_hours", {"hours": ["22:00", "06:00"]}, {}, "entre 22\xa0h et 6\xa0h"),
    ("allowed_hours", {"hours": ["17:00", "06:00"]}, {}, None),
    ("allowed_hours", {"hours": ["jamais", "25:00"]}, {}, None),
    ("allowed_days", {"days": [0, 1]}, {}, "mercredi"),
    ("allowed_days", {"days": ["2"]}, {}, None),
    ("most_per_day", {"most": 1}, {"neighbours": (near(-5),)}, "2 publications le mercredi 25 novembre"),
    ("most_per_day", {"most": 2}, {"neighbours": (near(-5), near(24), near(1, channel_id=2))}, None),
    ("most_per_day", {"most": 1}, {"neighbours": (near(6),)}, None),  # midnight in Paris: the next day
    ("least_gap", {"minutes": 120}, {"neighbours": (near(-1), near(1.5))}, "à 17\xa0h"),
    ("least_gap", {"minutes": 60}, {"neighbours": (near(-1), near(1), near(0, channel_id=2))}, None),
    ("lead_time", {"hours": 96}, {}, "4 jours à l’avance"),
    ("lead_time", {"hours": 72}, {}, None),
    ("pillar_mix", {"shares": {"a": 40}}, {"pillar": "a", "neighbours": tuple(MONTH)}, "60\xa0% du mois"),
    ("pillar_mix", {"shares": {"a": 50}}, {"pillar": "a", "neighbours": tuple(MONTH)}, None),
    ("pillar_mix", {"shares": {"a": 10}}, {"pillar": "a", "neighbours": tuple(MONTH[:3])}, None),
    ("blackout", NOEL, {}, "mercredi 25 novembre (deuil)"),
    ("blackout", NOEL | {"kinds": ["event"]}, {}, None),
    ("blackout", NOEL, {"due_at": AT + dt.timedelta(days=2)}, None),
    ("blackout", NOEL, {"due_at": AT - dt.timedelta(days=2), "judged_at": AT}, "mercredi 25"),
]


@pytest.mark.parametrize(("check_id", "params", "fields", "quotes"), FACTS)
def test_a_fact(check_id, params, fields, quotes):
    findings = found(draft(**fields), spec(check_id, **params))
    assert [quotes in f"{f.sentence} {f.way_out}" for f in findings] == ([True] if quotes else [])


def test_every_check_has_its_examples():
    shown = {row[0] for row in TEXTS + FACTS}
    assert set(CHECKS) - shown == {"tier_people"}, "silent: the tier speaks for it"


def test_the_kinds_are_those_of_posts():
    assert [(key, str(label)) for key, label in KINDS] == [(k, str(label)) for k, label in Post.Kind.choices]


def test_a_rule_speaks_of_its_accounts_only():
    outlets = (outlet("un assisté"), outlet("autre", "Blog", 2))
    rule = {"check_id": "forbidden_words", "words": ["assisté"]}
    assert found(draft(outlets=outlets), spec(**rule, channels=frozenset({2}))) == []
    assert found(draft(outlets=outlets), spec(**rule, channels=frozenset({3}))) == []
    (finding,) = found(draft(outlets=outlets), spec(**rule))
    assert finding.sentence.startswith("X\xa0: le texte dit")


def test_one_text_on_two_accounts_is_remarked_once():
    outlets = (outlet("un assisté"), outlet("un assisté", "Blog", 2))
    (finding,) = found(draft(outlets=outlets), spec("forbidden_words", words=["assisté"]))
    assert finding.sentence.startswith("Le texte dit")


def test_a_draft_without_account_is_read_all_the_same():
    assert len(found(draft("un assisté", outlets=()), spec("forbidden_words", words=["assisté"]))) == 1


def test_the_delay_is_asked_at_the_submission_only():
    late = spec("lead_time", hours=96)
    assert [len(found(draft(), late, act=act)) for act in ("write", "submit", "approve", "publish")] == [1, 1, 0, 0]


def test_an_unknown_check_says_nothing():
    assert found(draft(), Spec("r", "a check of tomorrow", "block")) == []


@pytest.mark.parametrize(("severity", "blocks"), [("block", True), ("justify", True), ("advise", False)])
def test_what_waits_and_what_passes(severity, blocks):
    rule = spec("forbidden_words", severity, words=["assisté"])
    (finding,) = found(draft("un assisté"), rule)
    assert (finding.severity, finding.blocks) == (severity, blocks)
    (finding,) = found(draft("un assisté", dispensed=frozenset({"r1"})), rule)
    assert (finding.severity, finding.blocks) == ("advise", False)
    assert finding.is_passed is blocks
    (finding,) = found(draft("un assisté", dispensed=frozenset({"r2"})), rule)
    assert finding.severity == severity
