/** Kayenta's judge: metrics classified by their points over time, and a score of all of them. */
@NullMarked
package io.fairlead.rollout.judge.score;

import org.jspecify.annotations.NullMarked;
