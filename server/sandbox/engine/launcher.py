"""Serves moto on loopback as Groundschool's engine.

moto's own `moto_server` closes every connection, keeps one bucket namespace for all accounts, cannot forget an
account and outlives its parent. This launcher serves the same application with keep-alive connections, gives each
account a bucket namespace of its own (a reset account must be able to take its bucket names again), answers
`/_groundschool/engine` with the nonce that says whose engine it is, and stops when nobody needs it any more.
It is one file, so that a container needs nothing else beside moto.
"""

import argparse
import hmac
import json
import os
import signal
import socket
import sys
import threading
import time
from socketserver import ThreadingMixIn
from urllib.parse import urlsplit

# Settings that all labs rely on (lab-catalogue, sandbox settings). moto reads some of them while it is imported.
for _name, _value in {
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    "MOTO_AMIS_PATH": os.path.join(os.path.dirname(os.path.abspath(__file__)), "amis.json"),
    "MOTO_ACM_VALIDATION_WAIT": "0",
    "MOTO_DISABLE_GLOBAL_CORS": "true",
    "S3_IGNORE_SUBDOMAIN_BUCKETNAME": "true",
}.items():
    os.environ.setdefault(_name, _value)

import moto  # noqa: E402
from moto.core.base_backend import BackendDict  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.exceptions import HTTPException  # noqa: E402
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler  # noqa: E402
from werkzeug.wsgi import LimitedStream  # noqa: E402

CONTROL = "/_groundschool/"
last_heard = time.monotonic()


def give_each_account_its_own_buckets():
    """moto finds any account's bucket by name and refuses a name that another account holds."""
    from moto.s3.exceptions import BucketAlreadyExists
    from moto.s3.models import S3Backend, s3_backends

    class Nothing(dict):
        def __setitem__(self, key, value):
            pass

    s3_backends.bucket_accounts = Nothing()
    create_bucket = S3Backend.create_bucket

    def create_in_account(self, bucket_name, *args, **kwargs):
        if bucket_name in self.buckets:
            raise BucketAlreadyExists(bucket=bucket_name)
        return create_bucket(self, bucket_name, *args, **kwargs)

    S3Backend.create_bucket = create_in_account


def describe_images_as_aws_does():
    """moto drops an image's deprecation time, calls every image of the file Amazon's own, and can load the file for
    one account only: it parses the dates in place and fails on its own result the second time."""
    from datetime import datetime

    from moto.ec2.models import amis
    from moto.ec2.models.amis import Ami

    parse = amis.parse_timestamp
    amis.parse_timestamp = lambda value: value if isinstance(value, datetime) else parse(value)

    amazon = ("137112412989", "898082745236", "591542846629")
    init = Ami.__init__

    def init_with_deprecation(self, *args, deprecation_time=None, **kwargs):
        if kwargs.get("owner_alias") == "amazon" and kwargs.get("owner_id") not in amazon:
            kwargs["owner_alias"] = None
        init(self, *args, **kwargs)
        self.deprecation_time = deprecation_time

    Ami.__init__ = init_with_deprecation


def keep_uploads_whole():
    """An S3 object may be sent as a form (curl does by default); moto would parse it and store nothing."""
    from werkzeug.wrappers import Request

    wanted = Request.want_form_data_parsed
    Request.want_form_data_parsed = property(lambda self: self.method != "PUT" and wanted.fget(self))


def make_one_key_for_all_certificates():
    """moto makes a key for every certificate of ACM and checks it, a third of a second when the machine is busy. Nothing in
    the sandbox serves with them, and a lab that is started should not wait for one."""
    from functools import lru_cache
    from types import SimpleNamespace

    import cryptography.x509
    from cryptography.hazmat.primitives.asymmetric import rsa
    from moto.acm import models

    key = lru_cache(maxsize=1)(lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))
    keys = SimpleNamespace(generate_private_key=lambda **_: key())
    primitives = SimpleNamespace(asymmetric=SimpleNamespace(rsa=keys))
    models.cryptography = SimpleNamespace(
        x509=cryptography.x509, hazmat=SimpleNamespace(primitives=primitives)
    )
    validate = models.CertBundle.validate_pk
    checked = {}

    def validate_once(self):
        found = checked.get(self.key)
        if found is None:
            found = validate(self)
            if len(checked) > 8:
                checked.clear()
            checked[self.key] = found
        return found

    models.CertBundle.validate_pk = validate_once


