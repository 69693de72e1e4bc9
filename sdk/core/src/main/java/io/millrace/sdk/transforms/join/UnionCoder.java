package io.millrace.sdk.transforms.join;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.StructuredCoder;
import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coder of {@link RawUnionValue}: the number of the collection, then the value by its coder. */
public final class UnionCoder extends StructuredCoder<RawUnionValue> {

  private static final long serialVersionUID = 1;

  private final List<Coder<?>> elementCoders;

  private UnionCoder(List<Coder<?>> elementCoders) {
    this.elementCoders = List.copyOf(elementCoders);
  }

  /** A coder of values of collections with the given coders, in the order of their numbers. */
  public static UnionCoder of(List<Coder<?>> elementCoders) {
    return new UnionCoder(elementCoders);
  }

  /** The coders of the collections. */
  public List<? extends Coder<?>> getElementCoders() {
    return elementCoders;
  }

  @Override
  @SuppressWarnings("NullAway") // the value's coder refuses null if need be
  public void encode(RawUnionValue value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw new CoderException("cannot encode a null RawUnionValue");
    }
    VarInt.encode(value.getUnionTag(), outStream);
    coder(value.getUnionTag()).encode(value.getValue(), outStream);
  }

  @Override
  public RawUnionValue decode(InputStream inStream) throws IOException {
    int tag = VarInt.decodeInt(inStream);
    return new RawUnionValue(tag, coder(tag).decode(inStream));
  }

  @SuppressWarnings("unchecked") // values of a collection are of its coder's type
  private Coder<@Nullable Object> coder(int tag) throws CoderException {
    if (tag < 0 || tag >= elementCoders.size()) {
      throw new CoderException(
          "there is no collection with the number " + tag + " among " + elementCoders.size());
    }
    return (Coder<@Nullable Object>) elementCoders.get(tag);
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return elementCoders;
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "value", elementCoders);
  }
}
