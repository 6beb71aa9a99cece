"""The OpenAPI description of the control API, as one document."""

from ringback_proxy.control.openapi import schemas, webhook_schemas
from ringback_proxy.control.openapi.json_schema import Json
from ringback_proxy.control.openapi.paths import PATHS

DOCUMENT: Json = {
    "openapi": "3.1.0",
    "info": {
        "title": "Ringback control API",
        "version": "1",
        "description": "Directs the sessions of a running proxy.",
    },
    "servers": [{"url": "/ringback"}],
    "security": [{"token": []}],
    "paths": PATHS,
    "components": {
        "schemas": {**schemas.SCHEMAS, **webhook_schemas.SCHEMAS},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}
