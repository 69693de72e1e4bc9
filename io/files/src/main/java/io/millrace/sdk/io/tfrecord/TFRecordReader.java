package io.millrace.sdk.io.tfrecord;

import io.millrace.sdk.io.compress.FileContent;
import io.millrace.sdk.io.records.BadRecord;
import io.millrace.sdk.io.records.RecordOutput;
import io.millrace.sdk.io.records.RecordRange;
import io.millrace.sdk.io.records.RecordReader;
import io.millrace.sdk.io.text.FileRange;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads records one after the other. A record whose checksum is wrong, or that is too large, is
 * bad; if it is its length that is wrong, nobody knows where the next record begins, and reading
 * fails.
 */
final class TFRecordReader implements RecordReader<byte[]> {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int SHOWN_BYTES = 64;

  private final FileContent content;
  private final InputStream stream;
  private final RecordRange range;
  private final int maxRecordBytes;

  /** Where in the content the next record begins. */
  private long position;

  private TFRecordReader(FileContent content, RecordRange range, int maxRecordBytes) {
    this.content = content;
    this.stream = new BufferedInputStream(Channels.newInputStream(content), BUFFER_BYTES);
    this.range = range;
    this.maxRecordBytes = maxRecordBytes;
    this.position = range.bytes().start();
  }

  static TFRecordReader open(RecordRange range, int maxRecordBytes) throws IOException {
    FileRange bytes = range.bytes();
    FileContent content = FileContent.open(bytes.file(), bytes.compression());
    try {
      content.skipTo(bytes.start());
      return new TFRecordReader(content, range, maxRecordBytes);
    } catch (IOException | RuntimeException e) {
      try (content) {
        throw e;
      }
    }
  }

  @Override
  public boolean next(RecordOutput<byte[]> output) throws IOException {
    byte[] header = stream.readNBytes(Framing.HEADER_BYTES);
    if (header.length == 0) {
      range.bytes().checkNotShorter(position);
      return false;
    }
    check(header, Framing.HEADER_BYTES);
    ByteBuffer fields = Framing.numbers(header);
    long length = fields.getLong();
    if (fields.getInt() != Framing.maskedChecksum(header, 0, Long.BYTES) || length < 0) {
      throw new IOException(
          String.format(
              "cannot read %s from byte %d on: the length of a record and its checksum do not fit;"
                  + " it is malformed, or no TFRecord file",
              range.bytes().file(), position));
    }
    if (length > maxRecordBytes) {
      tooLarge(length, output);
    } else {
      record((int) length, output);
    }
    return true;
  }

  private void record(int length, RecordOutput<byte[]> output) throws IOException {
    byte[] record = stream.readNBytes(length);
    check(record, length);
    byte[] footer = stream.readNBytes(Framing.FOOTER_BYTES);
    check(footer, Framing.FOOTER_BYTES);
    int checksum = Framing.numbers(footer).getInt();
    long start = position;
    position += Framing.HEADER_BYTES + (long) length + Framing.FOOTER_BYTES;
    if (checksum == Framing.maskedChecksum(record, 0, length)) {
      output.good(record);
    } else {
      output.bad(
          bad(
              start,
              Arrays.copyOf(record, Math.min(length, SHOWN_BYTES)),
              length,
              "its checksum does not fit"));
    }
  }

  private void tooLarge(long length, RecordOutput<byte[]> output) throws IOException {
    byte[] shown = stream.readNBytes(SHOWN_BYTES);
    try {
      stream.skipNBytes(length - shown.length + Framing.FOOTER_BYTES);
    } catch (EOFException e) {
      throw cutOff(e);
    }
    long start = position;
    position += Framing.HEADER_BYTES + length + Framing.FOOTER_BYTES;
    output.bad(
        bad(
            start,
            shown,
            length,
            String.format(
                "it has %,d bytes, more than the %,d that records may have (see"
                    + " withMaxRecordBytes)",
                length, maxRecordBytes)));
  }

  private BadRecord bad(long start, byte[] shown, long length, String cause) {
    return new BadRecord(
        range.bytes().file().toString(),
        BadRecord.LINE_UNKNOWN,
        start,
        HexFormat.of().formatHex(shown),
        shown.length < length,
        cause);
  }

  private void check(byte[] read, int expected) throws IOException {
    if (read.length < expected) {
      throw cutOff(new EOFException());
    }
  }

  private IOException cutOff(EOFException e) {
    return new IOException(
        String.format(
            "cannot read %s: it ends within the record at byte %d", range.bytes().file(), position),
        e);
  }

  @Override
  public RecordRange rest() {
    return range.startingAt(position, BadRecord.LINE_UNKNOWN);
  }

  @Override
  public long backlogBytes() {
    long end = range.bytes().end();
    return end == FileRange.TO_THE_END ? -1 : Math.max(0, end - position);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
