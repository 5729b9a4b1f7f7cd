"""An upstream with bad habits, as a process of its own: slow, dripping, failing, or echoing what it is sent.

Usage: python3 -m soaking.upstream PORT
"""
import asyncio
import os
import random
import sys

from soaking.pattern import PATTERN

DRIPS, DRIP_BYTES = 16, 2048
SABOTAGED = "SOAK_SABOTAGE" in os.environ


async def read_head(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    fields = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        fields[name.lower()] = value.strip()
    return lines[0].split(" ")[1], fields


async def read_body(reader, fields):
    if fields.get("transfer-encoding", "").lower() == "chunked":
        body = bytearray()
        while True:
            size = int((await reader.readline()).strip(), 16)
            body += await reader.readexactly(size)
            await reader.readexactly(2)
            if size == 0:
                return bytes(body)
    return await reader.readexactly(int(fields.get("content-length", "0")))


def answer(status, body):
    return b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n" % (status, len(body)) + body


async def drip(writer):
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    for i in range(DRIPS):
        piece = PATTERN[i * DRIP_BYTES:(i + 1) * DRIP_BYTES]
        writer.write(b"%x\r\n" % len(piece) + piece + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0.1)
    writer.write(b"0\r\n\r\n")


async def respond(path, body, writer):
    if path.startswith("/odd/drip"):
        await drip(writer)
    elif path.startswith("/odd/hang"):
        await asyncio.sleep(3)
        writer.write(answer(200, b"late"))
    elif path.startswith("/odd/slow"):
        await asyncio.sleep(random.uniform(0.1, 1))
        writer.write(answer(200, b"slow"))
    elif path.startswith("/odd/limited"):
        await asyncio.sleep(random.uniform(0.005, 0.03))
        writer.write(answer(200, b"limited"))
    elif path.startswith("/odd/flaky") and random.random() < 0.2:
        writer.write(answer(503, b"not now"))
    else:
        if SABOTAGED and body and random.random() < 0.05:
            body = body[:-1] + b"!"
        writer.write(answer(200, body))
    await writer.drain()


async def serve(reader, writer):
    try:
        while True:
            path, fields = await read_head(reader)
            body = await read_body(reader, fields)
            await respond(path, body, writer)
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        pass  # The proxy went away.
    finally:
        writer.close()


async def main(port):
    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=4096)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
