"""One structured log line a request, with an id and without personal data."""

import contextvars
import json
import logging
import re
import time
import uuid
from datetime import UTC, datetime

request_id = contextvars.ContextVar("request_id", default="-")
logger = logging.getLogger("own_turf.requests")
SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
SAID_FOR_DJANGO = {"django.security": "refused", "django.request": "failed"}
OURS = ("own_turf", "accounts", "hunts", "visits", "reflections", "config")


class RequestLogMiddleware:
    """Logs the route's name, never the path: paths carry join codes, personal links and names."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sent = request.headers.get("X-Request-ID", "")
        token = request_id.set(sent if SAFE_ID.fullmatch(sent) else uuid.uuid4().hex)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            logger.info("request", extra={"fields": outline(request, response) | {"ms": milliseconds}})
            return response
        finally:
            request_id.reset(token)


def outline(request, response):
    """What may be told of a request."""
    match = request.resolver_match
    route = match.view_name or match.route if match else "none"
    return {"method": request.method, "route": route, "status": response.status_code}


def frames(exception):
    """The last six places of a traceback as ``module:function:line``."""
    places, tb = [], exception.__traceback__
    while tb:
        code = tb.tb_frame
        places.append(f"{code.f_globals.get('__name__')}:{code.f_code.co_name}:{tb.tb_lineno}")
        tb = tb.tb_next
    return places[-6:]


def message_of(record):
    """Our own messages in full; others' with their blanks left open, as they fill in paths, hosts and addresses."""
    if record.name.split(".")[0] in OURS:
        return record.getMessage()
    return SAID_FOR_DJANGO.get(".".join(record.name.split(".")[:2]), str(record.msg))


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """A line of JSON. Of an exception it tells the kind and the place: its message may quote what somebody typed."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": message_of(record),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line |= {"error": record.exc_info[0].__name__, "at": frames(record.exc_info[1])}
        return json.dumps(line)
