"""A real HTTP(S) GET, as a module would do it: one connection, Range to resume, no redirects.

The server's true failures are told as a `DownloadError` whose kind the family turns into its
own number.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio
import re
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

SERVER_S = 2  # real seconds in which the test's own web server answers on a busy machine
PORTS = {'http': 80, 'https': 443, 'coap': 80, 'coaps': 443}


class DownloadError(Exception):
    """`kind`: url, dns, connect, tls, status, timeout, truncated, too-large or protocol."""

    def __init__(self, kind, detail='', status=0):
        super().__init__('%s %s' % (kind, detail or status))
        self.kind, self.status = kind, status


@dataclass
class Request:
    url: str
    offset: int = 0  # bytes already here
    limit: int = 0  # storage; 0: none
    connect_s: float = 360
    silence_s: float = 60  # without a byte
    ca: str = ''  # PEM text to verify the server with; empty: take any


async def get(request, clock, on_data):
    """Calls `await on_data (bytes, offset, total)` for each piece."""
    parts = parse_url(request.url)
    reader, writer = await connect(parts, request, clock)
    try:
        writer.write(head(parts, request.offset))
        status, headers = await timed(read_head(reader), clock, request.silence_s)
        offset, total = check_head(status, headers, request)
        async for piece in body(reader, total - offset, clock, request.silence_s):
            await on_data(piece, offset, total)
            offset += len(piece)
        if offset != total:
            raise DownloadError('truncated', '%d of %d bytes' % (offset, total))
    except (ConnectionError, ssl.SSLError) as error:
        raise DownloadError('truncated', str(error)) from error
    finally:
        writer.close()


def parse_url(url):
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DownloadError('url', str(error)) from error
    if parts.scheme not in PORTS or not parts.hostname or re.search(r'[\s"]', url):
        raise DownloadError('url', url)
    return parts._replace(netloc='%s:%d' % (parts.hostname, port or PORTS[parts.scheme]))


async def timed(awaitable, clock, seconds):
    try:
        return await clock.wait_for(awaitable, seconds, least=SERVER_S)
    except asyncio.TimeoutError as error:
        raise DownloadError('timeout', 'nothing for %g s' % seconds) from error


async def connect(parts, request, clock):
    if parts.hostname.endswith('.invalid'):
        raise DownloadError('dns', parts.hostname)
    secure = tls_context(request.ca) if parts.scheme in ('https', 'coaps') else None
    opening = asyncio.open_connection(parts.hostname, parts.port, ssl=secure)
    try:
        return await clock.wait_for(opening, request.connect_s)
    except asyncio.TimeoutError as error:
        raise DownloadError('connect', 'no answer') from error
    except socket.gaierror as error:
        raise DownloadError('dns', parts.hostname) from error
    except ssl.SSLError as error:
        raise DownloadError('tls', str(error)) from error
    except OSError as error:
        raise DownloadError('connect', str(error)) from error


def tls_context(ca):
    context = ssl.create_default_context(cadata=ca or None)
    context.check_hostname = False  # the modules of these families do not check it
    if not ca:
        context.verify_mode = ssl.CERT_NONE
    return context


def head(parts, offset):
    path = (parts.path or '/') + ('?' + parts.query if parts.query else '')
    lines = ['GET %s HTTP/1.1' % path, 'Host: ' + parts.netloc, 'Connection: close',
             'User-Agent: pretend-modem']
    if offset:
        lines.append('Range: bytes=%d-' % offset)
    return ('\r\n'.join(lines) + '\r\n\r\n').encode()


async def read_head(reader):
    try:
        raw = (await reader.readuntil(b'\r\n\r\n')).decode('latin-1')
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise DownloadError('truncated', 'no answer to the request') from error
    lines = raw.split('\r\n')
    match = re.match(r'HTTP/1\.\d (\d{3})', lines[0])
    if not match:
        raise DownloadError('protocol', lines[0])
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(':') for line in lines[1:])}
    return int(match.group(1)), headers


def check_head(status, headers, request):
    """The offset the server begins at and the size of the whole file."""
    if status not in (200, 206):
        raise DownloadError('status', status=status)
    if 'content-length' not in headers:
        raise DownloadError('protocol', 'no Content-Length')
    offset = request.offset if status == 206 else 0
    total = offset + int(headers['content-length'])
    if request.limit and total > request.limit:
        raise DownloadError('too-large', '%d bytes' % total)
    return offset, total


async def body(reader, size, clock, silence_s):
    while size > 0:
        piece = await timed(reader.read(min(size, 16384)), clock, silence_s)
        if not piece:
            return
        size -= len(piece)
        yield piece
