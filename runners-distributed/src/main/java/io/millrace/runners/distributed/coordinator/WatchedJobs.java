package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.JobView;
import io.millrace.cluster.v1.MetricValues;
import io.millrace.cluster.v1.SlotMetrics;
import io.millrace.cluster.v1.SlotNews;
import io.millrace.cluster.v1.Thrown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What users are told of jobs: how they stand, and what their slots have to say to people. Nothing
 * is decided by it.
 */
final class WatchedJobs {

  /** What a slot counted in an attempt. */
  private record Measured(long attempt, MetricValues values) {}

  /** What the slots of a job said; later attempts replace what earlier ones said, never back. */
  private static final class News {
    private final TreeMap<Integer, Measured> metrics = new TreeMap<>();
    private @Nullable Thrown thrown;
    private long thrownBy;
  }

  private static final class Watch {
    private final String job;
    private final Predicate<JobView> watcher;
    private @Nullable JobView told;

    Watch(String job, Predicate<JobView> watcher) {
      this.job = job;
      this.watcher = watcher;
    }
  }

  private final Map<String, News> news = new TreeMap<>();
  private final List<Watch> watches = new ArrayList<>();

  /**
   * Takes in what a slot says. What an earlier attempt had still under way is dropped, and so is
   * what no slot of the job can say.
   *
   * @param parallelism how many slots the job has
   */
  void news(SlotNews said, int parallelism) {
    int slot = said.getSlot();
    if (slot < 0 || slot >= parallelism) {
      return;
    }
    News of = news.computeIfAbsent(said.getJob(), job -> new News());
    switch (said.getNewsCase()) {
      case METRICS -> {
        Measured before = of.metrics.get(slot);
        if (before == null || isNotBefore(said.getAttempt(), before.attempt())) {
          of.metrics.put(slot, new Measured(said.getAttempt(), said.getMetrics()));
        }
      }
      case THROWN -> {
        if (of.thrown == null || isNotBefore(said.getAttempt(), of.thrownBy)) {
          of.thrown = said.getThrown();
          of.thrownBy = said.getAttempt();
        }
      }
      case NEWS_NOT_SET -> {}
    }
  }

  private static boolean isNotBefore(long attempt, long other) {
    return Long.compareUnsigned(attempt, other) >= 0;
  }

  JobView view(JobMaster job) {
    JobView.Builder view =
        JobView.newBuilder().setStatus(job.status()).setPlan(job.identity().getPlan());
    News of = news.get(job.identity().getJob());
    if (of != null) {
      Thrown thrown = of.thrown;
      if (thrown != null) {
        view.setThrown(thrown);
      }
      of.metrics
          .headMap(job.parallelism())
          .forEach(
              (slot, measured) ->
                  view.addSlots(
                      SlotMetrics.newBuilder().setSlot(slot).setMetrics(measured.values())));
    }
    return view.build();
  }

  Runnable add(String job, Predicate<JobView> watcher) {
    Watch watch = new Watch(job, watcher);
    watches.add(watch);
    return () -> watches.remove(watch);
  }

  /**
   * Lets go of a job that is not known any more. Who still watches it was told its end long ago, or
   * does not listen.
   */
  void forget(String job) {
    news.remove(job);
    watches.removeIf(watch -> watch.job.equals(job));
  }

  /** Tells all who watch what has changed since they were told last. */
  void tell(Map<String, JobMaster> jobs) {
    for (Watch watch : List.copyOf(watches)) {
      JobMaster job = jobs.get(watch.job);
      if (job != null) {
        JobView view = view(job);
        if (!view.equals(watch.told) && watch.watcher.test(view)) {
          watch.told = view;
        }
      }
    }
  }
}
