package io.millrace.sdk.io.avro;

import com.google.common.base.Throwables;
import io.millrace.sdk.io.avro.parts.BadParts;
import io.millrace.sdk.io.avro.parts.FilePart;
import io.millrace.sdk.io.avro.parts.PartReader;
import io.millrace.sdk.io.avro.parts.SeekableFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.avro.AvroTypeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of an Avro file that begin behind a sync marker which begins in a range.
 *
 * <p>The number of a block is the place where it begins. Avro's reader takes a file that ends
 * within a block for one that ends before it; here that is an error.
 */
final class AvroReader<T> implements PartReader<T> {

  /** Two numbers, of ten bytes at most. */
  private static final int BLOCK_HEADER_BYTES = 20;

  private static final int SYNC_SIZE = 16;

  private final FilePart part;
  private final AvroType<T> type;
  private final BadFiles badFiles;
  private final SeekableFile file;

  /** Null if the file has no header that could be read, and that was allowed. */
  private @Nullable DataFileReader<IndexedRecord> reader;

  private AvroType.@Nullable Reading<T> reading;

  /** Where the block begins that comes next, or that is being read. */
  private long block;

  /** How many elements of it were read. */
  private long elements;

  /** Where the block before it begins. */
  private long previous;

  /** Which block was tried again, as it may have been the one before it that was malformed. */
  private long triedAgain = FilePart.FIRST;

  AvroReader(FilePart part, AvroType<T> type, BadFiles badFiles) throws IOException {
    this.part = part;
    this.type = type;
    this.badFiles = badFiles;
    this.file = SeekableFile.open(part.file());
    try {
      open();
      goToFirst();
    } catch (IOException | RuntimeException e) {
      try (file) {
        throw e;
      }
    }
  }

  private void open() throws IOException {
    file.seek(0);
    GenericDatumReader<IndexedRecord> datumReader = new GenericDatumReader<>();
    DataFileReader<IndexedRecord> opened;
    try {
      opened = new DataFileReader<>(new Input(file), datumReader);
    } catch (IOException | RuntimeException e) {
      String wrong =
          Throwables.getRootCause(e) instanceof EOFException || file.size() == 0
              ? "it ends within its header, at byte " + file.size()
              : "it is no Avro file: " + BadParts.reason(e);
      if (part.start() == 0 || badFiles == BadFiles.FAIL || file.hasFailed()) {
        BadParts.handle(badFiles, file, file.failure(wrong, e));
      }
      reader = null;
      return;
    } catch (LinkageError e) {
      throw file.failure("the library for its codec is missing: " + e.getMessage(), e);
    }
    try {
      AvroType.Reading<T> made = type.reading(opened.getSchema(), Set.of());
      datumReader.setExpected(made.schema());
      reading = made;
    } catch (AvroTypeException e) {
      throw file.failure(String.valueOf(e.getMessage()), e);
    }
    reader = opened;
  }

  private void goToFirst() throws IOException {
    DataFileReader<IndexedRecord> opened = reader;
    if (opened == null) {
      return;
    }
    if (part.block() != FilePart.FIRST) {
      opened.seek(part.block());
    } else if (part.start() > 0) {
      opened.sync(part.start());
    }
    block = opened.previousSync();
    for (long i = 0; i < part.elements(); i++) {
      if (read() == null) {
        throw file.failure(
            String.format(
                "it changed while it was read: the block at byte %d had %d elements or more",
                part.block(), part.elements()),
            new EOFException());
      }
    }
  }

  @Override
  public @Nullable T next() throws IOException {
    IndexedRecord read = read();
    AvroType.Reading<T> made = reading;
    if (read == null || made == null) {
      return null;
    }
    try {
      return made.fromAvro(read);
    } catch (AvroTypeException e) {
      throw file.failure("an element before byte " + block + ": " + e.getMessage(), e);
    }
  }

  private @Nullable IndexedRecord read() throws IOException {
    while (true) {
      DataFileReader<IndexedRecord> current = reader;
      if (current == null) {
        return null;
      }
      try {
        // looks at the block before it is read: it may be somebody else's
        if (current.pastSync(part.end())) {
          return null;
        }
        if (current.hasNext()) {
          IndexedRecord read = current.next();
          long before = block;
          block = current.previousSync();
          if (block == before) {
            elements++;
          } else {
            previous = before;
            elements = 0;
          }
          return read;
        }
      } catch (IOException | RuntimeException e) {
        leaveOutBlock(e);
        continue;
      }
      if (block >= file.size()) {
        return null;
      }
      leaveOutBlock(new EOFException());
    }
  }

  /** Whether the block at hand says that it is larger than what is left of the file. */
  private boolean endsWithinBlock() throws IOException {
    file.seek(block);
    ByteBuffer start = ByteBuffer.allocate(BLOCK_HEADER_BYTES);
    while (start.hasRemaining() && file.read(start) >= 0) {
      // more
    }
    BinaryDecoder header =
        DecoderFactory.get().binaryDecoder(start.array(), 0, start.position(), null);
    try {
      header.readLong();
      long bytes = header.readLong();
      long headerBytes = (long) start.position() - header.inputStream().available();
      return bytes >= 0 && block + headerBytes + bytes + SYNC_SIZE > file.size();
    } catch (EOFException e) {
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** Goes on with the next block whose beginning can be found. */
  private void leaveOutBlock(Exception e) throws IOException {
    if (file.hasFailed()) {
      throw file.failure(BadParts.reason(e), e);
    }
    // that a block had bytes behind its elements is noticed when the next one is to be read
    boolean maybeThePrevious = elements == 0 && triedAgain != block;
    if (triedAgain != block) {
      BadParts.handle(badFiles, file, file.failure(whatIsWrong(e), e));
    }
    long bad = block;
    open(); // what the reader knows of the block it would keep
    DataFileReader<IndexedRecord> opened = reader;
    if (opened == null) {
      return;
    }
    if (maybeThePrevious) {
      triedAgain = bad;
      opened.seek(bad);
    } else {
      opened.sync(bad);
      block = opened.previousSync();
      elements = 0;
    }
  }

  private String whatIsWrong(Exception e) throws IOException {
    String reason = BadParts.reason(e);
    if (reason.startsWith("Block read partially")) {
      return "malformed Avro data in the block at byte " + previous + ": " + reason;
    }
    return endsWithinBlock()
        ? String.format(
            "it ends at byte %d, within the block that begins at byte %d", file.size(), block)
        : "malformed Avro data in the block at byte " + block + ": " + reason;
  }

  @Override
  public FilePart rest() {
    // at the end there is no block, and nothing is left of a range behind all of them
    return reader == null ? part.at(file.size(), 0) : part.at(block, elements);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private record Input(SeekableFile file) implements SeekableInput {

    @Override
    public void seek(long position) throws IOException {
      file.seek(position);
    }

    @Override
    public long tell() throws IOException {
      return file.position();
    }

    @Override
    public long length() {
      return file.size();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return file.read(ByteBuffer.wrap(target, offset, length));
    }

    @Override
    public void close() {
      // the file belongs to who opened it
    }
  }
}
