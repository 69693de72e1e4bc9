package io.millrace.runners.core.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store in memory, which refuses to be used wrongly. */
public final class SortedStore implements StateStore {

  private final Map<String, Table> tables = new TreeMap<>();
  private boolean closed;

  @Override
  public StateTable table(String name, int prefixBytes) {
    Table table = new Table(prefixBytes);
    if (closed || tables.put(name, table) != null) {
      throw new IllegalStateException("No second table " + name + ", and none after the end");
    }
    return table;
  }

  /** How many entries there are in all tables. */
  public int size() {
    return tables.values().stream().mapToInt(table -> table.entries.size()).sum();
  }

  @Override
  public void close() {
    closed = true;
  }

  private final class Table implements StateTable {
    private final int prefixBytes;
    private final NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    Table(int prefixBytes) {
      this.prefixBytes = prefixBytes;
    }

    private NavigableMap<byte[], byte[]> open() {
      if (closed) {
        throw new IllegalStateException("The store is closed");
      }
      return entries;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      byte[] value = open().get(key);
      return value == null ? null : value.clone();
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (key.length < prefixBytes) {
        throw new IllegalArgumentException("A key without its prefix: " + Arrays.toString(key));
      }
      open().put(key.clone(), value.clone());
    }

    @Override
    public void delete(byte[] key) {
      open().remove(key);
    }

    @Override
    public void deleteRange(byte[] from, byte[] to) {
      open().subMap(from, true, to, false).clear();
    }

    @Override
    public void scan(byte[] from, byte @Nullable [] to, Visitor visitor) {
      NavigableMap<byte[], byte[]> range =
          to == null ? open().tailMap(from, true) : open().subMap(from, true, to, false);
      List<Map.Entry<byte[], byte[]>> all = new ArrayList<>();
      range.forEach((key, value) -> all.add(Map.entry(key, value)));
      for (Map.Entry<byte[], byte[]> entry : all) {
        if (!visitor.visit(entry.getKey().clone(), entry.getValue().clone())) {
          return;
        }
      }
    }

    @Override
    public void drop() {
      entries.clear();
    }
  }
}
