"""Runs a learner's code in a child process and serves the calls it makes.

The child is not trusted: it shares no memory with the supervisor, gets neither the supervisor's channel to the outside nor
its input, and whatever it prints, patches or exits cannot change what is reported here.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time

REPORT_FD = 3
LONGEST_LINE = 1_000_000
PR_SET_DUMPABLE = 4


def read_request():
    """The request on stdin. Afterwards no process of this user can read this one's memory or descriptors."""
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.set_inheritable(REPORT_FD, False)
    return json.load(sys.stdin)


def report(nonce, value):
    data = (nonce + json.dumps(value)).encode()
    while data:
        data = data[os.write(REPORT_FD, data):]


def run_child(script, args, serve, seconds):
    """Runs `script` until it says it is done.

    The child sends lines of JSON on a socket: {"call": …} is answered with what `serve` returns, {"done": …} ends it.
    Returns the child's last word, or {"error": {…}} when there was none.
    """
    ours, theirs = socket.socketpair()
    command = [sys.executable, '-I', '-S', '-B', '-X', 'utf8', script, str(theirs.fileno()), *args]
    child = subprocess.Popen(
        command,
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    theirs.close()
    try:
        return converse(ours, serve, time.monotonic() + seconds) or ended(child)
    except TimeoutError:
        return failure('Timeout', f'it was still running after {seconds} s')
    except (ValueError, KeyError, TypeError, ConnectionError):
        return failure('Protocol', 'it wrote on a channel that is not its own')
    finally:
        ours.close()
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()


def converse(ours, serve, deadline):
    buffer = b''
    while True:
        while b'\n' not in buffer:
            ours.settimeout(max(deadline - time.monotonic(), 0.001))
            part = ours.recv(65536)
            if part == b'':
                return None
            buffer += part
            if len(buffer) > LONGEST_LINE:
                raise ValueError('line too long')
        line, buffer = buffer.split(b'\n', 1)
        message = json.loads(line)
        if 'done' in message:
            return message['done']
        ours.settimeout(max(deadline - time.monotonic(), 0.001))
        ours.sendall(json.dumps(serve(message['call'])).encode() + b'\n')


def ended(child):
    try:
        code = child.wait(timeout=2)
    except subprocess.TimeoutExpired:
        return failure('Protocol', 'it closed a channel that is not its own')
    if code == -signal.SIGXCPU or code == -signal.SIGKILL:
        return failure('Timeout', 'it used up its processor time')
    how = f'signal {-code}' if code < 0 else f'exit status {code}'
    return failure('Exit', f'the process ended with {how} before the function returned')


def failure(kind, message):
    return {'error': {'type': kind, 'message': message, 'line': None}}
