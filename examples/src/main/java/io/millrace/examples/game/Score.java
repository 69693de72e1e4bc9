package io.millrace.examples.game;

/**
 * A player scored.
 *
 * @param number counts all scores
 */
public record Score(long number, String player, String team, int points) {}
