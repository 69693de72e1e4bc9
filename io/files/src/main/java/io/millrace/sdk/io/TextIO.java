package io.millrace.sdk.io;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.io.FileIO.MatchConfiguration;
import io.millrace.sdk.io.FileIO.ReadableFile;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.text.FileSplitter;
import io.millrace.sdk.io.text.LineEnd;
import io.millrace.sdk.io.text.ReadLines;
import io.millrace.sdk.io.text.TextFormat;
import io.millrace.sdk.io.text.TextSource;
import io.millrace.sdk.io.write.FileOutput;
import io.millrace.sdk.io.write.FileWrites;
import io.millrace.sdk.io.write.OneDestination;
import io.millrace.sdk.io.write.Rolling;
import io.millrace.sdk.io.write.ShardNames;
import io.millrace.sdk.io.write.TemplateNames;
import io.millrace.sdk.options.ValueProvider;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.Watch.Growth.TerminationCondition;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PDone;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes files of lines.
 *
 * <pre>{@code
 * PCollection<String> lines = p.apply(TextIO.read().from("logs/2026-*.txt.gz"));
 * lines.apply(TextIO.write().to("result/lines").withSuffix(".txt"));
 * }</pre>
 *
 * <p>Text is UTF-8. When reading, a line ends with {@code \n}, {@code \r\n} or {@code \r}, or with
 * a delimiter of choice; malformed UTF-8 becomes U+FFFD; a byte order mark at the start of a file
 * is dropped. Large files are read in parts at the same time, compressed ones are not.
 *
 * <p>What is written is seen only when the whole collection is written, each file whole.
 */
public final class TextIO {

  private TextIO() {}

  /** Reads the lines of the files that one pattern stands for. */
  public static Read read() {
    return new AutoValue_TextIO_Read.Builder()
        .setMatchConfiguration(MatchConfiguration.create(EmptyMatchTreatment.DISALLOW))
        .setCompression(Compression.AUTO)
        .setSplitter(new FileSplitter(LineEnd.of(null), 0))
        .build();
  }

  /** Reads the lines of the files that the patterns in a collection stand for. */
  public static ReadAll readAll() {
    return new AutoValue_TextIO_ReadAll(
        MatchConfiguration.create(EmptyMatchTreatment.ALLOW_IF_WILDCARD), Compression.AUTO);
  }

  /** Reads the lines of the files in a collection, see {@link FileIO#readMatches}. */
  public static ReadFiles readFiles() {
    return new AutoValue_TextIO_ReadFiles(new FileSplitter(LineEnd.of(null), 0));
  }

  /** Writes strings as lines. */
  public static Write write() {
    return new Write(TypedWrite.<String, @Nullable Void>create(new TextFormat.Itself()));
  }

  /** Writes elements of any type as lines, made by {@link TypedWrite#withFormatFunction}. */
  public static <UserT extends @Nullable Object>
      TypedWrite<UserT, @Nullable Void> writeCustomType() {
    return TypedWrite.create(null);
  }

  /** The format of lines for {@link FileIO#write}. */
  public static Sink sink() {
    return new AutoValue_TextIO_Sink(null, null);
  }

  /** See {@link TextIO#read}. */
  @AutoValue
  public abstract static class Read extends PTransform<PBegin, PCollection<String>> {
    private static final long serialVersionUID = 1;

    Read() {}

    abstract @Nullable String getFilepattern();

    abstract MatchConfiguration getMatchConfiguration();

    abstract Compression getCompression();

    abstract FileSplitter getSplitter();

    abstract Builder toBuilder();

    @AutoValue.Builder
    abstract static class Builder {
      abstract Builder setFilepattern(@Nullable String filepattern);

      abstract Builder setMatchConfiguration(MatchConfiguration configuration);

      abstract Builder setCompression(Compression compression);

      abstract Builder setSplitter(FileSplitter splitter);

      abstract Read build();
    }

    /**
     * The same from this file, or the files of this pattern; see {@link FileSystem#match}. Whether
     * there are any is known when the job runs.
     */
    public Read from(String filepattern) {
      return toBuilder().setFilepattern(Objects.requireNonNull(filepattern, "filepattern")).build();
    }

