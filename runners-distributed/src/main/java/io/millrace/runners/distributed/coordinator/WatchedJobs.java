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

  /** What the slots of a job said; later attempts replace what earlier ones said. */
  private static final class News {
    private final TreeMap<Integer, MetricValues> metrics = new TreeMap<>();
    private @Nullable Thrown thrown;
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

  /** Takes in what a slot says. */
  void news(SlotNews said) {
    News of = news.computeIfAbsent(said.getJob(), job -> new News());
    switch (said.getNewsCase()) {
      case METRICS -> of.metrics.put(said.getSlot(), said.getMetrics());
      case THROWN -> of.thrown = said.getThrown();
      case NEWS_NOT_SET -> {}
    }
  }

  JobView view(JobMaster job) {
    JobView.Builder view = JobView.newBuilder().setStatus(job.status());
    News of = news.get(job.identity().getJob());
    if (of != null) {
      Thrown thrown = of.thrown;
      if (thrown != null) {
        view.setThrown(thrown);
      }
      of.metrics.forEach(
          (slot, metrics) ->
              view.addSlots(SlotMetrics.newBuilder().setSlot(slot).setMetrics(metrics)));
    }
    return view.build();
  }

  Runnable add(String job, Predicate<JobView> watcher) {
    Watch watch = new Watch(job, watcher);
    watches.add(watch);
    return () -> watches.remove(watch);
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
