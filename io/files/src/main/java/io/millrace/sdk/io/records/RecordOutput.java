package io.millrace.sdk.io.records;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Takes the records of a {@link RecordReader}.
 *
 * @param <T> the type of the records
 */
public interface RecordOutput<T> {

  /** Takes a record. */
  void good(T record);

  /**
   * Takes a record that could not be read.
   *
   * @throws IOException if there must not be any
   */
  void bad(BadRecord record) throws IOException;

  /** An output for records of which none may be bad. */
  static <T> RecordOutput<T> ofGood(Consumer<? super T> good) {
    return new RecordOutput<>() {
      @Override
      public void good(T record) {
        good.accept(record);
      }

      @Override
      public void bad(BadRecord record) throws IOException {
        throw failure(record);
      }
    };
  }

  /** An output for records, good and bad. */
  static <T> RecordOutput<T> ofAll(Consumer<? super T> good, Consumer<? super BadRecord> bad) {
    return new RecordOutput<>() {
      @Override
      public void good(T record) {
        good.accept(record);
      }

      @Override
      public void bad(BadRecord record) {
        bad.accept(record);
      }
    };
  }

  /** The failure of a job that cannot go on without this record. */
  static IOException failure(BadRecord bad) {
    return new IOException("cannot read " + bad);
  }
}
