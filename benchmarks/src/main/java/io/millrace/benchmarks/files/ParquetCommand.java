package io.millrace.benchmarks.files;

import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.Threads;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.avro.AvroType;
import io.millrace.sdk.io.parquet.ParquetIO;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Parquet, written and read through a pipeline, and by Parquet's own classes in plain threads. */
@Command(
    name = "parquet",
    mixinStandardHelpOptions = true,
    description =
        "Writes and reads Parquet as a pipeline and by hand; lines end with megabytes a second,"
            + " before compression.")
public final class ParquetCommand implements Callable<Integer> {

  @Option(
      names = "--directory",
      required = true,
      description = "Where files are written; what is in it may be replaced.")
  Path directory;

  @Option(
      names = "--rows",
      defaultValue = "4000000",
      description = "How many rows (default: ${DEFAULT-VALUE}).")
  long rows;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int threads;

  @Option(
      names = "--reps",
      defaultValue = "3",
      description = "How often everything is done (default: ${DEFAULT-VALUE}).")
  int reps;

  @Option(
      names = "--codec",
      defaultValue = "ZSTD",
      description = "How pages are compressed (default: ${DEFAULT-VALUE}).")
  CompressionCodecName codec;

  private final Schema schema = AvroType.of(Measurement.class).schema();

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(directory);
    for (int rep = 0; rep < reps; rep++) {
      RunLine plainWrite = RunLine.measure("by-hand", "parquet-write", this::writeByHand);
      RunLine write = RunLine.measure("pipeline", "parquet-write", this::write);
      double megabytes = uncompressedBytes() / 1e6;
      print(plainWrite, megabytes);
      print(write, megabytes);
      print(RunLine.measure("by-hand", "parquet-read", this::readByHand), megabytes);
      print(RunLine.measure("pipeline", "parquet-read", this::read), megabytes);
    }
    return 0;
  }

  private static void print(RunLine line, double megabytes) {
    System.out.printf(Locale.ROOT, "%s mb_per_s=%.1f%n", line, megabytes / line.seconds());
  }

  private Path byHand(int thread) {
    return directory.resolve("by-hand-" + thread + ".parquet");
  }

  private RunLine.Answer writeByHand() throws Exception {
    List<Callable<Long>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      Path file = byHand(thread);
      long from = rows * thread / threads;
      long to = rows * (thread + 1) / threads;
      Files.deleteIfExists(file);
      tasks.add(() -> writeByHand(file, from, to));
    }
    return sum(Threads.run(tasks));
  }

  private RunLine.Answer sum(List<Long> hashes) {
    return new RunLine.Answer(rows, rows, hashes.stream().mapToLong(hash -> hash).sum());
  }

  private long writeByHand(Path file, long from, long to) throws IOException {
    long hash = 0;
    try (ParquetWriter<GenericRecord> writer =
        AvroParquetWriter.<GenericRecord>builder(new LocalOutputFile(file))
            .withSchema(schema)
            .withDataModel(new GenericData())
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(codec)
            .build()) {
      for (long i = from; i < to; i++) {
        Measurement measurement = Measurement.of(i);
        GenericRecord record = new GenericData.Record(schema);
        record.put(0, measurement.id());
        record.put(1, measurement.station());
        record.put(2, measurement.value());
        record.put(3, measurement.at());
        record.put(4, measurement.note());
        writer.write(record);
        hash += measurement.hash();
      }
    }
    return hash;
  }

  private RunLine.Answer write() {
    Pipeline pipeline = pipeline();
    pipeline
        .apply(GenerateSequence.from(0).to(rows))
        .apply(MapElements.into(TypeDescriptor.of(Measurement.class)).via(Measurement::of))
        .apply("Check", ParDo.of(new Check()))
        .apply(
            ParquetIO.write(Measurement.class)
                .to(directory + "/pipeline")
                .withCompressionCodec(codec));
    return answer(pipeline);
  }

  private Pipeline pipeline() {
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs("--targetParallelism=" + threads).create());
  }

  private RunLine.Answer answer(Pipeline pipeline) {
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return RunLine.Answer.of(rows, result, Check.class, "rows");
  }

  private RunLine.Answer readByHand() throws Exception {
    List<Callable<Long>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      Path file = byHand(thread);
      tasks.add(() -> readByHand(file));
    }
    return sum(Threads.run(tasks));
  }

  private static long readByHand(Path file) throws IOException {
    long hash = 0;
    try (ParquetReader<GenericRecord> reader =
        AvroParquetReader.<GenericRecord>builder(
                new LocalInputFile(file), new PlainParquetConfiguration())
            .withDataModel(new GenericData())
            .build()) {
      for (GenericRecord record = reader.read(); record != null; record = reader.read()) {
        hash +=
            Measurement.hash(
                (Long) record.get(0),
                record.get(1).toString(),
                (Double) record.get(2),
                (Long) record.get(3),
                record.get(4).toString());
      }
    }
    return hash;
  }

  private RunLine.Answer read() {
    Pipeline pipeline = pipeline();
    pipeline
        .apply(ParquetIO.read(Measurement.class).from(directory + "/pipeline-*"))
        .apply("Check", ParDo.of(new Check()));
    return answer(pipeline);
  }

  private long uncompressedBytes() throws IOException {
    long bytes = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "pipeline-*")) {
      for (Path file : files) {
        try (ParquetFileReader reader =
            ParquetFileReader.open(
                new LocalInputFile(file),
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build())) {
          for (BlockMetaData block : reader.getRowGroups()) {
            bytes += block.getTotalByteSize();
          }
        }
      }
    }
    return bytes;
  }

  /** Adds up what passes, so that nothing can be left out. */
  static final class Check extends DoFn<Measurement, Measurement> {
    private static final long serialVersionUID = 1;

    private final Counter rows = Metrics.counter(Check.class, "rows");
    private final Counter hashes = Metrics.counter(Check.class, "hashes");
    private long count;
    private long sum;

    @ProcessElement
    public void process(@Element Measurement measurement, OutputReceiver<Measurement> receiver) {
      count++;
      sum += measurement.hash();
      receiver.output(measurement);
    }

    @FinishBundle
    public void finishBundle() {
      rows.inc(count);
      hashes.inc(sum);
      count = 0;
      sum = 0;
    }
  }
}