    /** The same from the files of this pattern. */
    public Read from(ValueProvider<String> filepattern) {
      return from(filepattern.get());
    }

    /** The same with this treatment of a pattern without files. */
    public Read withMatchConfiguration(MatchConfiguration matchConfiguration) {
      return toBuilder().setMatchConfiguration(matchConfiguration).build();
    }

    /** The same with this treatment of a pattern without files; the default is to fail. */
    public Read withEmptyMatchTreatment(EmptyMatchTreatment treatment) {
      return withMatchConfiguration(getMatchConfiguration().withEmptyMatchTreatment(treatment));
    }

    /**
     * The same for files of this compression; the default is {@link Compression#AUTO}.
     *
     * @throws UnsupportedOperationException if the compression is not supported
     */
    public Read withCompression(Compression compression) {
      return toBuilder().setCompression(compression.checkSupported()).build();
    }

    /**
     * The same, reading the lines of new files as they come: the collection has no end. Each file
     * is read once, when it is found: what is added later is not. See {@link
     * FileIO.MatchAll#continuously(Duration, TerminationCondition)} for timestamps, for what is
     * remembered, and how files should come.
     *
     * @param pollInterval from one look to the next, in processing time
     * @throws IllegalArgumentException if the interval is not positive
     */
    public Read watchForNewFiles(
        Duration pollInterval, TerminationCondition<String, ?> terminationCondition) {
      return watchForNewFiles(pollInterval, terminationCondition, false);
    }

    /**
     * The same.
     *
     * @param matchUpdatedFiles whether a file that was modified since is read again, from its start
     */
    public Read watchForNewFiles(
        Duration pollInterval,
        TerminationCondition<String, ?> terminationCondition,
        boolean matchUpdatedFiles) {
      return withMatchConfiguration(
          getMatchConfiguration()
              .continuously(pollInterval, terminationCondition, matchUpdatedFiles));
    }

    /** Says that there are very many files; they are read in the same way as few. */
    public Read withHintMatchesManyFiles() {
      return this;
    }

    /**
     * The same with lines that end with these bytes and nothing else.
     *
     * @throws IllegalArgumentException if there are none, or if they end as they begin
     */
    public Read withDelimiter(byte[] delimiter) {
      return toBuilder().setSplitter(getSplitter().withDelimiter(delimiter)).build();
    }

    /** The same without the first lines of each file. */
    public Read withSkipHeaderLines(int skipHeaderLines) {
      return toBuilder().setSplitter(getSplitter().withHeaderLines(skipHeaderLines)).build();
    }

    @Override
    public PCollection<String> expand(PBegin input) {
      String pattern = getFilepattern();
      if (pattern == null) {
        throw new IllegalArgumentException(
            "TextIO.read() needs to be told what to read: add .from(\"dir/*.txt\")");
      }
      // is there a file system for it? throws if not
      FileSystems.matchNewResource(pattern, pattern.endsWith("/"));
      if (getMatchConfiguration().getWatchInterval() != null) {
        return input
            .apply(
                "Match",
                FileIO.match().filepattern(pattern).withConfiguration(getMatchConfiguration()))
            .apply(
                "Open",
                FileIO.readMatches()
                    .withCompression(getCompression())
                    .withDirectoryTreatment(FileIO.ReadMatches.DirectoryTreatment.PROHIBIT))
            .apply("Read", new ReadLines(getSplitter()));
      }
      return input.apply(
          "Read",
          io.millrace.sdk.io.Read.from(
              new TextSource(
                  pattern,
                  getMatchConfiguration().getEmptyMatchTreatment(),
                  getCompression(),
                  getSplitter())));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotNull(DisplayData.item("filePattern", getFilepattern()).withLabel("File pattern"))
          .add(
              DisplayData.item("compressionType", getCompression().toString())
                  .withLabel("Compression"))
          .include("matchConfiguration", getMatchConfiguration())
          .include("lines", getSplitter());
    }
  }

