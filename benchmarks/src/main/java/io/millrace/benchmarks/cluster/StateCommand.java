package io.millrace.benchmarks.cluster;

import com.google.protobuf.ByteString;
import io.millrace.benchmarks.Numbered;
import io.millrace.benchmarks.NumberedSource;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.SavepointState;
import io.millrace.cluster.v1.SavepointWish;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.client.SavepointRequest;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What checkpoints of many keys in RocksDB cost, and how long it takes to go on from one. */
@Command(
    name = "cluster-state",
    mixinStandardHelpOptions = true,
    description =
        "Counts by key in RocksDB in worker processes with a slot each; first each key once, then"
            + " keys again. Tells of each checkpoint its size and what of it travelled, and kills a"
            + " worker. With --savepoint it makes a savepoint once each key was there, and goes on"
            + " from that in another job.")
public final class StateCommand implements Callable<Integer> {

  private static final long LOOK_MILLIS = 100;

  @Option(
      names = "--keys",
      defaultValue = "20000000",
      description = "How many keys (default: ${DEFAULT-VALUE}).")
  long keys;

  @Option(
      names = "--again",
      defaultValue = "12000000",
      description = "How many elements come after each key was there (default: ${DEFAULT-VALUE}).")
  long again;

  @Option(
      names = "--heap",
      defaultValue = "512m",
      description = "The heap of a worker (default: ${DEFAULT-VALUE}).")
  String heap = "512m";

  @Option(
      names = "--every",
      defaultValue = "15",
      description = "Seconds from checkpoint to checkpoint (default: ${DEFAULT-VALUE}).")
  int every;

  @Option(
      names = "--slots",
      defaultValue = "2",
      description = "How many slots, each in a worker of its own (default: ${DEFAULT-VALUE}).")
  int slots;

  @Option(
      names = "--savepoint",
      description = "Makes a savepoint and goes on from it, instead of killing a worker.")
  boolean savepoint;

  /** Each key once, in an order without order, and then again. */
  record Keys(long keys) implements Numbered<KV<Long, Long>> {
    private static final long STRIDE = 2_654_435_761L;

    @Override
    public KV<Long, Long> element(long i) {
      return KV.of(i % keys * STRIDE % keys, i);
    }

    @Override
    public long timestampMillis(long i) {
      return i / 1000;
    }

    @Override
    public Coder<KV<Long, Long>> coder() {
      return KvCoder.of(VarLongCoder.of(), VarLongCoder.of());
    }
  }

  /** Counts the elements of each key. */
  static final class Count extends DoFn<KV<Long, Long>, Void> {
    private static final long serialVersionUID = 1;

    private final Counter elements = Metrics.counter(Count.class, "elements");

    @StateId("count")
    private final StateSpec<ValueState<Long>> count = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void process(@StateId("count") ValueState<Long> state) {
      Long before = state.read();
      state.write(before == null ? 1 : before + 1);
      elements.inc();
    }
  }

  @Override
  public Integer call() throws Exception {
    try (Nodes nodes = new Nodes(List.of("-Xmx" + heap, "-XX:+UseSerialGC"))) {
      Nodes.Node coordinator = nodes.coordinator();
      Nodes.Node first = nodes.worker(coordinator);
      for (int i = 1; i < slots; i++) {
        nodes.worker(coordinator);
      }
      RemoteRun run = submit(coordinator.address(), "");
      Path directory = nodes.store().resolve("jobs").resolve(run.job());
      try (JobsClient client = JobsClient.of(Address.parse(coordinator.address()))) {
        long start = System.nanoTime();
        TreeMap<Long, String> told = new TreeMap<>();
        Progress there = awaitElements(client, run.job(), keys, directory, told);
        tell("each key once", there.elements(), (there.nanos() - start) / 1e9);
        if (savepoint) {
          goOnFromASavepoint(client, run, nodes, coordinator.address());
          return 0;
        }
        Progress more =
            awaitElements(client, run.job(), there.elements() + again / 2, directory, told);
        tell(
            "keys again", more.elements() - there.elements(), (more.nanos() - there.nanos()) / 1e9);
        nodes.worker(coordinator);
        long killed = System.nanoTime();
        first.process().destroyForcibly();
        JobStatus status = awaitRestart(client, run.job());
        System.out.printf(
            Locale.ROOT,
            "recovery: %.1f s from kill to running (%s)%n",
            (System.nanoTime() - killed) / 1e9,
            status.getMessage());
      }
      run.cancel();
    }
    return 0;
  }

