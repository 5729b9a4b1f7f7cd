/** HTTP/2 on plain sockets, for clients and backends of tests; only the header compression is Netty's. */
@NullMarked
package io.fairlead.testkit.http2;

import org.jspecify.annotations.NullMarked;
