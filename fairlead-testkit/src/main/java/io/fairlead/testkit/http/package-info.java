/** Reading HTTP/1.1 messages from a stream, strictly and without any of the code under test. */
@NullMarked
package io.fairlead.testkit.http;

import org.jspecify.annotations.NullMarked;
