"""The content of all bodies: any part of it tells where it is from."""
import struct

BIG = 2 * 1024 * 1024
PATTERN = b"".join(struct.pack(">I", i) for i in range(BIG // 4))
