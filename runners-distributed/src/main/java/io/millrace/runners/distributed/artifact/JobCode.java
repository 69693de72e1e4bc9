package io.millrace.runners.distributed.artifact;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.cluster.v1.Artifact;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The class loaders of the jobs on a worker: one for each job, shared by its slots and closed with
 * the last of them. Thread-safe.
 */
public final class JobCode {

  private static final Logger LOG = LoggerFactory.getLogger(JobCode.class);

  /** What one slot has of the classes of its job. */
  public interface Lease {
    /** Loads the classes. */
    ClassLoader loader();

    /** The slot needs them no more. To be called once. */
    void release();
  }

  private static final class Loaded {
    private final List<Artifact> artifacts;
    private final ClassLoader loader;
    private int users;

    Loaded(List<Artifact> artifacts, ClassLoader loader) {
      this.artifacts = artifacts;
      this.loader = loader;
    }
  }

  private final ArtifactStore store;
  private final Path directory;
  private final ClassLoader parent;

  @GuardedBy("this")
  private final Map<String, Loaded> byJob = new HashMap<>();

  /**
   * No job has classes yet.
   *
   * @param directory where files are kept that were fetched
   * @param parent loads what Millrace is made of
   */
  public JobCode(ArtifactStore store, Path directory, ClassLoader parent) {
    this.store = store;
    this.directory = directory;
    this.parent = parent;
  }

  /**
   * Gives a slot the classes of its job; fetches what is not here yet. A job without artifacts has
   * Millrace's own class path. Blocks.
   *
   * @throws ArtifactException if a file is not there, or not what it should be
   * @throws IOException if the store has failed, or the files cannot be kept
   */
  public synchronized Lease acquire(String job, List<Artifact> artifacts) throws IOException {
    Loaded loaded = byJob.get(job);
    if (loaded == null || !loaded.artifacts.equals(artifacts)) {
      loaded = new Loaded(List.copyOf(artifacts), load(job, artifacts));
      byJob.put(job, loaded);
    }
    loaded.users++;
    Loaded leased = loaded;
    return new Lease() {
      @Override
      public ClassLoader loader() {
        return leased.loader;
      }

      @Override
      public void release() {
        JobCode.this.release(job, leased);
      }
    };
  }

  private synchronized void release(String job, Loaded leased) {
    if (--leased.users > 0) {
      return;
    }
    byJob.remove(job, leased);
    if (leased.loader instanceof JobClassLoader own) {
      try {
        own.close();
      } catch (IOException e) {
        LOG.warn("Closing the files of job {} failed: {}", job, e.toString());
      }
    }
  }

  private ClassLoader load(String job, List<Artifact> artifacts) throws IOException {
    if (artifacts.isEmpty()) {
      return parent;
    }
    List<URL> files = new ArrayList<>();
    for (Artifact artifact : artifacts) {
      files.add(file(artifact).toUri().toURL());
    }
    return new JobClassLoader(job, files, parent);
  }

  private Path file(Artifact artifact) throws IOException {
    String wrong = Digests.wrongWith(artifact).orElse("");
    if (!wrong.isEmpty()) {
      throw new ArtifactException(wrong);
    }
    Path file = directory.resolve(artifact.getSha256() + ".jar");
    if (!Files.exists(file)) {
      Files.createDirectories(directory);
      Path partial = directory.resolve(artifact.getSha256() + ".partial");
      Files.deleteIfExists(partial);
      store.fetch(artifact, partial);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }
}
