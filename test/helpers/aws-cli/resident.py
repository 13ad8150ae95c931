"""Keeps the AWS CLI of this Python environment loaded and runs every call in a fork of itself.

The code of the CLI is the installed one, untouched; only the half second in which Python imports it and parses the models
of its services is spent once. What a process of its own would see is handed over with each call: arguments, environment,
working directory and the three standard streams.

    resident.py <folder>

It listens on the Unix stream socket `socket` of the folder; client.py says what goes over it. Prints one line when it
listens, ends with its standard input and takes the folder along.
"""

import atexit
import gc
import importlib
import os
import select
import shutil
import socket
import sys
import threading
import time

import awscli.clidriver
import awscli.handlers  # what every call imports as its plug-ins
from botocore.loaders import JSONFileLoader

SHIPPED = tuple(os.path.join(os.path.dirname(module.__file__), '') for module in (awscli, sys.modules['botocore']))
load_anew = JSONFileLoader.load_file
models = {}
used = set()


def load_file(loader, path):
    """The models that are shipped with the CLI do not change; those of AWS_DATA_PATH are read at each call."""
    if not path.startswith(SHIPPED):
        return load_anew(loader, path)
    used.add(path)
    if path not in models:
        models[path] = load_anew(loader, path)
    return models[path]


def take(connection):
    """Reads a call and makes this process the one that was called."""
    length, streams, _, _ = socket.recv_fds(connection, 8, 3)
    left = int(length, 16)
    parts = []
    while left > 0:
        parts.append(connection.recv(left))
        if parts[-1] == b'':
            os._exit(1)
        left -= len(parts[-1])
    folder, count, *rest = b''.join(parts).split(b'\0')
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    for entry in rest[int(count) :]:
        name, _, value = entry.partition(b'=')
        os.environb[name] = value
    sys.argv = [os.fsdecode(argument) for argument in rest[: int(count)]]
    time.tzset()
    importlib.reload(awscli)  # it adds the CLI's own data to AWS_DATA_PATH


def end_with(connection):
    """A caller that was killed takes its call along."""
    if connection.recv(1) == b'':
        os._exit(1)


def call(connection, report):
    """One call, in a process of its own; never returns."""
    take(connection)
    threading.Thread(target=end_with, args=(connection,), daemon=True).start()
    used.clear()
    try:
        code = awscli.clidriver.main()
    except SystemExit as end:
        code = end.code
    os.write(report, '\0'.join(used).encode())
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(code)
    if not isinstance(code, int):
        sys.exit(code)
    # Taking the interpreter down object by object would copy every page that the fork shares.
    atexit._run_exitfuncs()
    os._exit(code)


def serve(listener):
    """Each running call has a pipe: over it come the models that it used, and its end is the call's end."""
    running = {}
    while True:
        ready, _, _ = select.select([0, listener, *running], [], [])
        for one in ready:
            if one == 0:
                return
            if one is listener:
                connection, _ = listener.accept()
                reading, writing = os.pipe()
                pid = os.fork()
                if pid == 0:
                    listener.close()
                    call(connection, writing)
                os.close(writing)
                running[reading] = (pid, connection)
            elif told := os.read(one, 65536):
                for path in told.decode().split('\0'):
                    load_file(JSONFileLoader(), path)
            else:
                pid, connection = running.pop(one)
                os.close(one)
                _, status = os.waitpid(pid, 0)
                code = os.waitstatus_to_exitcode(status)
                try:
                    connection.sendall(str(code if code >= 0 else 128 - code).encode())
                except BrokenPipeError:
                    pass  # the caller was killed before
                connection.close()


def main():
    JSONFileLoader.load_file = load_file
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.join(sys.argv[1], 'socket'))
        listener.listen(64)
        gc.freeze()
        print('listening', flush=True)
        serve(listener)
    shutil.rmtree(sys.argv[1])


if __name__ == '__main__':
    main()
