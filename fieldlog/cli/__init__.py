"""`flask fieldlog …`: parse, one call of the ledger, commit, one sentence."""

from flask import Flask
from flask.cli import AppGroup

from fieldlog.cli.add_user import add_user
from fieldlog.cli.backup import backup
from fieldlog.cli.check import check
from fieldlog.cli.demo import demo
from fieldlog.cli.export_week import export_week
from fieldlog.cli.import_file import import_file
from fieldlog.cli.recount import recount
from fieldlog.cli.restore import restore
from fieldlog.cli.serve import serve

COMMANDS = (serve, demo, export_week, recount, check, add_user, import_file, backup, restore)


def init_app(app: Flask) -> None:
    group = AppGroup("fieldlog", help="What FieldLog does besides answering browsers.")
    for command in COMMANDS:
        group.add_command(command)
    app.cli.add_command(group)
