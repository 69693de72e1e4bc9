package io.millrace.sdk.io.jdbc.write;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The coder of {@link RowBatch}. */
final class RowBatchCoder extends AtomicCoder<RowBatch> {
  private static final long serialVersionUID = 1;
  private static final RowBatchCoder INSTANCE = new RowBatchCoder();

  private RowBatchCoder() {}

  static RowBatchCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(RowBatch value, OutputStream outStream) throws IOException {
    StringUtf8Coder.of().encode(value.id(), outStream);
    VarIntCoder.of().encode(value.count(), outStream);
    ByteArrayCoder.of().encode(value.rows(), outStream);
  }

  @Override
  public RowBatch decode(InputStream inStream) throws IOException {
    String id = StringUtf8Coder.of().decode(inStream);
    int count = VarIntCoder.of().decode(inStream);
    return new RowBatch(id, count, ByteArrayCoder.of().decode(inStream));
  }
}
