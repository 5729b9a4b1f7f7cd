/** Tests of distributions, with the probability that they find fault with what is right. */
@NullMarked
package io.fairlead.testkit.statistics;

import org.jspecify.annotations.NullMarked;
