"""Stands in for the program `aws`: hands its call to resident.py and ends as that ended.

A call is eight hexadecimal digits, the length of what follows, sent together with the descriptors of the three standard
streams; then, separated by NUL, the working directory, the number of arguments, the arguments and the environment. The
answer is the exit code.

It imports next to nothing, because it is started hundreds of times.
"""

import _socket
import os
import sys


def main():
    here = os.path.dirname(os.path.abspath(sys.argv[0]))
    arguments = [os.fsencode(argument) for argument in sys.argv]
    environment = [name + b'=' + value for name, value in os.environb.items()]
    body = b'\0'.join([os.getcwdb(), str(len(arguments)).encode(), *arguments, *environment])
    streams = b''.join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    connection.connect(os.path.join(here, 'socket'))
    connection.sendmsg([b'%08x' % len(body)], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
    connection.sendall(body)
    code = connection.recv(16)
    if code == b'':
        sys.exit('The resident AWS CLI ended before the call did.')
    os._exit(int(code))


main()
