"""How long a text is for each network: X's own suite, French texts counted by hand, and properties."""

import time
import unicodedata

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from calendar_app.networks import hashtags, measures, networks, text_length, urls
from calendar_app.networks.counting import COUNTERS

FAMILY = "👨‍👩‍👧‍👦"

# Texts that look like ours: French words, links, tags, emoji, spaces that do not break, half-typed things.
PIECES = st.sampled_from(
    [
        "Ludothèque",
        " ",
        "\u202f",
        "\u00a0",
        "\n",
        "\r\n",
        "é",
        "e\u0301",
        "https://mainsvoisines.example/tri",
        "maison-du-port.fr",
        "adhérent.es",
        "#jouets",
        "#",
        "@",
        "@tri@asso.social",
        ".",
        "/",
        "?a=1",
        "👩🏽‍🔧",
        "🇫🇷",
        "1️⃣",
        "©",
        "œ",
        "’",
        "日本",
        FAMILY,
        "(",
        ")",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


def conformance(shared_data):
    return yaml.safe_load(shared_data("twitter-text/conformance.yml").read_text(encoding="utf-8"))["tests"]


class TestXConformance:
    def test_weighted_length(self, shared_data):
        cases = conformance(shared_data)
        cases = cases["WeightedTweetsWithDiscountedEmojiCounterTest"] + cases["UnicodeDirectionalMarkerCounterTest"]
        assert len(cases) == 12
        wrong = {
            case["description"]: text_length("x", case["text"])
            for case in cases
            if text_length("x", case["text"]) != case["expected"]["weightedLength"]
        }
        assert not wrong

    @pytest.mark.parametrize(("section", "extract", "number"), [("urls", urls, 46), ("hashtags", hashtags, 33)])
    def test_extraction(self, shared_data, section, extract, number):
        cases = conformance(shared_data)[section]
        assert len(cases) == number
        wrong = {
            case["description"]: extract(case["text"]) for case in cases if extract(case["text"]) != case["expected"]
        }
        assert not wrong


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Tri de jouets samedi à 14 h.", 28),
        ("Tri de jouets samedi à 14\u00a0h\u202f!", 30),  # U+00A0 weighs 1, the narrow U+202F weighs 2
        ("L’été, ça s’organise…", 22),  # ’ weighs 1, … (U+2026) weighs 2
        ("« Bienvenue » — venez", 21),  # — is U+2014, in the light range; so are « and »
        ("e\u0301te\u0301", 3),  # composed before counting
        ("Œuvre à cœur", 12),
        ("10 €", 5),  # € is U+20AC: 2
        ("https://mainsvoisines.example/tri-des-jouets-de-novembre?source=x", 66 - 1),  # .example is no domain: letters
        ("https://mainsvoisines.fr/tri-des-jouets-de-novembre?source=x", 23),
        ("Voir mainsvoisines.fr.", 5 + 23 + 1),  # without http:// too
        ("Chaque salarié.es compte", 7 + 23 + 7),  # inclusive full stop: .es is Spain, so X makes a link
        ("Merci.La suite samedi", 23 + 13),  # a missing space after a full stop: .la is Laos
        ("Le 3.Bientôt", 12),
        ("bureau@mainsvoisines.fr", 23),  # an address is not a link: 23 letters, by chance
        ("a@b.fr", 6),
        (f"{FAMILY}🇫🇷1️⃣👍🏽☺", 10),
        ("©", 1),
        ("©\ufe0f", 2),
        ("日本", 4),
        ("un\r\ndeux", 7),
    ],
)
def test_x(text, length):
    assert text_length("x", text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Tri de jouets à 14 h", 20),
        ("https://mainsvoisines.fr/une/tres/longue/adresse/qui/compte/vingt-trois", 23),
        ("http://a.fr", 23),
        ("mainsvoisines.fr/tri", 20),  # without http:// it is not a link there
        ("Merci @tri@asso.social, @port@maison.du-port.fr", len("Merci @tri, @port")),
        ("bureau@mainsvoisines.fr", 23),
        (FAMILY, 1),
        ("e\u0301", 1),
    ],
)
def test_mastodon(text, length):
    assert text_length("mastodon", text) == length


@pytest.mark.parametrize(
    ("network", "text", "length"),
    [
        ("bluesky", f"é{FAMILY}https://a.fr", 14),
        ("threads", "été", 3),
        ("threads", "👍", 4),
        ("threads", f"ok {FAMILY}", 3 + 25),
        ("telegram", "👍é", 3),
        ("facebook", "👍e\u0301", 4),
        ("youtube", "été 👍", 10),
        ("blog", "e\u0301té", 3),
        ("newsletter", "👍", 1),
    ],
)
def test_other_networks(network, text, length):
    assert text_length(network, text) == length


