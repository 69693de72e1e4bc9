package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.StructuredCoder;
import io.millrace.sdk.coders.VarLongCoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** The coder of {@link RowPosition}. */
final class RowPositionCoder<P> extends StructuredCoder<RowPosition<P>> {
  private static final long serialVersionUID = 1;

  private static final int ALL = 0;
  private static final int NULL = 1;
  private static final int BEFORE = 2;
  private static final int UP_TO = 3;

  private final Coder<P> values;

  RowPositionCoder(Coder<P> values) {
    this.values = values;
  }

  @Override
  public void encode(RowPosition<P> position, OutputStream out) throws IOException {
    RowRange<P> range = position.range();
    if (range instanceof RowRange.Before<P> before) {
      out.write(BEFORE);
      values.encode(before.from(), out);
      values.encode(before.to(), out);
    } else if (range instanceof RowRange.UpTo<P> upTo) {
      out.write(UP_TO);
      values.encode(upTo.from(), out);
      values.encode(upTo.to(), out);
    } else {
      out.write(range instanceof RowRange.Null<P> ? NULL : ALL);
    }
    VarLongCoder.of().encode(position.given(), out);
    VarLongCoder.of().encode(position.check(), out);
  }

  @Override
  public RowPosition<P> decode(InputStream in) throws IOException {
    RowRange<P> range = range(in);
    long given = VarLongCoder.of().decode(in);
    return new RowPosition<>(range, given, VarLongCoder.of().decode(in));
  }

  private RowRange<P> range(InputStream in) throws IOException {
    int kind = in.read();
    return switch (kind) {
      case ALL -> new RowRange.All<>();
      case NULL -> new RowRange.Null<>();
      case BEFORE -> {
        P from = values.decode(in);
        yield new RowRange.Before<>(from, values.decode(in));
      }
      case UP_TO -> {
        P from = values.decode(in);
        yield new RowRange.UpTo<>(from, values.decode(in));
      }
      case -1 -> throw new EOFException();
      default -> throw new CoderException("there is no range of rows of kind " + kind);
    };
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(values);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    values.verifyDeterministic();
  }
}
