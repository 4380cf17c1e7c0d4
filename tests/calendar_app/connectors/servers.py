"""Two networks and a receiver, played on this machine: they keep what they are given, and fail when told to.

A fault is one word, taken in turn by the requests that publish ("" behaves):
    "500 before"  answers 500 and keeps nothing          "500 after"   keeps, then answers 500
    "cut before"  hangs up without keeping               "cut after"   keeps, then hangs up
    "slow after"  keeps, then says nothing               "garbage"     keeps, then answers no JSON
    "429"         asks to wait a minute                  "401", "422"  refuses
    "late after"  keeps, hangs up, shows it one look late   "moved"       sends to `elsewhere`
"""

from __future__ import annotations

import base64
import html
import json
import threading
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

AFTER = {"500 after", "cut after", "slow after", "late after", "garbage"}


class Network(ThreadingHTTPServer):
    """`records` is what the public sees, by its name; `faults` is asked for each request that publishes."""

    daemon_threads = True
    # Refused rather than queued without an answer.
    request_queue_size = 64

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.records, self.blobs, self.seen, self.by_key = {}, [], [], {}
        self.faults, self.knock = (lambda: ""), (lambda: "")
        self.writes, self.lock, self.closing = 0, threading.Lock(), threading.Event()
        # `hidden`: what is kept and not shown yet; `dialled`: connections, even those that say nothing we understand.
        # `ready` gives the address of an image, or nothing while it is not.
        self.ready = lambda: "https://mastodon.example/m"
        self.hidden, self.dialled, self.elsewhere = set(), 0, ""
        # Whether the network loses the key of what it keeps now, and would take it again.
        self.forgets = lambda: False
        # The accounts that Bluesky knows, by their handle.
        self.people = {}

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_args):
        self.closing.set()
        self.shutdown()
        self.server_close()

    def process_request(self, request, client_address):
        self.dialled += 1
        super().process_request(request, client_address)

    def handle_error(self, request, client_address):
        """A client that hangs up is part of the play."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def body(self):
        if not hasattr(self, "_body"):
            self._body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return self._body

    def answer(self, status, said, **headers):
        content = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def hang_up(self):
        self.close_connection = True
        self.connection.close()

    def fail(self, fault):
        """Answer as `fault` says; the record, when it is kept, already is."""
        if fault.startswith(("cut", "late")):
            return self.hang_up()
        if fault == "moved":
            return self.answer(307, {}, Location=self.server.elsewhere + self.path)
        if fault.startswith("slow"):
            self.server.closing.wait(0.4)
            return self.hang_up()
        if fault == "garbage":
            return self.answer(200, b"<html>Bad gateway")
        if fault == "429":
            return self.answer(429, {"error": "RateLimitExceeded"}, Retry_After="60")
        status = int(fault.split()[0])
        return self.answer(status, {"error": "Fault", "message": "secret-of-the-network"})

    def publish(self, keep, answer):
        """Keep and answer, unless the fault of the moment says otherwise."""
        fault = self.fault = self.server.faults()
        if not fault or fault in AFTER:
            with self.server.lock:
                self.server.writes += 1
                keep()
        return self.fail(fault) if fault else answer()

    def do_GET(self):
        self.handle_any(self.get)

    def do_POST(self):
        self.handle_any(self.post)

    def handle_any(self, then):
        if hasattr(self, "_body"):
            del self._body
        self.body()
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        if fault := self.server.knock():
            return self.fail(fault)
        return then(urlsplit(self.path))


class MastodonHandler(Handler):
    def parts(self):
        """The fields of a form in several parts: words by name, the file as (type, bytes)."""
        head = b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n"
        found = {}
        for part in message_from_bytes(head + self.body()).get_payload():
            name, content = part.get_param("name", header="Content-Disposition"), part.get_payload(decode=True)
            found[name] = (part.get_content_type(), content) if name == "file" else content.decode()
        return found

    def status(self, pk):
        text, at = self.server.records[pk][:2]
        return {
            "id": pk,
            "created_at": at,
            "content": f"<p>{html.escape(text)}</p>",
            "url": f"https://mastodon.example/@nous/{pk}",
            "uri": f"https://mastodon.example/statuses/{pk}",
            "visibility": "public",
            "language": "fr",
            "account": {"id": "1", "acct": "nous"},
        }

    def get(self, where):
        if where.path == "/api/v1/accounts/verify_credentials":
            return self.answer(200, {"id": "1", "acct": "nous", "username": "nous"})
        if where.path == "/api/v1/accounts/1/statuses":
            asked = parse_qs(where.query)
            limit, below = int(asked.get("limit", ["20"])[0]), int(asked.get("max_id", [10**9])[0])
            shown = [pk for pk in self.server.records if pk not in self.server.hidden and int(pk) < below]
            self.server.hidden.clear()
            return self.answer(200, [self.status(pk) for pk in shown[::-1][:limit]])
        if where.path.endswith("/source"):
            pk = where.path.split("/")[-2]
            return self.answer(200, {"id": pk, "text": self.server.records[pk][0], "spoiler_text": ""})
        if where.path.startswith("/api/v1/media/"):
            return self.answer(200, {"id": where.path.split("/")[-1], "type": "image", "url": self.server.ready()})
        if where.path.startswith(("/api/v1/instance", "/api/v2/instance")):
            said = {"version": "4.4.0", "api_versions": {"mastodon": 6}}
            return self.answer(200, said | {"uri": "mastodon.example", "domain": "mastodon.example"})
        return self.answer(404, {"error": "Not found"})

    def post(self, where):
        if where.path == "/api/v2/media":
            self.server.blobs.append(self.parts())
            pk = str(len(self.server.blobs))
            url = self.server.ready()
            return self.answer(200 if url else 202, {"id": pk, "type": "image", "url": url})
        if where.path != "/api/v1/statuses":
            return self.answer(404, {"error": "Not found"})
        form = parse_qs(self.body().decode())
        form = {name: values if name.endswith("[]") else values[-1] for name, values in form.items()}
        key, made = self.headers["Idempotency-Key"], []
        if key in self.server.by_key and (fault := self.server.faults()) in ("", "422"):
            # As Mastodon does: what it knows by its key is given back before anything is judged.
            self.server.writes += 1
            return self.answer(200, self.status(self.server.by_key[key]))
        if key in self.server.by_key:
            return self.fail(fault)

        def keep():
            pk = str(1000 + len(self.server.records))
            self.server.records[pk] = (form["status"], self.server.now(), form, key)
            if key and (self.fault == "late after" or not self.server.forgets()):
                self.server.by_key[key] = pk
            if self.fault == "late after":
                self.server.hidden.add(pk)
            made.append(pk)

        return self.publish(keep, lambda: self.answer(200, self.status(made[0])))


def _jwt():
    part = [
        base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in ({"alg": "none"}, {"exp": 9**11})
    ]
    return ".".join([*part, "c2ln"])


class BlueskyHandler(Handler):
    DID = "did:plc:abcdefghijklmnopqrstuvwx"

    def get(self, where):
        if where.path.endswith("com.atproto.identity.resolveHandle"):
            did = self.server.people.get(parse_qs(where.query)["handle"][0])
            return self.answer(200, {"did": did}) if did else self.answer(400, {"error": "InvalidRequest"})
        if not where.path.endswith("com.atproto.repo.getRecord"):
            return self.answer(404, {"error": "MethodNotImplemented"})
        key = parse_qs(where.query)["rkey"][0]
        if key not in self.server.records:
            return self.answer(400, {"error": "RecordNotFound", "message": "Could not locate record"})
        return self.answer(200, self.found(key) | {"value": self.server.records[key]})

    def found(self, key):
        uri = f"at://{self.DID}/app.bsky.feed.post/{key}"
        return {"uri": uri, "cid": "bafyreibjifzpqj6o6wcq3hejh7y4z4z2vmiklkvykc57tw3pcbx3kxifpm"}

    def post(self, where):
        method = where.path.rsplit("/", 1)[-1]
        if method == "com.atproto.server.createSession":
            if json.loads(self.body())["password"] != "jeton-bluesky":
                return self.answer(401, {"error": "AuthenticationRequired"})
            said = {"did": self.DID, "handle": "nous.exemple.example", "accessJwt": _jwt(), "refreshJwt": _jwt()}
            return self.answer(200, said)
        if method == "com.atproto.repo.uploadBlob":
            mime = self.headers["Content-Type"]
            self.server.blobs.append((mime, self.body()))
            ref = {"$link": "bafkreibjifzpqj6o6wcq3hejh7y4z4z2vmiklkvykc57tw3pcbx3kxifpm"}
            return self.answer(200, {"blob": {"$type": "blob", "ref": ref, "mimeType": mime, "size": len(self.body())}})
        if method != "com.atproto.repo.putRecord":
            return self.answer(404, {"error": "MethodNotImplemented"})
        said = json.loads(self.body())
        return self.publish(
            lambda: self.server.records.__setitem__(said["rkey"], said["record"]),
            lambda: self.answer(200, self.found(said["rkey"])),
        )


class ReceiverHandler(Handler):
    def post(self, where):
        delivery = self.headers["Portevoix-Delivery"]
        if self.headers["Portevoix-Event"] == "essai":
            return self.answer(200, {})

        def keep():
            self.server.records.setdefault(delivery, []).append((self.headers["Portevoix-Signature"], self.body()))

        return self.publish(keep, lambda: self.answer(200, {"url": "https://relais.example/1"}))
