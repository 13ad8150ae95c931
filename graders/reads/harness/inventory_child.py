"""The process in which the learner's file runs: loads it, calls `inventory` once, says what came back."""

import json
import os
import sys

channel, script, bucket, prefix = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
sys.argv = [script]
sys.path.insert(0, '/box/harness/stubs')

import builtins
import importlib.util
import reprlib
import socket
import threading

import groundschool_s3

# Without the `site` module these are missing, and scripts do call them.
builtins.exit = builtins.quit = sys.exit

connection = socket.socket(fileno=channel)
lines = connection.makefile('rb')
lock = threading.Lock()
dumps, loads = json.dumps, json.loads
# Short of what is long before it is written out, not after.
short = reprlib.Repr()
short.maxstring = short.maxother = short.maxlong = 80


def call(operation, parameters):
    with lock:
        connection.sendall(dumps({'call': {'operation': operation, 'parameters': parameters}}).encode() + b'\n')
        return loads(lines.readline())


def say(word):
    with lock:
        connection.sendall(dumps({'done': word}).encode() + b'\n')
    os._exit(0)


def line_of(error):
    """Last line of the learner's own file on the way to the error."""
    if isinstance(error, SyntaxError) and error.filename == script:
        return error.lineno
    found, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == script:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def failed(error):
    kind = type(error).__name__
    message = str(error.code) if isinstance(error, SystemExit) else str(error)
    return {'error': {'type': kind, 'message': message[:500], 'line': line_of(error)}}


def number(value):
    plain = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value and abs(value) < 2**53
    return value if plain else None


def main():
    client = groundschool_s3.Client(call)
    groundschool_s3.default = client
    try:
        spec = importlib.util.spec_from_file_location('inventory', script)
        module = importlib.util.module_from_spec(spec)
        sys.modules['inventory'] = module
        spec.loader.exec_module(module)
        result = module.inventory(client, bucket, prefix)
    except BaseException as error:
        return failed(error)
    answer = result if isinstance(result, dict) else {}
    return {
        'returned': short.repr(result)[:200],
        'count': number(answer.get('count')),
        'bytes': number(answer.get('bytes')),
    }


try:
    word = main()
except BaseException as error:
    word = failed(error)
say(word)