def let_go_of_what_is_forgotten():
    """moto lists every object it ever made, for a dashboard; nothing could be freed."""
    from moto.core.common_models import BaseModel

    BaseModel.__new__ = lambda cls, *args, **kwargs: object.__new__(cls)


def read_managed_policies_once():
    """For every account moto parses AWS's own policies, three megabytes of JSON, and writes each document anew: a quarter of
    the engine's time where accounts are short-lived, and most of an idle account's memory. They differ in nothing but whose
    account counts the attachments."""
    from moto.iam.models import IAMBackend

    load = IAMBackend._init_aws_policies
    prototypes = {}

    def of_account(self):
        if self.region_name not in prototypes:
            prototypes[self.region_name] = load(self)
        policies = []
        for prototype in prototypes[self.region_name]:
            policy = object.__new__(type(prototype))
            policy.__dict__.update(prototype.__dict__)
            policy.account_id = self.account_id
            policy.versions = list(prototype.versions)
            policy.tags = dict(prototype.tags)
            policies.append(policy)
        return policies

    IAMBackend._init_aws_policies = of_account


def know_the_services():
    """For every request moto lists its own folders, under a lock that all requests share, and looks through all methods of
    the service's class. Neither changes while it runs."""
    from functools import lru_cache

    from moto import backends
    from moto.core import responses

    modules = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
    responses.method_names_from_class = lru_cache(maxsize=None)(responses.method_names_from_class)


def forget(account_id):
    """Frees everything one account holds, in every service."""
    for backend_dict in {id(b): b for b in list(BackendDict._instances)}.values():
        regions = dict.pop(backend_dict, account_id, None)
        if regions is None:
            continue
        for backend in list(regions.values()):
            for bucket in getattr(backend, "buckets", {}).values():
                for versions in bucket.keys.values() if hasattr(bucket, "keys") else ():
                    dispose = getattr(versions, "dispose", None)
                    if dispose:
                        dispose()


def owners_of(bucket_name):
    """Accounts that have a bucket of this name, the newest bucket first."""
    from moto.s3.models import s3_backends

    found = []
    for account_id, partitions in list(dict.items(s3_backends)):
        for backend in list(partitions.values()):
            bucket = backend.buckets.get(bucket_name)
            if bucket is not None:
                found.append((bucket.creation_date, account_id))
    return [account_id for _, account_id in sorted(found, reverse=True)]


class Engine:
    """The WSGI application: our control paths, everything else to moto by the signing scope."""

    def __init__(self, nonce):
        self.nonce = nonce
        self.moto = DomainDispatcherApplication(create_patched_app)

    def __call__(self, environ, start_response):
        global last_heard
        last_heard = time.monotonic()
        path = environ.get("PATH_INFO", "")
        if self.nonce:
            # A web page can send requests to any port of this machine; without the nonce they end here.
            if not hmac.compare_digest(environ.pop("HTTP_X_GROUNDSCHOOL_NONCE", ""), self.nonce):
                return answer(start_response, "403 Forbidden", {"error": "this engine belongs to a sandbox"})
            if path.startswith(CONTROL):
                return self.control(environ, path[len(CONTROL) :], start_response)
        try:
            return self.moto(environ, start_response)
        except HTTPException as error:
            return error(environ, start_response)

    def control(self, environ, path, start_response):
        status, body = "200 OK", {"nonce": self.nonce, "pid": os.getpid(), "moto": moto.__version__}
        if path.startswith("accounts/") and environ["REQUEST_METHOD"] == "DELETE":
            forget(path[len("accounts/") :])
        elif path.startswith("buckets/"):
            body["owners"] = owners_of(path[len("buckets/") :])
        elif path != "engine":
            status, body = "404 Not Found", {"error": "unknown control path"}
        return answer(start_response, status, body)


def answer(start_response, status, body):
    data = json.dumps(body).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
    return [data]


