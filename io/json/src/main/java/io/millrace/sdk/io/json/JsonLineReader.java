package io.millrace.sdk.io.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.millrace.sdk.io.records.Bytes;
import io.millrace.sdk.io.records.RecordBlocks;
import io.millrace.sdk.io.records.RecordOutput;
import io.millrace.sdk.io.records.RecordRange;
import io.millrace.sdk.io.records.RecordReader;
import java.io.IOException;
import java.util.regex.Pattern;

/** Reads the values of lines; lines of nothing but white space are left out. */
final class JsonLineReader<T> implements RecordReader<T> {

  /** What Jackson says of its source, which is a part of a block. */
  private static final Pattern SOURCE = Pattern.compile(" \\(start marker at .*\\)$");

  private final RecordBlocks blocks;
  private final ObjectReader values;

  /** Where in the block the next line begins. */
  private int next;

  JsonLineReader(RecordBlocks blocks, ObjectReader values) {
    this.blocks = blocks;
    this.values = values;
    this.next = blocks.end();
  }

  @Override
  public boolean next(RecordOutput<T> output) throws IOException {
    while (true) {
      if (next < blocks.end()) {
        if (nextOfBlock(output)) {
          return true;
        }
      } else {
        switch (blocks.next()) {
          case END -> {
            next = blocks.end();
            return false;
          }
          case TOO_LARGE, UNFINISHED -> {
            var bad = blocks.tooLarge("");
            blocks.skipLine();
            next = blocks.end();
            output.bad(bad);
            return true;
          }
          case RECORDS -> next = blocks.start();
        }
      }
    }
  }

  private boolean nextOfBlock(RecordOutput<T> output) throws IOException {
    byte[] bytes = blocks.buffer();
    int from = next;
    int lineFeed = Bytes.find(bytes, from, blocks.end(), (byte) '\n');
    int to = lineFeed < 0 ? blocks.end() : lineFeed;
    next = lineFeed < 0 ? to : to + 1;
    if (isBlank(bytes, from, to)) {
      return false;
    }
    T value;
    try {
      value = values.readValue(bytes, from, to - from);
    } catch (IOException e) {
      output.bad(blocks.bad(from, to, saying(e)));
      return true;
    }
    if (value == null) {
      output.bad(blocks.bad(from, to, "it is null"));
    } else {
      output.good(value);
    }
    return true;
  }

  private static boolean isBlank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Where in the value something is wrong, what, and in which column of the line. */
  private static String saying(IOException e) {
    StringBuilder said = new StringBuilder();
    if (e instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference part : mapping.getPath()) {
        String field = part.getFieldName();
        if (field == null) {
          said.append('[').append(part.getIndex()).append(']');
        } else {
          said.append(said.length() == 0 ? "" : ".").append(field);
        }
      }
      said.append(said.length() == 0 ? "" : ": ");
    }
    if (e instanceof JsonProcessingException processing) {
      String message = String.valueOf(processing.getOriginalMessage());
      said.append(SOURCE.matcher(message.lines().findFirst().orElse("")).replaceFirst(""));
      JsonLocation location = processing.getLocation();
      if (location != null && location.getColumnNr() > 0) {
        said.append(" (column ").append(location.getColumnNr()).append(')');
      }
    } else {
      said.append(e.getMessage());
    }
    return said.toString();
  }

  @Override
  public RecordRange rest() {
    return blocks.rest(Math.max(next, blocks.start()));
  }

  @Override
  public long backlogBytes() {
    return blocks.backlogBytes(next);
  }

  @Override
  public void close() throws IOException {
    blocks.close();
  }
}