  /** See {@link TextIO#readAll}. */
  @AutoValue
  public abstract static class ReadAll
      extends PTransform<PCollection<String>, PCollection<String>> {
    private static final long serialVersionUID = 1;

    ReadAll() {}

    abstract MatchConfiguration getMatchConfiguration();

    abstract Compression getCompression();

    /** The same with this treatment of patterns without files. */
    public ReadAll withMatchConfiguration(MatchConfiguration configuration) {
      return new AutoValue_TextIO_ReadAll(configuration, getCompression());
    }

    /** The same with this treatment; by default only a name without wildcards must exist. */
    public ReadAll withEmptyMatchTreatment(EmptyMatchTreatment treatment) {
      return withMatchConfiguration(getMatchConfiguration().withEmptyMatchTreatment(treatment));
    }

    /**
     * The same for files of this compression; the default is {@link Compression#AUTO}.
     *
     * @throws UnsupportedOperationException if the compression is not supported
     */
    public ReadAll withCompression(Compression compression) {
      return new AutoValue_TextIO_ReadAll(getMatchConfiguration(), compression.checkSupported());
    }

    /** The same, reading new files as they come, see {@link Read#watchForNewFiles}. */
    public ReadAll watchForNewFiles(
        Duration pollInterval, TerminationCondition<String, ?> terminationCondition) {
      return watchForNewFiles(pollInterval, terminationCondition, false);
    }

    /** The same, reading new files as they come, see {@link Read#watchForNewFiles}. */
    public ReadAll watchForNewFiles(
        Duration pollInterval,
        TerminationCondition<String, ?> terminationCondition,
        boolean matchUpdatedFiles) {
      return withMatchConfiguration(
          getMatchConfiguration()
              .continuously(pollInterval, terminationCondition, matchUpdatedFiles));
    }

    @Override
    public PCollection<String> expand(PCollection<String> input) {
      return input
          .apply(
              "Match",
              FileIO.matchAll()
                  .withConfiguration(getMatchConfiguration())
                  .withOutputParallelization(false)) // reading spreads what is to be read
          .apply(
              "Open",
              FileIO.readMatches()
                  .withCompression(getCompression())
                  .withDirectoryTreatment(FileIO.ReadMatches.DirectoryTreatment.PROHIBIT))
          .apply("Read", readFiles());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(
              DisplayData.item("compressionType", getCompression().toString())
                  .withLabel("Compression"))
          .include("matchConfiguration", getMatchConfiguration());
    }
  }

  /** See {@link TextIO#readFiles}. */
  @AutoValue
  public abstract static class ReadFiles
      extends PTransform<PCollection<ReadableFile>, PCollection<String>> {
    private static final long serialVersionUID = 1;

    ReadFiles() {}

    abstract FileSplitter getSplitter();

    /**
     * The same with lines that end with these bytes and nothing else.
     *
     * @throws IllegalArgumentException if there are none, or if they end as they begin
     */
    public ReadFiles withDelimiter(byte[] delimiter) {
      return new AutoValue_TextIO_ReadFiles(getSplitter().withDelimiter(delimiter));
    }

    /** The same without the first lines of each file. */
    public ReadFiles withSkipHeaderLines(int skipHeaderLines) {
      return new AutoValue_TextIO_ReadFiles(getSplitter().withHeaderLines(skipHeaderLines));
    }

    @Override
    public PCollection<String> expand(PCollection<ReadableFile> input) {
      return input.apply("ReadLines", new ReadLines(getSplitter()));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("lines", getSplitter());
    }
  }

