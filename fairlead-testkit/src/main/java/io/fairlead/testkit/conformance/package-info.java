/** Replays cases recorded from real Istio and Envoy against a system under test, and compares the outcomes. */
@NullMarked
package io.fairlead.testkit.conformance;

import org.jspecify.annotations.NullMarked;
