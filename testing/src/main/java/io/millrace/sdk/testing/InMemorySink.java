package io.millrace.sdk.testing;

import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.io.shell.UniqueMarks;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PDone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a collection into the memory of this JVM, for tests of pipelines that look at what comes
 * out while they run, or after they failed and went on.
 *
 * <pre>{@code
 * pipeline.apply(...).apply(InMemorySink.to("totals"));
 * pipeline.run().waitUntilFinish();
 * assertThat(InMemorySink.<Long>results("totals")).containsExactlyInAnyOrder(3L, 4L);
 * }</pre>
 *
 * <p>It keeps to what sinks promise: elements are seen when they are committed, and each once,
 * whatever fails. Any runner will do that runs the pipeline in this JVM; another one fails and says
 * so. To check a collection when all is done, {@link PAssert} is simpler and runs everywhere.
 * Thread-safe.
 *
 * @param <T> the type of the elements
 */
public final class InMemorySink<T extends @Nullable Object>
    extends PTransform<PCollection<T>, PDone> {
  private static final long serialVersionUID = 1;

  private static final Map<String, Results> ALL = new ConcurrentHashMap<>();

  /** What was committed under a tag. */
  private static final class Results {
    final String owner;
    private final Set<String> committed = new HashSet<>();
    private final List<@Nullable Object> elements = new ArrayList<>();

    Results(String owner) {
      this.owner = owner;
    }

    /** Forgets what came of an earlier attempt. */
    synchronized void clear() {
      committed.clear();
      elements.clear();
    }

    synchronized void add(String id, @Nullable Object element) {
      if (committed.add(id)) {
        elements.add(element);
      }
    }

    synchronized List<@Nullable Object> elements() {
      return new ArrayList<>(elements);
    }
  }

  private final String tag;

  private InMemorySink(String tag) {
    this.tag = tag;
  }

  /**
   * Writes under a tag. When it is applied, what an earlier pipeline has written under the tag is
   * forgotten, and what that writes later is not seen.
   */
  public static <T extends @Nullable Object> InMemorySink<T> to(String tag) {
    return new InMemorySink<>(Objects.requireNonNull(tag, "tag"));
  }

  /**
   * The elements that are committed under a tag, in no particular order, as copies that their coder
   * made.
   *
   * @throws IllegalStateException if nothing was ever applied with this tag
   */
  @SuppressWarnings("unchecked") // the caller knows what it wrote
  public static <T extends @Nullable Object> List<T> results(String tag) {
    Results results = ALL.get(tag);
    if (results == null) {
      throw new IllegalStateException("no pipeline has an InMemorySink.to(\"" + tag + "\")");
    }
    return (List<T>) results.elements();
  }

  @Override
  public PDone expand(PCollection<T> input) {
    String owner = UniqueMarks.next();
    ALL.put(tag, new Results(owner));
    input.apply(
        "Write",
        Write.to(
            new MemorySink<>(
                tag, owner, input.getCoder(), input.isBounded() == IsBounded.BOUNDED)));
    return PDone.in(input.getPipeline());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("tag", tag).withLabel("Tag"));
  }

  private static final class MemorySink<T extends @Nullable Object>
      extends Sink<T, KV<String, byte[]>, @Nullable Void> {
    private static final long serialVersionUID = 1;

    private final String tag;
    private final String owner;
    private final Coder<T> coder;
    private final boolean ends;

    MemorySink(String tag, String owner, Coder<T> coder, boolean ends) {
      this.ends = ends;
      this.tag = tag;
      this.owner = owner;
      this.coder = coder;
    }

    @Override
    public Coder<KV<String, byte[]>> getCommittableCoder() {
      return KvCoder.of(StringUtf8Coder.of(), ByteArrayCoder.of());
    }

    @Override
    public Coder<@Nullable Void> getResultCoder() {
      return VoidCoder.of();
    }

    @Override
    public SinkWriter<T, KV<String, byte[]>> createWriter(SinkContext context) {
      return new Writer<>(coder);
    }

    @Override
    public SinkCommitter<KV<String, byte[]>, @Nullable Void> createCommitter(SinkContext context) {
      return new Committer<>(this);
    }
  }

  private static final class Writer<T extends @Nullable Object>
      implements SinkWriter<T, KV<String, byte[]>> {

    private final Coder<T> coder;
    private final List<KV<String, byte[]>> waiting = new ArrayList<>();

    Writer(Coder<T> coder) {
      this.coder = coder;
    }

    @Override
    public void write(T element, long timestampMillis) throws IOException {
      waiting.add(KV.of(UniqueMarks.next(), CoderUtils.encodeToByteArray(coder, element)));
    }

    @Override
    public List<KV<String, byte[]>> prepareCommit() {
      List<KV<String, byte[]>> prepared = List.copyOf(waiting);
      waiting.clear();
      return prepared;
    }

    @Override
    public void abort() {
      waiting.clear();
    }

    @Override
    public void close() {
      waiting.clear();
    }
  }

  private record Committer<T extends @Nullable Object>(MemorySink<T> sink)
      implements SinkCommitter<KV<String, byte[]>, @Nullable Void> {

    @Override
    public List<@Nullable Void> commit(List<KV<String, byte[]>> committables) throws IOException {
      Results results = ALL.get(sink.tag);
      if (results == null) {
        throw new IllegalStateException(
            "InMemorySink.to(\""
                + sink.tag
                + "\") writes into the JVM of the test, but the pipeline runs in another: use a"
                + " runner that runs it there, such as the direct runner");
      }
      if (results.owner.equals(sink.owner)) {
        if (sink.ends) {
          results.clear(); // it is all there is, and is written anew if the job begins anew
        }
        for (KV<String, byte[]> each : committables) {
          results.add(each.getKey(), CoderUtils.decodeFromByteArray(sink.coder, each.getValue()));
        }
      }
      return List.of();
    }

    @Override
    public void abort(List<KV<String, byte[]>> committables) {}

    @Override
    public void close() {}
  }
}
