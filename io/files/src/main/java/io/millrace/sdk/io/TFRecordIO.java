package io.millrace.sdk.io;

import io.millrace.sdk.io.tfrecord.TFRecordFormat;
import io.millrace.sdk.io.tfrecord.TFRecordSink;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the record files of TensorFlow: records of bytes, with their lengths and
 * checksums.
 *
 * <pre>{@code
 * PCollection<byte[]> examples = p.apply(TFRecordIO.read().from("examples-*.tfrecord.gz"));
 * examples.apply(TFRecordIO.write().to("result").withCompression(Compression.GZIP));
 * }</pre>
 *
 * <p>A record whose checksum is wrong is bad, see {@link RecordIO}, and shown in hexadecimal
 * digits; a length whose checksum is wrong makes the file unreadable from there on.
 */
public final class TFRecordIO {

  private TFRecordIO() {}

  /** Reads the records of the files that one pattern stands for. */
  public static RecordIO.Read<byte[]> read() {
    return RecordIO.read(new TFRecordFormat());
  }

  /** Reads the records of the files that the patterns in a collection stand for. */
  public static RecordIO.ReadAll<byte[]> readAll() {
    return RecordIO.readAll(new TFRecordFormat());
  }

  /** Reads the records of the files in a collection, see {@link FileIO#readMatches}. */
  public static RecordIO.ReadFiles<byte[]> readFiles() {
    return RecordIO.readFiles(new TFRecordFormat());
  }

  /** Writes records to files, called {@code ...tfrecord}. */
  public static FileIO.Write<@Nullable Void, byte[]> write() {
    return FileIO.<byte[]>write().via(sink()).withSuffix(".tfrecord");
  }

  /** The format for {@link FileIO#write}. */
  public static FileIO.Sink<byte[]> sink() {
    return new TFRecordSink();
  }
}
