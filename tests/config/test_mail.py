"""Mail of the embedded house: one file a message, readable by anyone."""

import time_machine
from django.core.mail import EmailMessage, get_connection


@time_machine.travel("2026-11-22T17:00:00+00:00", tick=False)
def test_each_mail_is_a_text_of_its_own(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    mails = [EmailMessage("Élu : 12 voix", "Bonjour,\nc’est fait.", to=["helene@example.org"]) for _ in range(2)]
    assert get_connection("config.mail.EmailBackend").send_messages(mails) == 2
    names = sorted(path.name for path in (tmp_path / "mail").iterdir())
    assert names == ["2026-11-22-18h00-helene-Élu-12-voix-2.txt", "2026-11-22-18h00-helene-Élu-12-voix.txt"]
    text = (tmp_path / "mail" / names[1]).read_text()
    assert text.startswith("À : helene@example.org\nObjet : Élu : 12 voix\n")
    assert "c’est fait." in text


def test_a_subject_cannot_lead_out_of_the_folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    mail = EmailMessage("../../etc/passwd", "x", to=["../../root@example.org"])
    get_connection("config.mail.EmailBackend").send_messages([mail])
    assert [path.parent.name for path in tmp_path.rglob("*.txt")] == ["mail"]
