package io.millrace.runners.distributed.process;

import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.process.Processes.Node;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.CoordinatorException;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.runners.distributed.testkit.Counting;
import io.millrace.runners.distributed.testkit.JobsOfTests;
import io.millrace.runners.distributed.testkit.VisibleBatches;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Kills who coordinates, again and again, and tells how long it takes each time until a reader of
 * what a job writes sees something new. Its argument is how often.
 */
final class FailoverTimes {

  private static final Coder<KV<Long, Long>> CODER =
      KvCoder.of(VarLongCoder.of(), VarLongCoder.of());

  private static final long LOOK_MILLIS = 50;

  private FailoverTimes() {}

  public static void main(String[] args) throws Exception {
    int kills = Integer.parseInt(args[0]);
    Path directory = Files.createTempDirectory("millrace-failover-");
    Path output = Files.createDirectories(directory.resolve("output"));
    Coordinators coordinators = freeAddresses();
    List<Double> seconds = new ArrayList<>();
    try (Processes processes = new Processes(directory);
        WatchService watch = output.getFileSystem().newWatchService();
        JobsOfTests jobs = JobsOfTests.at(coordinators)) {
      output.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Map<Address, Node> nodes = new HashMap<>();
      for (Address address : coordinators.addresses()) {
        nodes.put(address, processes.coordinator(address, coordinators));
      }
      processes.worker(coordinators);
      processes.worker(coordinators);
      Pipeline pipeline = Pipeline.create(jobs.options(2));
      Counting.numbers(pipeline)
          .apply("Counts", ParDo.of(new Counting.Counts()))
          .apply("Store", Write.to(VisibleBatches.inFiles(output, CODER)));
      RemoteRun run = (RemoteRun) pipeline.run();
      for (int i = 1; i <= kills; i++) {
        long before =
            jobs.awaitPatiently(run, status -> status.getState().equals("RUNNING")).getCheckpoint();
        jobs.awaitPatiently(run, status -> status.getCheckpoint() >= before + 3);
        Address killed = jobs.client().standings().get(0).address();
        nodes.get(killed).kill();
        long start = System.nanoTime();
        awaitLeader(other(coordinators, killed), watch);
        double led = (System.nanoTime() - start) / 1e9;
        awaitOutput(watch);
        double took = (System.nanoTime() - start) / 1e9;
        seconds.add(took);
        System.out.printf(
            Locale.ROOT,
            "kill %d: the other coordinates after %.1f s, output after %.1f s%n",
            i,
            led,
            took);
        nodes.put(killed, processes.coordinator(killed, coordinators));
      }
      run.drain();
      run.waitUntilFinish();
      Counting.assertNothingIsLostOrTwice(VisibleBatches.visible(output, CODER));
    }
    Collections.sort(seconds);
    System.out.printf(
        Locale.ROOT,
        "%d kills: p50 %.1f s, p99 %.1f s, from the kill to the first new output; nothing is lost or"
            + " there twice%n",
        kills,
        percentile(seconds, 50),
        percentile(seconds, 99));
  }

  private static Coordinators freeAddresses() throws IOException {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      return new Coordinators(
          List.of(
              new Address(Address.LOOPBACK, one.getLocalPort()),
              new Address(Address.LOOPBACK, other.getLocalPort())));
    }
  }

  private static Address other(Coordinators coordinators, Address one) {
    List<Address> all = coordinators.addresses();
    return all.get(1 - all.indexOf(one));
  }

  /** What was committed before it leads belongs to the one that was killed. */
  private static void awaitLeader(Address next, WatchService watch) throws InterruptedException {
    try (JobsClient client = JobsClient.of(next)) {
      boolean leads = false;
      while (!leads) {
        try {
          client.list();
          leads = true;
        } catch (CoordinatorException e) {
          files(watch);
        }
      }
    }
    files(watch);
  }

  private static void awaitOutput(WatchService watch) throws InterruptedException {
    while (files(watch) == 0) {
      // nothing is new
    }
  }

  /** How many files came since it was asked last, or come soon. */
  private static int files(WatchService watch) throws InterruptedException {
    int files = 0;
    WatchKey key = watch.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    while (key != null) {
      for (WatchEvent<?> event : key.pollEvents()) {
        files += String.valueOf(event.context()).endsWith(".part") ? 0 : 1;
      }
      key.reset();
      key = watch.poll();
    }
    return files;
  }

  /** The smallest that so many of a hundred do not exceed. */
  private static double percentile(List<Double> sorted, int percent) {
    return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
  }
}
