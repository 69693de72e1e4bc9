package io.millrace.runners.distributed.log;

import io.millrace.cluster.v1.LogRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The jobs of a cluster that are not over, by their ids. */
public final class ClusterHistory implements History {

  private final TreeMap<String, LogRecord> jobs = new TreeMap<>();

  @Override
  public void add(LogRecord record) {
    switch (record.getKindCase()) {
      case TRUNCATE -> {
        jobs.clear();
        record.getTruncate().getLiveList().forEach(this::add);
      }
      case JOB_ACCEPTED -> jobs.put(record.getJobAccepted().getJob(), record);
      case JOB_ENDED -> jobs.remove(record.getJobEnded().getJob());
      default -> {}
    }
  }

  @Override
  public List<LogRecord> live() {
    return List.copyOf(jobs.values());
  }

  /** The directory of each job that is not over. */
  public Map<String, String> directories() {
    TreeMap<String, String> directories = new TreeMap<>();
    jobs.forEach((job, record) -> directories.put(job, record.getJobAccepted().getDirectory()));
    return directories;
  }
}
