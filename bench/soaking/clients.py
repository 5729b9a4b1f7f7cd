"""Clients that look at every byte they get, slowly or with bodies, and some that go away in the middle.

A client is a coroutine that does one exchange and says how it ended: "ok", "overflow" for a refusal that the configuration
asks for, or what went wrong.
"""
import asyncio
import random

from soaking.pattern import BIG, PATTERN

DEADLINE_SECONDS = 30
PIECE = 65536


class Failure(Exception):
    """An exchange that did not end as it should; the text is the kind."""


class Connection:
    """A connection of a client, kept for its next exchange while that is possible."""

    def __init__(self, port):
        self.port = port
        self.reader = self.writer = None

    async def open(self):
        if self.writer is None:
            try:
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=PIECE)
            except OSError as e:
                raise Failure("refused") from e

    def close(self):
        if self.writer is not None:
            self.writer.transport.abort()
            self.reader = self.writer = None

    async def send(self, method, path, fields=""):
        await self.open()
        self.writer.write(("%s %s HTTP/1.1\r\nhost: soak.test\r\n%s\r\n" % (method, path, fields)).encode())

    async def head(self):
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as e:
            raise Failure("closed" if not e.partial else "short") from e
        lines = head.decode("latin-1").split("\r\n")
        fields = dict((name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:]))
        return int(lines[0].split(" ")[1]), fields

    async def body(self, fields, pause=0.0):
        """Yields the body in pieces, with a pause after each."""
        try:
            if "content-length" in fields:
                left = int(fields["content-length"])
                while left > 0:
                    piece = await self.reader.read(min(PIECE, left))
                    if not piece:
                        raise Failure("short")
                    left -= len(piece)
                    yield piece
                    await asyncio.sleep(pause)
                return
            size = -1
            while size != 0:
                size = int((await self.reader.readline()).strip() or b"x", 16)
                if size:
                    yield await self.reader.readexactly(size)
                    await asyncio.sleep(pause)
                await self.reader.readexactly(2)
        except (asyncio.IncompleteReadError, ValueError) as e:
            raise Failure("short") from e


async def expect(connection, wanted, content, pause=0.0):
    """Reads a response; the body has to be that part of the pattern, or anything if content is None."""
    status, fields = await connection.head()
    got = 0
    right = True
    async for piece in connection.body(fields, pause):
        if content is not None and status == wanted:
            right = right and content[got:got + len(piece)] == piece
        got += len(piece)
    if status == 503 and fields.get("x-envoy-overloaded") == "true":
        return "overflow"
    if status != wanted:
        raise Failure("status %d" % status)
    if not right or content is not None and got != len(content):
        raise Failure("corrupt")
    return "ok"


async def plain(connection, path, status=200):
    await connection.send("GET", path)
    return await expect(connection, status, None)


async def slow_reader(connection):
    await connection.send("GET", "/big")
    return await expect(connection, 200, PATTERN, pause=0.03)


async def drip_reader(connection):
    await connection.send("GET", "/odd/drip")
    return await expect(connection, 200, PATTERN[:16 * 2048])


async def slow_writer(connection):
    """A chunked body that comes in drops, and comes back."""
    size = random.randrange(1000, 60000)
    await connection.send("POST", "/odd/echo", "transfer-encoding: chunked\r\n")
    for start in range(0, size, 8192):
        piece = PATTERN[start:min(start + 8192, size)]
        connection.writer.write(b"%x\r\n" % len(piece) + piece + b"\r\n")
        await asyncio.sleep(0.1)
    connection.writer.write(b"0\r\n\r\n")
    return await expect(connection, 200, PATTERN[:size])


async def big_echo(connection):
    size = random.randrange(BIG // 4, BIG)
    await connection.send("POST", "/odd/echo", "content-length: %d\r\n" % size)

    async def send():
        connection.writer.write(PATTERN[:size])
        await connection.writer.drain()

    sending = asyncio.ensure_future(send())
    try:
        return await expect(connection, 200, PATTERN[:size])
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def quitter(connection):
    """Goes away while it sends, waits, or reads."""
    stage = random.randrange(3)
    if stage == 0:
        await connection.send("POST", "/odd/echo", "content-length: 100000\r\n")
        connection.writer.write(PATTERN[:random.randrange(50000)])
    elif stage == 1:
        await connection.send("GET", "/odd/slow")
    else:
        await connection.send("GET", "/big")
        await connection.head()
    await asyncio.sleep(random.uniform(0, 0.2))
    connection.close()
    return "ok"


# How many clients of each kind there are, and what they do.
KINDS = {
    "slow readers": (8, slow_reader),
    "dripping upstream": (8, drip_reader),
    "slow upstream": (16, lambda connection: plain(connection, "/odd/slow")),
    "slow writers": (8, slow_writer),
    "big bodies": (3, big_echo),
    "timeouts": (4, lambda connection: plain(connection, "/odd/hang", 504)),
    "retried errors": (4, lambda connection: plain(connection, "/odd/flaky")),
    "limited": (12, lambda connection: plain(connection, "/odd/limited")),
    "mirrored": (2, lambda connection: plain(connection, "/mirrored")),
    "quitters": (6, quitter),
}


class Crowd:
    """All clients of a run, in one event loop; counts how exchanges ended by kind of client."""

    def __init__(self, port):
        self.port = port
        self.counts = {name: {} for name in KINDS}
        self.running = True
        self.tasks = []

    def start(self):
        for name, (number, exchange) in KINDS.items():
            self.tasks += [asyncio.ensure_future(self.run(name, exchange)) for _ in range(number)]

    async def run(self, name, exchange):
        connection = Connection(self.port)
        while self.running:
            try:
                outcome = await asyncio.wait_for(exchange(connection), DEADLINE_SECONDS)
            except Failure as e:
                outcome = str(e)
            except asyncio.TimeoutError:
                outcome = "no answer"
            except (ConnectionError, OSError):
                outcome = "reset"
            counts = self.counts[name]
            counts[outcome] = counts.get(outcome, 0) + 1
            if outcome not in ("ok", "overflow"):
                connection.close()
                await asyncio.sleep(0.05)
            elif connection.writer is None or connection.reader.at_eof():
                connection.close()
        connection.close()

    def take(self):
        """The counts since the last call."""
        taken, self.counts = self.counts, {name: {} for name in KINDS}
        return taken

    async def stop(self):
        self.running = False
        done, late = await asyncio.wait(self.tasks, timeout=DEADLINE_SECONDS + 5)
        for task in late:
            task.cancel()
        for task in done:
            task.result()
        return len(late)
