"""Whether FieldLog is alive, and whether it can work."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from fieldlog.ledger import store
from fieldlog.web.guard import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    return jsonify(status="alive")


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Whether the store answers and is migrated."""
    problem = store.problem()
    return jsonify(status=problem or "ready"), 503 if problem else 200
