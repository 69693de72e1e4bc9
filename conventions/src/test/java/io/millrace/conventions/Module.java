package io.millrace.conventions;

import java.util.List;

/**
 * The modules of Millrace, which others each may know, and how many classes a scan must at least
 * find in each. Arrows point down only; whoever adds a module adds its line here.
 */
enum Module {
  MODEL("sdk/model", 40),
  SDK("sdk/core", 100, MODEL),
  RUNNERS_CORE("runners-core", 20, SDK, MODEL),
  RUNNERS_HOST("runners-host", 3, RUNNERS_CORE, SDK),
  RUNNERS_ROCKSDB("runners-rocksdb", 4, RUNNERS_HOST, RUNNERS_CORE, SDK),
  RUNNERS_DIRECT("runners-direct", 0, RUNNERS_HOST, RUNNERS_CORE, SDK, MODEL),
  RUNNERS_DISTRIBUTED("runners-distributed", 30, RUNNERS_HOST, RUNNERS_CORE, SDK, MODEL),
  FILES("io/files", 0, SDK),
  CSV("io/csv", 15, SDK, FILES),
  JSON("io/json", 5, SDK, FILES),
  JDBC("io/jdbc", 30, SDK),
  HDFS("io/hdfs", 10, SDK),
  S3("io/s3", 10, SDK),
  SOCKETS("io/sockets", 5, SDK),
  KAFKA("io/kafka", 20, SDK),
  AVRO("io/avro", 25, SDK, FILES),
  KAFKA_AVRO("io/kafka-avro", 6, SDK, KAFKA, AVRO),
  PARQUET("io/parquet", 15, SDK, FILES, AVRO),
  TESTING("testing", 0, SDK),
  EXAMPLES("examples", 5, SDK, FILES, SOCKETS),
  EXAMPLES_CONNECTORS("examples-connectors", 5, SDK, FILES, CSV, JDBC, KAFKA, PARQUET),
  CLI("cli", 10, SDK, RUNNERS_DIRECT, RUNNERS_DISTRIBUTED, EXAMPLES),
  BENCHMARKS(
      "benchmarks",
      10,
      SDK,
      MODEL,
      RUNNERS_CORE,
      RUNNERS_HOST,
      RUNNERS_DIRECT,
      RUNNERS_DISTRIBUTED,
      FILES,
      AVRO,
      PARQUET,
      CSV,
      S3,
      KAFKA,
      EXAMPLES),
  SIMULATION("simulation", 30, RUNNERS_DISTRIBUTED);

  private final String path;
  private final int classesAtLeast;
  private final List<Module> mayKnow;

  Module(String path, int classesAtLeast, Module... mayKnow) {
    this.path = path;
    this.classesAtLeast = classesAtLeast;
    this.mayKnow = List.of(mayKnow);
  }

  /** Where it is in the repository. */
  String path() {
    return path;
  }

  int classesAtLeast() {
    return classesAtLeast;
  }

  boolean mayKnow(Module other) {
    return other == this || mayKnow.contains(other);
  }
}