  private void goOnFromASavepoint(JobsClient client, RemoteRun run, Nodes nodes, String coordinator)
      throws Exception {
    long asked = System.nanoTime();
    SavepointWish wish = SavepointWish.newBuilder().setStop(true).build();
    JobStatus made = new SavepointRequest(client, run.job(), wish, "savepoint").await();
    if (made.getSavepoint().getState() != SavepointState.SAVEPOINT_STATE_COMPLETE) {
      throw new IllegalStateException("there is no savepoint: " + made);
    }
    double seconds = (System.nanoTime() - asked) / 1e9;
    Path directory = nodes.store().resolve(made.getSavepoint().getDirectory());
    Manifest manifest =
        Manifest.decodeSavepoint(
            ByteString.copyFrom(Files.readAllBytes(directory.resolve("manifest"))));
    List<StateFile> files = manifest.slots().stream().flatMap(List::stream).toList();
    System.out.printf(
        Locale.ROOT,
        "savepoint: %.1f MB in %d files, the largest of %.1f MB, in %.1f s%n",
        files.stream().mapToLong(StateFile::size).sum() / 1e6,
        files.size(),
        files.stream().mapToLong(StateFile::size).max().orElse(0) / 1e6,
        seconds);
    long begun = System.nanoTime();
    RemoteRun next = submit(coordinator, made.getSavepoint().getDirectory());
    awaitRunning(client, next.job());
    System.out.printf(Locale.ROOT, "restored from it: %.1f s%n", (System.nanoTime() - begun) / 1e9);
    long counted = counted(client, next.job());
    while (counted(client, next.job()) <= Math.max(counted, keys)) {
      Thread.sleep(LOOK_MILLIS);
    }
    System.out.printf("goes on: %d elements were counted%n", counted(client, next.job()));
    next.cancel();
  }

  private static void tell(String what, long elements, double seconds) {
    System.out.printf(
        Locale.ROOT,
        "%s: %d elements in %.1f s, %.0f/s%n",
        what,
        elements,
        seconds,
        elements / seconds);
  }

  private RemoteRun submit(String coordinator, String fromSavepoint) {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setCoordinator(coordinator);
    options.setParallelism(slots);
    if (!fromSavepoint.isEmpty()) {
      options.setFromSavepoint(fromSavepoint);
    }
    options.setState("rocksdb");
    options.setCheckpointEvery(Duration.ofSeconds(every));
    options.setBlockOnRun(false);
    options.setFilesToStage(List.of()); // workers have this class path
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(Read.from(NumberedSource.of(new Keys(keys), keys + again)))
        .apply("Count", ParDo.of(new Count()));
    return (RemoteRun) pipeline.run();
  }

  /** How many elements were counted when. */
  private record Progress(long elements, long nanos) {}

  private static Progress awaitElements(
      JobsClient client, String job, long wanted, Path directory, Map<Long, String> told)
      throws Exception {
    long counted;
    do {
      Thread.sleep(LOOK_MILLIS);
      counted = counted(client, job);
      tellCheckpoints(directory, told);
    } while (counted < wanted);
    return new Progress(counted, System.nanoTime());
  }

  /** What slots have told, which they do at checkpoints. */
  private static long counted(JobsClient client, String job) throws Exception {
    var view = client.describe(job);
    if (view.getStatus().getEnded() || view.getStatus().getState().equals("SUSPENDED")) {
      throw new IllegalStateException("the job is over: " + view.getStatus());
    }
    return view.getSlotsList().stream()
        .flatMap(slot -> slot.getMetrics().getStepsList().stream())
        .flatMap(step -> step.getCountersList().stream())
        .filter(counter -> counter.getLabel().getName().equals("elements"))
        .mapToLong(counter -> counter.getValue())
        .sum();
  }

  private static JobStatus awaitRestart(JobsClient client, String job) throws Exception {
    boolean stopped = false;
    while (true) {
      JobStatus status = client.describe(job).getStatus();
      boolean running = status.getState().equals("RUNNING");
      if (stopped && running) {
        return status;
      }
      stopped |= !running;
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private static void awaitRunning(JobsClient client, String job) throws Exception {
    JobStatus status = client.describe(job).getStatus();
    while (!status.getState().equals("RUNNING")) {
      if (status.getState().equals("SUSPENDED")) {
        throw new IllegalStateException("the job cannot begin: " + status);
      }
      Thread.sleep(LOOK_MILLIS);
      status = client.describe(job).getStatus();
    }
  }

  private static void tellCheckpoints(Path directory, Map<Long, String> told) throws IOException {
    Path manifests = directory.resolve("checkpoints");
    if (!Files.isDirectory(manifests)) {
      return;
    }
    try (var paths = Files.list(manifests)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(".manifest")).toList()) {
        try {
          Manifest manifest = Manifest.decode(ByteString.copyFrom(Files.readAllBytes(path)));
          if (!told.containsKey(manifest.checkpoint())) {
            String line = checkpoint(directory, path, manifest);
            told.put(manifest.checkpoint(), line);
            System.out.println(line);
          }
        } catch (NoSuchFileException e) {
          // one that is not kept any more
        }
      }
    }
  }

  private static String checkpoint(Path directory, Path path, Manifest manifest)
      throws IOException {
    long all = 0;
    long travelled = 0;
    long first = Long.MAX_VALUE;
    for (List<StateFile> files : manifest.slots()) {
      for (StateFile file : files) {
        all += file.size();
        if (file.path().contains("/" + manifest.checkpoint() + "/")) {
          travelled += file.size();
          first =
              Math.min(first, Files.getLastModifiedTime(directory.resolve(file.path())).toMillis());
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "checkpoint %d: %.1f MB, of which %.1f MB travelled, %.1f s from the first file to the"
            + " manifest",
        manifest.checkpoint(),
        all / 1e6,
        travelled / 1e6,
        (Files.getLastModifiedTime(path).toMillis() - first) / 1e3);
  }
}