def test_bluesky_is_held_against_both_limits():
    graphemes, octets = measures("bluesky", FAMILY * 130)
    assert (graphemes.length, graphemes.over) == (130, False)
    assert (octets.length, octets.over, octets.refused, octets.left) == (3250, True, True, -250)


def test_a_warning_never_refuses():
    (measure,) = measures("whatsapp_channel", "x" * 5000)
    assert measure.over
    assert not measure.refused


def test_no_limit_no_measure():
    assert measures("blog", "x" * 100_000) == ()


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Le programme (https://a.fr/programme_(novembre)) est en ligne.", ["https://a.fr/programme_(novembre)"]),
        ("Voir «\u00a0https://a.fr/été\u00a0», puis a.org/b,c.", ["https://a.fr/été", "a.org/b,c"]),
        ("https://münchen.de/ et HTTPS://A.FR", ["https://münchen.de/", "HTTPS://A.FR"]),
        ("jouets.tri.doc, 12.5, 14.h et bureau@a.fr", []),
        ("http://\na.fr", ["a.fr"]),
    ],
)
def test_urls(text, links):
    assert urls(text) == links


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#SaintNazaire, #économie_sociale !", ["SaintNazaire", "économie_sociale"]),
        ("L’#entraide et n#on", ["entraide"]),
        ("#2026 #28novembre https://a.fr/#ancre", ["28novembre"]),
        ("##double #a#b", ["double"]),
    ],
)
def test_hashtags(text, tags):
    assert hashtags(text) == tags


@given(TEXTS)
@example("\ud800.fr http://\ud800日.fr")
def test_every_counter_answers_for_any_text(text):
    for method, counter in COUNTERS.items():
        assert 0 <= counter(text) <= 23 * len(text), method


@given(TEXTS)
def test_one_line_end_is_one_character(text):
    for network in networks():
        assert text_length(network, text.replace("\r\n", "\n").replace("\n", "\r\n")) == text_length(network, text)


@given(TEXTS)
def test_composed_and_decomposed_texts_count_the_same_on_x_and_threads(text):
    for network in ("x", "threads"):
        assert text_length(network, unicodedata.normalize("NFD", text)) == text_length(
            network, unicodedata.normalize("NFC", text)
        )


@given(TEXTS)
def test_links_are_pieces_of_the_text_in_order(text):
    at = 0
    for link in urls(text):
        assert link
        name = link.split("/")[0] or link
        at = text.index(name, at)
    for tag in hashtags(text):
        assert f"#{tag}" in text or f"＃{tag}" in text


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèàçœ’«» ", max_size=400))
def test_plain_french_weighs_one_a_character_everywhere_but_in_bytes(text):
    for method in set(COUNTERS) - {"utf8_bytes"}:
        assert COUNTERS[method](text) == len(text), method


@given(st.text(alphabet="abcdelr /.", max_size=60), st.text(alphabet="abcdelr /.", max_size=60))
def test_two_paragraphs_count_the_sum_of_both_and_the_line_between(one, two):
    for network in ("x", "mastodon", "bluesky", "threads", "facebook"):
        assert text_length(network, f"{one}\n{two}") == text_length(network, one) + 1 + text_length(network, two)


@pytest.mark.parametrize(
    "piece",
    ["a.", "日", "a-.", "(", "!", "(a", "#", "@a@b", "☺\u200d", "https://a.fr?", "日a.com"],
    ids=lambda piece: ascii(piece),
)
def test_a_hostile_text_is_read_in_one_pass(piece):
    """With a pattern that goes back on its steps these take minutes; in one pass, well under a second."""
    text = f"https://a.fr/{piece * 60_000}. {piece * 60_000}"
    start = time.process_time()
    for network in ("x", "mastodon", "threads", "bluesky"):
        text_length(network, text)
    hashtags(text)
    assert time.process_time() - start < 10


@pytest.mark.parametrize("network", ["x", "mastodon", "bluesky", "threads", "facebook"])
@pytest.mark.parametrize(
    "text", ["\N{REGIONAL INDICATOR SYMBOL LETTER F}" * 60_000, "a" + "\u0301\u0323" * 30_000], ids=["flags", "marks"]
)
def test_a_text_made_to_be_slow_is_counted_at_once(network, text):
    import time

    start = time.process_time()
    measures(network, text)
    assert time.process_time() - start < 0.6, "seven seconds of processor when it grew squared"


def test_flags_and_marks_count_as_before():
    flag, half = "🇫🇷", "🇫"
    lengths = {flag: 1, flag + half: 2, flag * 3: 3, f"{half}a{flag}\u0301": 3, "e\u0301": 1}
    assert {text: text_length("bluesky", text) for text in lengths} == lengths
    tower = "e" + "\u0301" * 200
    assert text_length("x", tower) == 200
