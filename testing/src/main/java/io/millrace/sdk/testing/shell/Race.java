package io.millrace.sdk.testing.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;

/** Several threads that do the same at the same time, round by round. */
public final class Race {

  private Race() {}

  /** What one of the racers does. */
  @FunctionalInterface
  public interface Racer {
    /**
     * Races once.
     *
     * @param racer its number, from 0
     * @param round from 0
     * @return whether it won
     */
    boolean race(int racer, int round) throws Exception;
  }

  /**
   * Lets threads race; each round begins when all have done with the last.
   *
   * @return for each round those who won
   * @throws ExecutionException with the cause that the first racer that failed has thrown
   */
  public static List<List<Integer>> run(int racers, int rounds, Racer racer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(racers);
    try {
      Phaser start = new Phaser(racers);
      List<Future<List<Boolean>>> racing = new ArrayList<>();
      for (int number = 0; number < racers; number++) {
        int mine = number;
        racing.add(threads.submit(() -> all(mine, rounds, start, racer)));
      }
      return winners(racing, rounds);
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<List<Integer>> winners(List<Future<List<Boolean>>> racing, int rounds)
      throws Exception {
    List<List<Integer>> winners = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      winners.add(new ArrayList<>());
    }
    for (int number = 0; number < racing.size(); number++) {
      List<Boolean> won = racing.get(number).get();
      for (int round = 0; round < rounds; round++) {
        if (won.get(round)) {
          winners.get(round).add(number);
        }
      }
    }
    return winners;
  }

  private static List<Boolean> all(int number, int rounds, Phaser start, Racer racer)
      throws Exception {
    List<Boolean> won = new ArrayList<>();
    try {
      for (int round = 0; round < rounds; round++) {
        start.arriveAndAwaitAdvance();
        won.add(racer.race(number, round));
      }
      return won;
    } finally {
      start.arriveAndDeregister(); // the others race on without one that has failed
    }
  }
}
