"""A web server that does on each connection what a test says, however wrong that is.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import socket
import ssl
import threading


class Request:
    """What was asked, and the socket to answer by."""

    def __init__(self, connection, head):
        self.connection = connection
        lines = head.decode('latin-1').split('\r\n')
        self.method, self.path, _ = lines[0].split(' ')
        self.headers = dict(line.lower().split(': ', 1) for line in lines[1:] if ': ' in line)

    def start(self):
        """The first byte of the range asked for; None: no range."""
        wanted = self.headers.get('range')
        return int(wanted.removeprefix('bytes=').removesuffix('-')) if wanted else None

    def send(self, data):
        self.connection.sendall(data)

    def head(self, status, **headers):
        lines = ['HTTP/1.1 %s' % status] + ['%s: %s' % (k.replace('_', '-'), v)
                                            for k, v in headers.items() if v is not None]
        self.send(('\r\n'.join(lines) + '\r\n\r\n').encode('latin-1'))

    def whole(self, data, **headers):
        self.head('200 OK', Content_Length=len(data), **headers)
        self.send(data)

    def rest(self, data, **headers):
        """The range asked for, as a good server gives it."""
        start = self.start()
        self.head('206 Partial Content', Content_Length=len(data) - start, **{
            'Content_Range': 'bytes %d-%d/%d' % (start, len(data) - 1, len(data)), **headers})
        self.send(data[start:])

    def go_to(self, url, status='302 Found'):
        self.head(status, Location=url, Content_Length=0)


class BadServer:
    """`answer (request)` is called in a thread for each connection, which is closed afterwards;
    what it raises when the client has gone away does not matter."""

    def __init__(self, answer, certificate=None):
        self.answer, self.requests, self.ends = answer, [], threading.Event()
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def url(self, path='file.bin', host='127.0.0.1', user=''):
        return '%s://%s%s:%d/%s' % ('https' if self.context else 'http', user, host, self.port, path)

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            head = b''
            while b'\r\n\r\n' not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            request = Request(connection, head)
            self.requests.append(request)
            self.answer(request)
        except OSError:
            pass
        finally:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    def pause(self, seconds=300):
        """Silence, until the test is over."""
        self.ends.wait(seconds)

    def stop(self):
        self.ends.set()
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