  /**
   * Writes elements as lines and tells the names of the files; see {@link Write}.
   *
   * @param <UserT> the type of the elements
   * @param <DestinationT> the type of destinations: there is one only, null
   */
  @AutoValue
  public abstract static class TypedWrite<
          UserT extends @Nullable Object, DestinationT extends @Nullable Object>
      extends PTransform<PCollection<UserT>, WriteFilesResult<DestinationT>> {
    private static final long serialVersionUID = 1;

    TypedWrite() {}

    static <UserT extends @Nullable Object, DestinationT extends @Nullable Object>
        TypedWrite<UserT, DestinationT> create(
            @Nullable SerializableFunction<UserT, String> formatFunction) {
      return new AutoValue_TextIO_TypedWrite.Builder<UserT, DestinationT>()
          .setFormatFunction(formatFunction)
          .setWindowedWrites(false)
          .setFilenameSuffix("")
          .setNumShards(FileOutput.ANY_NUMBER)
          .setDelimiter("\n")
          .setCompression(Compression.UNCOMPRESSED)
          .setRolling(Rolling.NEVER)
          .build();
    }

    abstract @Nullable String getFilenamePrefix();

    abstract @Nullable String getShardTemplate();

    abstract boolean isWindowedWrites();

    abstract String getFilenameSuffix();

    abstract int getNumShards();

    abstract @Nullable String getHeader();

    abstract @Nullable String getFooter();

    abstract String getDelimiter();

    abstract Compression getCompression();

    abstract Rolling getRolling();

    abstract @Nullable SerializableFunction<UserT, String> getFormatFunction();

    abstract Builder<UserT, DestinationT> toBuilder();

    @AutoValue.Builder
    abstract static class Builder<
        UserT extends @Nullable Object, DestinationT extends @Nullable Object> {
      abstract Builder<UserT, DestinationT> setFilenamePrefix(@Nullable String prefix);

      abstract Builder<UserT, DestinationT> setShardTemplate(@Nullable String template);

      abstract Builder<UserT, DestinationT> setWindowedWrites(boolean windowed);

      abstract Builder<UserT, DestinationT> setFilenameSuffix(String suffix);

      abstract Builder<UserT, DestinationT> setNumShards(int numShards);

      abstract Builder<UserT, DestinationT> setHeader(@Nullable String header);

      abstract Builder<UserT, DestinationT> setFooter(@Nullable String footer);

      abstract Builder<UserT, DestinationT> setDelimiter(String delimiter);

      abstract Builder<UserT, DestinationT> setCompression(Compression compression);

      abstract Builder<UserT, DestinationT> setRolling(Rolling rolling);

      abstract Builder<UserT, DestinationT> setFormatFunction(
          @Nullable SerializableFunction<UserT, String> formatFunction);

      abstract TypedWrite<UserT, DestinationT> build();
    }

    /** The same with lines made of elements so. */
    public TypedWrite<UserT, DestinationT> withFormatFunction(
        SerializableFunction<UserT, String> formatFunction) {
      return toBuilder().setFormatFunction(formatFunction).build();
    }

    /** See {@link Write#to(String)}. */
    public TypedWrite<UserT, DestinationT> to(String filenamePrefix) {
      return toBuilder()
          .setFilenamePrefix(Objects.requireNonNull(filenamePrefix, "filenamePrefix"))
          .build();
    }

    /** See {@link Write#to(String)}. */
    public TypedWrite<UserT, DestinationT> to(ResourceId filenamePrefix) {
      return to(filenamePrefix.toString());
    }

    /** See {@link Write#to(String)}. */
    public TypedWrite<UserT, DestinationT> to(ValueProvider<String> filenamePrefix) {
      return to(filenamePrefix.get());
    }

    /** See {@link Write#withShardNameTemplate}. */
    public TypedWrite<UserT, DestinationT> withShardNameTemplate(String shardTemplate) {
      return toBuilder()
          .setShardTemplate(Objects.requireNonNull(shardTemplate, "shardTemplate"))
          .build();
    }

    /** See {@link Write#withWindowedWrites}. */
    public TypedWrite<UserT, DestinationT> withWindowedWrites() {
      return toBuilder().setWindowedWrites(true).build();
    }

    /** See {@link Write#withSuffix}. */
    public TypedWrite<UserT, DestinationT> withSuffix(String filenameSuffix) {
      return toBuilder().setFilenameSuffix(filenameSuffix).build();
    }

    /** See {@link Write#withNumShards(int)}. */
    public TypedWrite<UserT, DestinationT> withNumShards(int numShards) {
      return toBuilder().setNumShards(FileIO.checkNumShards("TextIO.write()", numShards)).build();
    }

    /** See {@link Write#withNumShards(int)}. */
    public TypedWrite<UserT, DestinationT> withNumShards(ValueProvider<Integer> numShards) {
      return withNumShards(numShards.get());
    }

    /** See {@link Write#withoutSharding}. */
    public TypedWrite<UserT, DestinationT> withoutSharding() {
      return withNumShards(1).withShardNameTemplate("");
    }

    /** See {@link Write#withDelimiter}. */
    public TypedWrite<UserT, DestinationT> withDelimiter(char[] delimiter) {
      return toBuilder().setDelimiter(new String(delimiter)).build();
    }

    /** See {@link Write#withHeader}. */
    public TypedWrite<UserT, DestinationT> withHeader(@Nullable String header) {
      return toBuilder().setHeader(header).build();
    }

    /** See {@link Write#withFooter}. */
    public TypedWrite<UserT, DestinationT> withFooter(@Nullable String footer) {
      return toBuilder().setFooter(footer).build();
    }

    /** See {@link Write#withCompression}. */
    public TypedWrite<UserT, DestinationT> withCompression(Compression compression) {
      return toBuilder().setCompression(compression.checkSupported()).build();
    }

    /** See {@link Write#withMaxElements}. */
    public TypedWrite<UserT, DestinationT> withMaxElements(long maxElements) {
      return withRolling(getRolling().withMaxElements("TextIO.write()", maxElements));
    }

    /** See {@link Write#withMaxBytes}. */
    public TypedWrite<UserT, DestinationT> withMaxBytes(long maxBytes) {
      return withRolling(getRolling().withMaxBytes("TextIO.write()", maxBytes));
    }

    /** See {@link Write#withMaxDuration}. */
    public TypedWrite<UserT, DestinationT> withMaxDuration(Duration maxDuration) {
      return withRolling(getRolling().withMaxDuration("TextIO.write()", maxDuration));
    }

    private TypedWrite<UserT, DestinationT> withRolling(Rolling rolling) {
      return toBuilder().setRolling(rolling).build();
    }

    @Override
    public WriteFilesResult<DestinationT> expand(PCollection<UserT> input) {
      String prefix = getFilenamePrefix();
      SerializableFunction<UserT, String> toLine = getFormatFunction();
      if (prefix == null) {
        throw new IllegalArgumentException(
            "TextIO.write() needs to be told where to: add .to(\"dir/prefix\")");
      }
      if (toLine == null) {
        throw new IllegalArgumentException(
            "TextIO.writeCustomType() needs .withFormatFunction(...), which makes lines of elements");
      }
      Compression compression =
          getCompression() == Compression.AUTO
              ? Compression.detect(getFilenameSuffix()).checkSupported()
              : getCompression();
      String suffix = getFilenameSuffix() + getCompression().getSuggestedSuffix();
      boolean windowed = isWindowedWrites() || FileWrites.mustBeWindowed(input);
      checkTemplate(windowed, input);
      String given = getShardTemplate();
      TemplateNames names =
          given != null
              ? new TemplateNames(prefix, given, given, suffix)
              : new TemplateNames(
                  prefix,
                  ShardNameTemplate.INDEX_OF_MAX,
                  getRolling().rolls()
                      ? ShardNameTemplate.WINDOW_INDEX_OF_MAX
                      : ShardNameTemplate.WINDOW_PANE_INDEX_OF_MAX,
                  suffix);
      if (!names.tellsShards() && getNumShards() != 1) {
        throw new IllegalArgumentException(
            String.format(
                "all files of TextIO.write() would be called %s: put S, for the shard, into the"
                    + " template, or write one file, withoutSharding()",
                names.name(0, 1, ShardNames.NO_PART)));
      }
      names.name(
          0,
          1,
          ShardNames.NO_PART); // is there a file system for it, and is this a file? throws if not
      TextFormat<UserT> format = new TextFormat<>(toLine, getHeader(), getFooter(), getDelimiter());
      return WriteFilesResult.ofOneDestination(
          FileWrites.write(
              getName(),
              input,
              new FileOutput<>(
                  new OneDestination<>(names, format),
                  compression,
                  getNumShards(),
                  getRolling(),
                  FileOutput.DEFAULT_OPEN_FILES),
              windowed));
    }

    private void checkTemplate(boolean windowed, PCollection<UserT> input) {
      String template = getShardTemplate();
      if (template == null) {
        return;
      }
      boolean tellsWindows = template.indexOf('W') >= 0;
      boolean tellsPanes = template.indexOf('P') >= 0;
      if (!windowed && (tellsWindows || tellsPanes)) {
        throw new IllegalArgumentException(
            "TextIO.write() cannot use the template "
                + template
                + ": W and P stand for windows and panes; add .withWindowedWrites() to write window by"
                + " window");
      }
      WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
      boolean rolls = getRolling().rolls();
      boolean oncePerWindow =
          rolls
              || (strategy.getTrigger() instanceof DefaultTrigger
                  && strategy.getAllowedLateness().isZero());
      boolean oneWindow = rolls && strategy.getWindowFn() instanceof GlobalWindows;
      if (windowed && ((!tellsWindows && !oneWindow) || (!tellsPanes && !oncePerWindow))) {
        throw new IllegalArgumentException(
            "files of several windows or panes of TextIO.write() would have the same names: put W,"
                + " for the window, and P, for the pane, into the template "
                + template);
      }
    }

    @Override
    protected String getKindString() {
      return "TextIO.Write";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotNull(
              DisplayData.item("filePrefix", getFilenamePrefix()).withLabel("File name prefix"))
          .addIfNotNull(
              DisplayData.item("shardNameTemplate", getShardTemplate())
                  .withLabel("Template for shards"))
          .addIfNotDefault(
              DisplayData.item("fileSuffix", getFilenameSuffix()).withLabel("File name suffix"), "")
          .addIfNotDefault(
              DisplayData.item("numShards", getNumShards()).withLabel("Number of shards"),
              FileOutput.ANY_NUMBER)
          .addIfNotNull(DisplayData.item("fileHeader", getHeader()).withLabel("Header"))
          .addIfNotNull(DisplayData.item("fileFooter", getFooter()).withLabel("Footer"))
          .add(
              DisplayData.item("compression", getCompression().toString()).withLabel("Compression"))
          .include("rolling", getRolling());
    }
  }