class Handler(WSGIRequestHandler):
    """HTTP/1.1 with keep-alive: the body is bounded by its Content-Length and drained before the next request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    timeout = 600

    def run_wsgi(self):
        environ = self.make_environ()
        self.environ = environ
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = LimitedStream(self.rfile, length)
        environ["wsgi.input"] = body
        started = []
        head_sent = False

        def start_response(status, headers, exc_info=None):
            started[:] = [status, headers]
            return write

        def send_head():
            nonlocal head_sent
            head_sent = True
            status, headers = started
            code, _, reason = status.partition(" ")
            self.send_response_only(int(code), reason)
            names = {name.lower() for name, _ in headers}
            for name, value in headers:
                if name.lower() != "connection":
                    self.send_header(name, value)
            bodiless = self.command == "HEAD" or code in ("204", "304") or code.startswith("1")
            self.chunked = "content-length" not in names and not bodiless
            if self.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()

        def write(data):
            if not head_sent:
                send_head()
            if not data:
                return
            if self.chunked:
                self.wfile.write(b"%x\r\n" % len(data))
                self.wfile.write(data)
                self.wfile.write(b"\r\n")
            else:
                self.wfile.write(data)

        def run(app):
            result = app(environ, start_response)
            try:
                for data in result:
                    write(data)
                if not head_sent:
                    write(b"")
                if self.chunked:
                    self.wfile.write(b"0\r\n\r\n")
            finally:
                if hasattr(result, "close"):
                    result.close()

        try:
            try:
                run(self.server.app)
            except (ConnectionError, socket.timeout):
                raise
            except Exception as error:
                print(f"{self.command} {self.path}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
                if head_sent:
                    self.close_connection = True
                    return
                run(failure(error))
            self.wfile.flush()
            while body.read(1 << 20):
                pass
        except (ConnectionError, socket.timeout, HTTPException):
            self.close_connection = True

    def log_request(self, code="-", size="-"):
        pass


def failure(error):
    """What moto could not do, said so that the gateway can tell a gap (NotImplementedError) from a crash."""

    def app(environ, start_response):
        data = f"{type(error).__name__}: {error}".encode()[:2000]
        start_response(
            "500 Internal Server Error",
            [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(data))),
                ("X-Groundschool-Engine-Failure", type(error).__name__),
            ],
        )
        return [data]

    return app


class Server(ThreadingMixIn, BaseWSGIServer):
    multithread = True
    daemon_threads = True
    request_queue_size = 512


def stop_with_parent():
    """Without a data folder the engine holds nothing worth keeping: stop when our parent's pipe closes."""
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


def stop_when_forgotten(seconds):
    while True:
        time.sleep(min(60, seconds))
        if time.monotonic() - last_heard > seconds:
            os._exit(0)


patched = False


def create_patched_app(service):
    """moto's factory of a service's application. The dispatcher calls it under its lock, so the corrections are in
    place before anything uses the backends; importing them at start would double the time until the engine listens."""
    global patched
    if not patched:
        let_go_of_what_is_forgotten()
        give_each_account_its_own_buckets()
        describe_images_as_aws_does()
        keep_uploads_whole()
        make_one_key_for_all_certificates()
        read_managed_policies_once()
        know_the_services()
        patched = True
    return create_backend_app(service)


def warm_up(dispatcher):
    """Every lab begins with these services, and importing one takes moto up to half a second."""
    for service in ("s3", "sts", "iam", "ec2"):
        with dispatcher.lock:
            if service not in dispatcher.app_instances:
                dispatcher.app_instances[service] = create_patched_app(service)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--stop-with-parent", action="store_true")
    parser.add_argument("--idle-seconds", type=int, default=0, help="stop after so long without any request")
    args = parser.parse_args()
    nonce = os.environ.get("GROUNDSCHOOL_ENGINE_NONCE", "")

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN if not args.stop_with_parent else lambda *_: os._exit(0))
    engine = Engine(nonce)
    server = Server(args.host, args.port, engine, Handler)
    # moto calls itself (for example from CloudFormation or Batch) by this variable.
    os.environ["MOTO_PORT"] = str(server.port)
    if args.stop_with_parent:
        threading.Thread(target=stop_with_parent, daemon=True).start()
    if args.idle_seconds:
        threading.Thread(target=stop_when_forgotten, args=(args.idle_seconds,), daemon=True).start()
    print(json.dumps({"port": server.port, "pid": os.getpid(), "moto": moto.__version__}), flush=True)
    threading.Thread(target=warm_up, args=(engine.moto,), daemon=True).start()
    # Our starter reads that one line only; what moto prints later goes where errors go.
    os.dup2(2, 1)
    server.serve_forever(poll_interval=0.5)


if __name__ == "__main__":
    main()
