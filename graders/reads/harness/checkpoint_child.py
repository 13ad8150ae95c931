"""The process in which a training script runs as `__main__`: tells the judge each step, says at the end what it holds."""

import builtins
import io
import json
import os
import signal
import socket
import sys
import threading

channel, script, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
sys.argv = [script, *arguments]
sys.path[:0] = [os.path.dirname(script), '/tmp/.stubs', '/box/harness/stubs']

import groundschool_events
import groundschool_objects
import groundschool_s3
from groundschool_pages import CONTAINER, Unsupported

builtins.exit = builtins.quit = sys.exit
connection = socket.socket(fileno=channel)
lines = connection.makefile('rb')
lock = threading.RLock()
leave, terminate = os._exit, os.kill
dumps, loads = json.dumps, json.loads


def call(operation, parameters):
    with lock:
        connection.sendall(dumps({'call': {'operation': operation, 'parameters': parameters}}).encode() + b'\n')
        answer = loads(lines.readline() or b'{}')
    # SIGTERM is sent here, between two messages, so that a handler may save at once.
    if answer.pop('terminate', False):
        terminate(os.getpid(), signal.SIGTERM)
    return answer


groundschool_events.send = lambda kind: call('Event', {'kind': kind})
groundschool_s3.default = groundschool_objects.Client(call)
plain_open = io.open


def watched_open(file, mode='r', *args, **kwargs):
    opened = plain_open(file, mode, *args, **kwargs)
    if ('w' in mode or 'x' in mode) and not isinstance(file, int):
        groundschool_events.event('open')
    return opened


def watched(function, kind):
    def inner(*args, **kwargs):
        groundschool_events.event(kind)
        return function(*args, **kwargs)

    return inner


def no_aws(name, args):
    if name == 'subprocess.Popen' and os.path.basename(str(args[0])) == 'aws':
        raise Unsupported('the aws command (use boto3)')


def state():
    """Parameters and optimizer state, as numbers in a fixed order."""
    found = []

    def add(value):
        if isinstance(value, bool) or value is None or isinstance(value, str):
            return
        if isinstance(value, (int, float)):
            found.append(float(value))
        elif hasattr(value, '_data') and hasattr(value, '_shape'):
            found.extend(float(x) for x in value._data)
        elif isinstance(value, (list, tuple)):
            for one in value:
                add(one)
        elif isinstance(value, dict):
            for key in sorted(value, key=str):
                add(value[key])

    for one in groundschool_events.optimizers:
        add(one._all())
        add(one.state_dict())
    width = len(found) // 20_000 + 1
    return [sum(found[i : i + width]) for i in range(0, len(found), width)]


def say(word):
    with lock:
        connection.sendall(dumps({'done': word}).encode() + b'\n')


def failed(error):
    line, trace = getattr(error, 'lineno', None) if isinstance(error, SyntaxError) else None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == script:
            line = trace.tb_lineno
        trace = trace.tb_next
    kind, message = type(error).__name__, str(error)
    if isinstance(error, ModuleNotFoundError) and (error.name or '').split('.')[0] in CONTAINER:
        kind, message = 'Unsupported', error.name
    return {'error': {'type': kind, 'message': message[:500], 'line': line}}


def finish(code):
    sys.stdout.flush()
    say({'code': code, 'state': state(), **groundschool_events.more()})
    leave(code)


def main():
    io.open = builtins.open = watched_open
    os.replace, os.rename = watched(os.replace, 'rename'), watched(os.rename, 'rename')
    os._exit = finish
    sys.addaudithook(no_aws)
    import types

    module = sys.modules['__main__'] = types.ModuleType('__main__')
    module.__dict__.update(__file__=script, __builtins__=builtins)
    try:
        with plain_open(script, encoding='utf-8') as source:
            code = compile(source.read(), script, 'exec')
        exec(code, module.__dict__)
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
    except BaseException as error:
        say(failed(error))
        leave(1)
    for one in threading.enumerate():
        if one is not threading.current_thread() and not one.daemon:
            one.join()
    import atexit

    atexit._run_exitfuncs()
    finish(status)


main()