  /**
   * See {@link TextIO#write}.
   *
   * <p>The files are called {@code prefix-00000-of-00002suffix} and so on. When they appear, files
   * of the same prefix and suffix that are left from an earlier output with another number of
   * shards disappear. Of an empty collection one empty file is written.
   */
  public static final class Write extends PTransform<PCollection<String>, PDone> {
    private static final long serialVersionUID = 1;

    private final TypedWrite<String, @Nullable Void> inner;

    private Write(TypedWrite<String, @Nullable Void> inner) {
      this.inner = inner;
    }

    /**
     * The same to files whose names begin so.
     *
     * @param filenamePrefix with the directory, which is made if need be
     */
    public Write to(String filenamePrefix) {
      return new Write(inner.to(filenamePrefix));
    }

    /** See {@link #to(String)}. */
    public Write to(ResourceId filenamePrefix) {
      return new Write(inner.to(filenamePrefix));
    }

    /** See {@link #to(String)}. */
    public Write to(ValueProvider<String> filenamePrefix) {
      return new Write(inner.to(filenamePrefix));
    }

    /**
     * The same with this template between prefix and suffix, see {@link ShardNameTemplate}.
     *
     * <p>When it is applied, it is refused if it has windows or panes and the output is not written
     * by them, or the other way round.
     */
    public Write withShardNameTemplate(String shardTemplate) {
      return new Write(inner.withShardNameTemplate(shardTemplate));
    }

