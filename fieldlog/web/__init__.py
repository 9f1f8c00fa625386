"""HTTP: parse, one call of the ledger, choose the template; one blueprint a module."""

from flask import Flask

from fieldlog.web import (
    answer,
    api,
    assets,
    body_limit,
    compressed,
    corrections,
    deliveries,
    entries,
    exports,
    figures,
    guard,
    headers,
    health,
    highlights,
    home,
    lists,
    live,
    live_links,
    log,
    page,
    public,
    public_links,
    questions,
    refusals,
    same_event,
    schools,
    session_cookie,
    set_up,
    shell,
    sign_in,
    sync,
    targets,
    teacher_note,
    unsent_file,
    week_files,
    wording,
)

BLUEPRINTS = (
    home.blueprint,
    log.blueprint,
    entries.blueprint,
    corrections.blueprint,
    teacher_note.blueprint,
    answer.blueprint,
    questions.blueprint,
    same_event.blueprint,
    schools.blueprint,
    figures.blueprint,
    targets.blueprint,
    highlights.blueprint,
    public_links.blueprint,
    public.blueprint,
    exports.blueprint,
    week_files.blueprint,
    deliveries.blueprint,
    live_links.blueprint,
    live.blueprint,
    lists.blueprint,
    sign_in.blueprint,
    set_up.blueprint,
    api.blueprint,
    sync.blueprint,
    unsent_file.blueprint,
    shell.blueprint,
    health.blueprint,
)


def init_app(app: Flask) -> None:
    assets.init_app(app)
    compressed.init_app(app)
    body_limit.init_app(app)
    headers.init_app(app)
    session_cookie.init_app(app)
    guard.init_app(app)
    refusals.init_app(app)
    wording.init_app(app)
    page.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
