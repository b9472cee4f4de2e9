"""A loopback HTTP(S) server with real faults, chosen by the path.

    /NAME              the file, with Range
    /status/NNN/NAME   that status
    /stall/NAME        half of it, then nothing
    /truncate/NAME     half of it, then the connection ends
    /close/NAME        the connection ends without an answer
    /slow/NAME         in 20 pieces over `slow_s` seconds
    /norange/NAME      the whole file, whatever was asked

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import http.server
import os
import re
import socket
import ssl
import subprocess
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        server = self.server.owner
        server.requests.append((self.path, self.headers.get('Range')))
        fault, name = re.fullmatch(r'/(?:(status/\d+|stall|truncate|close|slow|norange)/)?([^?]*).*',
                                   self.path).groups()
        self.close_connection = True
        if fault == 'close':
            return
        if fault and fault.startswith('status/'):
            self.send_error(int(fault[7:]))
            return
        path = os.path.join(server.folder, os.path.basename(name))
        if not os.path.isfile(path):
            self.send_error(404)
            return
        with open(path, 'rb') as file:
            self.give(file.read(), fault)

    def give(self, data, fault):
        match = re.fullmatch(r'bytes=(\d+)-(\d*)', self.headers.get('Range') or '')
        start = int(match.group(1)) if match and fault != 'norange' else 0
        self.send_response(206 if match and fault != 'norange' else 200)
        if match and fault != 'norange':
            self.send_header('Content-Range', 'bytes %d-%d/%d' % (start, len(data) - 1, len(data)))
        data = data[start:]
        self.send_header('Content-Length', str(len(data)))
        self.send_header('Accept-Ranges', 'bytes')
        self.end_headers()
        self.write_body(data, fault)

    def write_body(self, data, fault):
        server = self.server.owner
        if fault in ('stall', 'truncate'):
            self.wfile.write(data[: len(data) // 2])
            if fault == 'stall':
                server.stopping.wait(300)
        elif fault == 'slow':
            for i in range(20):
                self.wfile.write(data[len(data) * i // 20: len(data) * (i + 1) // 20])
                server.stopping.wait(server.slow_s / 20)
        else:
            self.wfile.write(data)


class WebServer:
    """Serves `folder`; `url (name)` is where.  `requests` are (path, Range header) pairs."""

    def __init__(self, folder, tls=False, slow_s=2.0):
        self.folder, self.slow_s = folder, slow_s
        self.requests, self.stopping = [], threading.Event()
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads, self.server.owner = True, self
        self.server.handle_error = lambda *arguments: None  # clients that go away are the point
        self.scheme = 'http'
        if tls:
            self.secure()
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def secure(self):
        self.scheme = 'https'
        self.certificate, key = make_certificate(self.folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                 do_handshake_on_connect=False)

    def url(self, path):
        return '%s://127.0.0.1:%d/%s' % (self.scheme, self.server.server_port, path)

    def stop(self):
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def make_certificate(folder):
    certificate, key = os.path.join(folder, 'server.pem'), os.path.join(folder, 'server.key')
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
         '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
         '-keyout', key, '-out', certificate], check=True, capture_output=True)
    return certificate, key


def dead_url():
    """A URL on a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return 'http://127.0.0.1:%d/nobody.bin' % probe.getsockname()[1]