    /**
     * The same with files of their own for each pane of each window, which is always so for input
     * without end. Needs a number of shards; a shard without elements has no file. Files of a
     * window are seen after it has fired, when a checkpoint is complete that has them; one of the
     * same name is replaced.
     */
    public Write withWindowedWrites() {
      return new Write(inner.withWindowedWrites());
    }

    /** The same with names that end so, before the compression's suffix; the default is empty. */
    public Write withSuffix(String filenameSuffix) {
      return new Write(inner.withSuffix(filenameSuffix));
    }

    /**
     * The same with this number of files. By default, and for 0, the runner decides, which is
     * faster: with a number, the elements have to be grouped first.
     */
    public Write withNumShards(int numShards) {
      return new Write(inner.withNumShards(numShards));
    }

    /** See {@link #withNumShards(int)}. */
    public Write withNumShards(ValueProvider<Integer> numShards) {
      return new Write(inner.withNumShards(numShards));
    }

    /** The same with one file whose name is prefix and suffix. */
    public Write withoutSharding() {
      return new Write(inner.withoutSharding());
    }

    /** The same with these characters behind each line; the default is {@code \n}. */
    public Write withDelimiter(char[] delimiter) {
      return new Write(inner.withDelimiter(delimiter));
    }

    /** The same with this line at the start of each file; null for none. */
    public Write withHeader(@Nullable String header) {
      return new Write(inner.withHeader(header));
    }

