/**
 * TLS: what is read of it before it is ended, certificates and their replacement while serving, and what is believed of
 * those of others.
 */
@NullMarked
package io.fairlead.proxy.tls;

import org.jspecify.annotations.NullMarked;
