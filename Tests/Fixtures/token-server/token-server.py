#!/usr/bin/python3
"""A token server for a registry on loopback: anonymous pull, push for ci:secret (distribution's token.md).

    token-server.py KEY CERTIFICATE PORT      needs python3-jwt and python3-cryptography
"""
import base64
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

key_path, certificate_path, port = sys.argv[1:4]
with open(key_path, encoding="ascii") as file:
    key = file.read()
with open(certificate_path, "rb") as file:
    certificate = x509.load_pem_x509_certificate(file.read()).public_bytes(Encoding.DER)
login = "Basic " + base64.b64encode(b"ci:secret").decode()


class TokenServer(BaseHTTPRequestHandler):
    def do_GET(self):
        query = parse_qs(urlparse(self.path).query)
        offered = self.headers.get("Authorization", "")
        access = []
        for scope in " ".join(query.get("scope", [])).split():
            kind, rest = scope.split(":", 1)
            name, actions = rest.rsplit(":", 1)
            allowed = [a for a in actions.split(",") if offered == login or a == "pull"]
            access.append({"type": kind, "name": name, "actions": allowed})
        now = int(time.time())
        token = jwt.encode(
            {"iss": "test", "sub": "ci", "aud": query.get("service", ["test"])[0], "exp": now + 300, "nbf": now - 10,
             "iat": now, "jti": secrets.token_hex(8), "access": access},
            key, algorithm="RS256", headers={"x5c": [base64.b64encode(certificate).decode()]})
        body = json.dumps({"token": token, "expires_in": 300}).encode()
        self.send_response(401 if offered and offered != login else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(port)), TokenServer).serve_forever()