    /** The same with this line at the end of each file; null for none. */
    public Write withFooter(@Nullable String footer) {
      return new Write(inner.withFooter(footer));
    }

    /**
     * The same with compressed files, whose names get the compression's suffix. {@link
     * Compression#AUTO} takes the compression that the end of {@link #withSuffix} tells, such as
     * gzip for {@code .txt.gz}, and adds nothing.
     *
     * @throws UnsupportedOperationException if the compression is not supported
     */
    public Write withCompression(Compression compression) {
      return new Write(inner.withCompression(compression));
    }

    /**
     * The same with files that are full when they have so many lines, without header and footer;
     * see {@link FileIO.Write#withMaxElements}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Write withMaxElements(long maxElements) {
      return new Write(inner.withMaxElements(maxElements));
    }

    /**
     * The same with files that are full when their elements have so many bytes, before they are
     * compressed; see {@link FileIO.Write#withMaxBytes}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Write withMaxBytes(long maxBytes) {
      return new Write(inner.withMaxBytes(maxBytes));
    }

    /**
     * The same with files that are full when their first line has waited so long; see {@link
     * FileIO.Write#withMaxDuration}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Write withMaxDuration(Duration maxDuration) {
      return new Write(inner.withMaxDuration(maxDuration));
    }

    /** The same, but the output tells the names of the files. */
    @SuppressWarnings("unchecked") // there is one destination only, null, which is of every type
    public <DestinationT extends @Nullable Object>
        TypedWrite<String, DestinationT> withOutputFilenames() {
      return (TypedWrite<String, DestinationT>) inner;
    }

    @Override
    public PDone expand(PCollection<String> input) {
      inner.expand(input);
      return PDone.in(input.getPipeline());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.delegate(inner);
    }
  }

  /** See {@link TextIO#sink}. Not thread-safe while it is open. */
  @AutoValue
  public abstract static class Sink implements FileIO.Sink<String> {
    private static final long serialVersionUID = 1;

    private transient @Nullable TextFormat<String> format;

    Sink() {}

    abstract @Nullable String getHeader();

    abstract @Nullable String getFooter();

    /** The same with this line at the start of each file. */
    public Sink withHeader(String header) {
      return new AutoValue_TextIO_Sink(header, getFooter());
    }

    /** The same with this line at the end of each file. */
    public Sink withFooter(String footer) {
      return new AutoValue_TextIO_Sink(getHeader(), footer);
    }

    @Override
    public void open(WritableByteChannel channel) throws IOException {
      TextFormat<String> opened = TextFormat.ofLines(getHeader(), getFooter());
      opened.open(channel);
      format = opened;
    }

    @Override
    public void write(String element) throws IOException {
      Objects.requireNonNull(format, "open() comes first").write(element);
    }

    @Override
    public void flush() throws IOException {
      Objects.requireNonNull(format, "open() comes first").flush();
    }
  }
}
