/** Certificates made while tests run, and TLS for the test client and the test backends. */
@NullMarked
package io.fairlead.testkit.tls;

import org.jspecify.annotations.NullMarked;
