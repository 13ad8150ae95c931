"""First program in the box: opens the door on loopback, then becomes the shell.

Arguments: the door's Unix socket, ports to listen on (comma-separated), the shell and its arguments.
Standard library only, so that it works wherever a Python is.
"""

import os
import selectors
import socket
import sys

# What one direction of a connection may hold back before its sender waits.
ROOM = 256 * 1024
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Pair:
    """A connection of the box and its continuation through the door."""

    def __init__(self, selector, inner, outer):
        self.selector = selector
        self.other = {inner: outer, outer: inner}
        self.waiting = {inner: bytearray(), outer: bytearray()}  # by receiver
        self.open = {inner, outer}  # sides that may still send
        for side in self.other:
            side.setblocking(False)
            selector.register(side, READ, self)

    def turn(self, side, events):
        try:
            if events & READ:
                data = side.recv(65536)
                if data:
                    self.waiting[self.other[side]] += data
                else:
                    self.open.discard(side)
            for receiver, waiting in self.waiting.items():
                self.push(receiver, waiting)
            self.listen()
        except OSError:
            self.close()

    def push(self, receiver, waiting):
        if waiting:
            try:
                del waiting[: receiver.send(waiting)]
            except BlockingIOError:
                return
        if not waiting and self.other[receiver] not in self.open:
            receiver.shutdown(socket.SHUT_WR)

    def listen(self):
        if not self.open and not any(self.waiting.values()):
            self.close()
            return
        for side, other in self.other.items():
            wanted = (READ if side in self.open and len(self.waiting[other]) < ROOM else 0) | (
                WRITE if self.waiting[side] else 0
            )
            registered = side in self.selector.get_map()
            if registered and wanted:
                self.selector.modify(side, wanted, self)
            elif registered:
                self.selector.unregister(side)
            elif wanted:
                self.selector.register(side, wanted, self)

    def close(self):
        for side in self.other:
            if side.fileno() >= 0 and side in self.selector.get_map():
                self.selector.unregister(side)
            side.close()


def forward(listeners, door):
    selector = selectors.DefaultSelector()
    for listener in listeners:
        listener.setblocking(False)
        selector.register(listener, READ, None)
    while True:
        for key, events in selector.select():
            if key.data is not None:
                if key.fileobj.fileno() >= 0:
                    key.data.turn(key.fileobj, events)
                continue
            try:
                inner, _ = key.fileobj.accept()
            except OSError:
                continue
            outer = socket.socket(socket.AF_UNIX)
            try:
                outer.connect(door)
                Pair(selector, inner, outer)
            except OSError:
                inner.close()
                outer.close()


def main():
    door, ports, *shell = sys.argv[1:]
    # Whatever else this process was handed is none of the learner's business.
    os.closerange(3, 1024)
    # When memory or processor run short, the box goes first and the server last.
    with open("/proc/self/oom_score_adj", "w") as adjust:
        adjust.write("1000")
    os.nice(10)
    listeners = []
    for port in ports.split(","):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(port)))
        listener.listen(64)
        listeners.append(listener)
    # The port is open before the shell starts, so its first command finds it. Forked twice and without a terminal: Ctrl-C
    # and `wait` do not know it.
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            null = os.open("/dev/null", os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(null, number)
            forward(listeners, door)
        os._exit(0)
    os.wait()
    os.chdir(os.environ["HOME"])
    os.execv(shell[0], shell)


main()
