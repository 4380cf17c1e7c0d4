"""`manage.py makemessages`, without guesses: a new sentence is left to translate, never filled with a near one."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
