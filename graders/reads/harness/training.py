"""One run of a training script: serves its calls, counts its steps, ends it where the plan says."""

import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time

import bucket as buckets
import json

import supervise

MOST_OUTPUT = 200_000
LONGEST_LINE = 8_000_000
SOURCES, STUBS = '/box/harness/stubs', '/tmp/.stubs'


class Store(dict):
    """Objects by (bucket, key); written order is kept, because scripts look for the newest."""

    def serve(self, call):
        asked = call['parameters']
        place = (asked['Bucket'], asked.get('Key'))
        if call['operation'] == 'Put':
            self.pop(place, None)
            self[place] = asked['Body']
            return {}
        if call['operation'] == 'Get':
            return {'body': self[place]} if place in self else {}
        if call['operation'] == 'Delete':
            self.pop(place, None)
            return {}
        if call['operation'] == 'Order':
            return {key: i for i, (_bucket, key) in enumerate(self)}
        listed = [(key, len(body) * 3 // 4) for (name, key), body in self.items() if name == asked['Bucket']]
        return buckets.Bucket(asked['Bucket'], listed).answer(call['operation'], asked)


class Run:
    """What one process on a host did. `kill_at` and `terminate_at` count events; `child` is what runs the script in it."""

    child_file, environment = 'checkpoint_child.py', {}

    def __init__(self, script, args, store, seconds, host, kill_at=None, terminate_at=None):
        self.store, self.kill_at, self.terminate_at = store, kill_at, terminate_at
        self.events, self.steps, self.puts, self.killed, self.error = [], 0, [], False, None
        self.state, self.code, self.tail, self.printed, self.terminated, self.word = None, None, b'', 0, None, {}
        ours, theirs = socket.socketpair()
        command = [sys.executable, '-I', '-S', '-B', '-X', 'utf8', f'/box/harness/{self.child_file}', str(theirs.fileno()), script, *args]
        self.child = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True, cwd=host.home, env={**os.environ, **self.environment, 'HOME': host.home, 'TMPDIR': host.temporary},
        )  # fmt: skip
        theirs.close()
        try:
            self._converse(ours, time.monotonic() + seconds)
        except TimeoutError:
            self.fail('Timeout', f'it was still running after {seconds} s')
        except (ValueError, KeyError, TypeError, AttributeError, ConnectionError):
            if not self.killed:
                self.fail('Protocol', 'it wrote on a channel that is not its own')
        finally:
            ours.close()
            try:
                os.killpg(self.child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.child.stdout.close()
            status = self.child.wait()
        if self.code is None and not self.killed and self.error is None:
            self.fail('Exit', f'the process ended with {"signal" if status < 0 else "exit status"} {abs(status)}')
        if self.code and self.error is None:
            self.fail('Exit', f'exit status {self.code}')

    def fail(self, kind, message):
        self.error = {'type': kind, 'message': message, 'line': None}

    def _converse(self, ours, deadline):
        ours.setblocking(True)
        buffer, open_ends = bytearray(), 2
        with selectors.DefaultSelector() as both:
            both.register(ours, selectors.EVENT_READ)
            both.register(self.child.stdout, selectors.EVENT_READ)
            while open_ends and not (self.code is not None or self.error) or (self.code is not None and open_ends == 2):
                limit = deadline if self.terminated is None else min(deadline, self.terminated + 5)
                left = limit - time.monotonic()
                ready = both.select(max(left, 0))
                if not ready and left <= 0:
                    raise TimeoutError
                for key, _mask in ready:
                    part = os.read(key.fd, 65536)
                    if not part:
                        both.unregister(key.fileobj)
                        open_ends -= 1
                    elif key.fileobj is ours:
                        buffer += part
                        if len(buffer) > LONGEST_LINE:
                            raise ValueError('line too long')
                        while (at := buffer.find(b'\n')) >= 0:
                            line = bytes(buffer[:at])
                            del buffer[: at + 1]
                            if self._message(json.loads(line), ours):
                                return
                    else:
                        self.printed += len(part)
                        self.tail = (self.tail + part)[-4096:]
                        if self.printed > MOST_OUTPUT:
                            return self.fail('Limit', 'it used more output than a script may')

    def _message(self, message, ours):
        if 'done' in message:
            word = self.word = message['done']
            self.error, self.code, self.state = word.get('error'), word.get('code', 1), word.get('state')
            return False
        call, answer = message['call'], {}
        event = call['parameters']['kind'] if call['operation'] == 'Event' else 'upload' if call['operation'] == 'Put' else None
        if event is not None:
            self.events.append(event)
            self.steps += event == 'step'
            if len(self.events) - 1 == self.kill_at:
                self.killed = True
                os.killpg(self.child.pid, signal.SIGKILL)
                return True
            if len(self.events) - 1 == self.terminate_at:
                self.terminated, answer = time.monotonic(), {'terminate': True}
        if call['operation'] != 'Event':
            answer = {**answer, **self.store.serve(call)}
            if call['operation'] == 'Put':
                self.puts.append([call['parameters']['Bucket'], call['parameters']['Key']])
        ours.sendall(json.dumps(answer).encode() + b'\n')
        return False

    @property
    def loss(self):
        lines = self.tail.decode('utf-8', 'replace').strip().splitlines()
        if not lines or not lines[-1].strip().startswith('final_loss='):
            return None
        try:
            return float(lines[-1].strip().split('=', 1)[1])
        except ValueError:
            return None


def strays():
    """What a script left at a fixed place, where the next host would find it: each host has only its own folders."""
    left = [os.path.join('/tmp', name) for name in os.listdir('/tmp') if os.path.join('/tmp', name) != STUBS]
    home = os.environ['HOME']
    return left + [os.path.join(home, name) for name in os.listdir(home) if not name.startswith('host')]


def sweep():
    for path in strays():
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)


def compile_stubs():
    """Compiled once, for the hundred processes that follow; they import from STUBS first.

    Not with `pycache_prefix`: that hides the compiled standard library too, and every process would compile its part anew.
    """
    import py_compile

    for folder, _folders, names in os.walk(SOURCES):
        for name in (name for name in names if name.endswith('.py')):
            source = os.path.join(folder, name)
            py_compile.compile(source, os.path.join(STUBS, os.path.relpath(source, SOURCES)) + 'c', doraise=True)


def near(a, b):
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def same_state(a, b):
    return bool(a) and bool(b) and len(a) == len(b) and all(map(near, a, b))
