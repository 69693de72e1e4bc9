package io.millrace.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.csv.CsvFormat;
import io.millrace.sdk.io.csv.CsvIO;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Rows of a CSV file as a pipeline gives them, beside the library that it parses them with. */
@Command(
    name = "csv",
    mixinStandardHelpOptions = true,
    description = "Reads rows of a CSV file on one thread: FastCSV alone, and CsvIO in a pipeline.")
final class CsvCommand implements Callable<Integer> {

  @Option(
      names = "--megabytes",
      defaultValue = "200",
      description = "The size of the file, about (default: ${DEFAULT-VALUE}).")
  int megabytes;

  @Option(
      names = "--reps",
      defaultValue = "3",
      description = "How often each is run, in turn (default: ${DEFAULT-VALUE}).")
  int reps;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Which rows: the same seed gives the same ones (default: ${DEFAULT-VALUE}).")
  long seed;

  /** A row of the file. */
  record Sale(long id, String shop, String day, double price, int count, String note) {}

  @Override
  public Integer call() throws Exception {
    Path file = Files.createTempFile("rows", ".csv");
    try {
      write(file);
      double size = Files.size(file) / 1e6;
      for (int rep = 0; rep < reps; rep++) {
        print(
            "library-rows", size, RunLine.measure("library", "csv-rows", () -> libraryRows(file)));
        print(
            "pipeline-rows",
            size,
            RunLine.measure("pipeline", "csv-rows", () -> pipelineRows(file)));
        print(
            "library-records",
            size,
            RunLine.measure("library", "csv-records", () -> libraryRecords(file)));
        print(
            "pipeline-records",
            size,
            RunLine.measure("pipeline", "csv-records", () -> pipelineRecords(file)));
      }
    } finally {
      Files.delete(file);
    }
    return 0;
  }

  private static void print(String what, double size, RunLine line) {
    System.out.printf(Locale.ROOT, "%s MB_per_s=%.0f %s%n", what, size / line.seconds(), line);
  }

  private void write(Path file) throws IOException {
    Random random = new Random(seed);
    long left = megabytes * 1_000_000L;
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] header = "id,shop,day,price,count,note\n".getBytes(StandardCharsets.UTF_8);
      out.write(header);
      StringBuilder block = new StringBuilder();
      for (long id = 0; left > 0; block.setLength(0)) {
        for (int i = 0; i < 1000; i++, id++) {
          block
              .append(id)
              .append(",shop ")
              .append(random.nextInt(1000))
              .append(",2026-11-")
              .append(10 + random.nextInt(20))
              .append(',')
              .append(random.nextInt(100_000) / 100.0)
              .append(',')
              .append(random.nextInt(10))
              // one row of ten has quotes
              .append(
                  random.nextInt(10) == 0
                      ? ",\"so he said \"\"no\"\", and went\"\n"
                      : ",a note as they are\n");
        }
        byte[] bytes = block.toString().getBytes(StandardCharsets.UTF_8);
        out.write(bytes);
        left -= bytes.length;
      }
    }
  }

  private static RunLine.Answer libraryRows(Path file) throws IOException {
    long rows = 0;
    long hashes = 0;
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
      boolean header = true;
      for (CsvRecord row : reader) {
        if (!header) {
          rows++;
          hashes += hash(row.getFields());
        }
        header = false;
      }
    }
    return new RunLine.Answer(rows, rows, hashes);
  }

  private static RunLine.Answer libraryRecords(Path file) throws IOException {
    long rows = 0;
    long hashes = 0;
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
      boolean header = true;
      for (CsvRecord row : reader) {
        if (!header) {
          rows++;
          hashes +=
              hash(
                  new Sale(
                      Long.parseLong(row.getField(0)),
                      row.getField(1),
                      row.getField(2),
                      Double.parseDouble(row.getField(3)),
                      Integer.parseInt(row.getField(4)),
                      row.getField(5)));
        }
        header = false;
      }
    }
    return new RunLine.Answer(rows, rows, hashes);
  }

  private static Pipeline onOneThread() {
    return Pipeline.create(PipelineOptionsFactory.fromArgs("--targetParallelism=1").create());
  }

  private static RunLine.Answer pipelineRows(Path file) {
    Pipeline pipeline = onOneThread();
    pipeline
        .apply(CsvIO.readRows(CsvFormat.create()).from(file.toString()))
        .apply(ParDo.of(new HashRows()));
    return answer(pipeline, HashRows.class);
  }

  private static RunLine.Answer pipelineRecords(Path file) {
    Pipeline pipeline = onOneThread();
    pipeline.apply(CsvIO.read(Sale.class).from(file.toString())).apply(ParDo.of(new HashSales()));
    return answer(pipeline, HashSales.class);
  }

  private static RunLine.Answer answer(Pipeline pipeline, Class<?> step) {
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    RunLine.Answer answer = RunLine.Answer.of(0, result, step, "rows");
    return new RunLine.Answer(answer.count(), answer.count(), answer.checksum());
  }

  private static long hash(List<String> row) {
    long hash = 0;
    for (String field : row) {
      hash = hash * 31 + field.length();
    }
    return hash;
  }

  private static long hash(Sale sale) {
    return sale.id()
        + sale.shop().length()
        + sale.day().length()
        + (long) (sale.price() * 100)
        + sale.count()
        + sale.note().length();
  }

  private static final class HashRows extends DoFn<List<String>, Void> {
    private static final long serialVersionUID = 1;

    private final Counter rows = Metrics.counter(HashRows.class, "rows");
    private final Counter hashes = Metrics.counter(HashRows.class, "hashes");

    private transient long count;
    private transient long sum;

    @ProcessElement
    public void process(@Element List<String> row) {
      count++;
      sum += hash(row);
    }

    @FinishBundle
    public void finish() {
      rows.inc(count);
      hashes.inc(sum);
      count = 0;
      sum = 0;
    }
  }

  private static final class HashSales extends DoFn<Sale, Void> {
    private static final long serialVersionUID = 1;

    private final Counter rows = Metrics.counter(HashSales.class, "rows");
    private final Counter hashes = Metrics.counter(HashSales.class, "hashes");

    private transient long count;
    private transient long sum;

    @ProcessElement
    public void process(@Element Sale sale) {
      count++;
      sum += hash(sale);
    }

    @FinishBundle
    public void finish() {
      rows.inc(count);
      hashes.inc(sum);
      count = 0;
      sum = 0;
    }
  }
}
