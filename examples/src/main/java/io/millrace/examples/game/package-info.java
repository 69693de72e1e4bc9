/**
 * Streams of a game: players score for their teams, and those without a network report late.
 *
 * <p>{@link io.millrace.examples.game.LeaderBoard} shows early, final and corrected results, {@link
 * io.millrace.examples.game.LateScores} what comes too late for any.
 */
@NullMarked
package io.millrace.examples.game;

import org.jspecify.annotations.NullMarked;
