"""A small application to watch: it counts requests for Prometheus, and writes a JSON line as each begins and ends.

/error answers 500 and writes a line of the level ERROR; every other path says hello. The counters have a port of their
own, which no route of the gateway leads to.
"""

import datetime
import http.server
import json
import signal
import sys
import threading
import uuid

REQUESTS, METRICS = (int(port) for port in sys.argv[1:3])
# A label with whatever is asked for would be a series for each caller's mistake.
PATHS = ("/", "/error")

counts = {"/": 0}
lock = threading.Lock()


def log(level, message, **fields):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    print(json.dumps({"level": level, "dt": now, **fields, "message": message}), flush=True)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing: of a request that could not be read there is no line."""


class Requests(Handler):
    # Longer than Kong keeps an idle connection (60 s): who closes first must be the one who would send.
    timeout = 75

    def do_GET(self):
        path = self.path.split("?")[0]
        label = path if path in PATHS else "other"
        with lock:
            counts[label] = counts.get(label, 0) + 1
        fields = {"id": self.headers.get("X-Kong-Request-Id") or uuid.uuid4().hex, "url": path, "method": "GET"}
        # 00-TRACE-SPAN-FLAGS
        trace = (self.headers.get("traceparent") or "").split("-")
        if len(trace) == 4:
            fields.update(trace_id=trace[1], span_id=trace[2])
        log("INFO", "start handler", **fields)
        if path == "/error":
            log("ERROR", "handler failed, as /error was asked for", **fields)
            return self.answer(500, "text/plain", "an error, as asked for\n")
        log("INFO", "end handler", **fields)
        self.answer(200, "text/plain", "hello world\n")


class Metrics(Handler):
    timeout = 75

    def do_GET(self):
        with lock:
            series = [f'http_request_total{{path="{path}"}} {count}\n' for path, count in sorted(counts.items())]
        head = "# HELP http_request_total Number of HTTP requests.\n# TYPE http_request_total counter\n"
        self.answer(200, "text/plain; version=0.0.4; charset=utf-8", head + "".join(series))


# The first process of a container is ended by no signal that it does not handle.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
metrics = http.server.ThreadingHTTPServer(("", METRICS), Metrics)
threading.Thread(target=metrics.serve_forever, daemon=True).start()
http.server.ThreadingHTTPServer(("", REQUESTS), Requests).serve_forever()
