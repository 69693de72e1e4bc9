package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StructuredCoder;
import io.millrace.sdk.transforms.CombineFns.CoCombineResult;
import io.millrace.sdk.values.TupleTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A coder of {@link CoCombineResult}: the results one after the other, in the order of tags. */
final class CoCombineResultCoder extends StructuredCoder<CoCombineResult> {
  private static final long serialVersionUID = 1;

  private final List<TupleTag<?>> tags;
  private final List<Coder<@Nullable Object>> coders;

  CoCombineResultCoder(List<TupleTag<?>> tags, List<Coder<@Nullable Object>> coders) {
    this.tags = List.copyOf(tags);
    this.coders = List.copyOf(coders);
  }

  @Override
  public void encode(CoCombineResult value, OutputStream outStream) throws IOException {
    for (int i = 0; i < tags.size(); i++) {
      coders.get(i).encode(value.get(tags.get(i)), outStream);
    }
  }

  @Override
  public CoCombineResult decode(InputStream inStream) throws IOException {
    Map<TupleTag<?>, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < tags.size(); i++) {
      values.put(tags.get(i), coders.get(i).decode(inStream));
    }
    return new CoCombineResult(values);
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return coders;
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    for (Coder<?> coder : coders) {
      verifyDeterministic(this, "a result", coder);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof CoCombineResultCoder that
        && tags.equals(that.tags);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + tags.hashCode();
  }
}
