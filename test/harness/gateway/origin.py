"""A server on Python's own HTTP parser: tells on stdout what it has read of each request, as JSON lines."""

import http.server
import json
import sys


class Recorder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self):
        body = self.read_chunked() if "chunked" in self.headers.get("Transfer-Encoding", "") else self.read_length()
        record = {
            "method": self.command,
            "target": self.path,
            "host": self.headers.get("Host"),
            "body": body.decode("latin-1"),
            "credential": self.headers.get("X-Api-Key"),
        }
        # One write: print sends the end of the line apart, and threads get in between.
        sys.stdout.write(json.dumps(record) + "\n")
        sys.stdout.flush()
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(b"ok")

    def read_length(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def read_chunked(self):
        body = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            body += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return body

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def log_message(self, format, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
server.daemon_threads = True
print(json.dumps({"port": server.server_address[1]}), flush=True)
sys.stdin.close()
server.serve_forever()
