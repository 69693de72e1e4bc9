package io.millrace.runners.core.state;

import io.millrace.runners.core.store.StateTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one scope in a table, in the order of their sub-keys. What was read by sub-key and
 * what was changed stays in memory until it is {@link #writeBack written back}.
 */
final class StoredEntries {

  /** Up to so many entries are removed one by one; more as a range. */
  private static final int FEW = 32;

  /** About what an entry in memory takes besides its bytes. */
  private static final int OVERHEAD = 100;

  /** An entry, by its sub-key. */
  static final class Entry {
    private final byte[] subKey;
    private final byte[] value;

    Entry(byte[] subKey, byte[] value) {
      this.subKey = subKey;
      this.value = value;
    }

    byte[] subKey() {
      return subKey;
    }

    byte[] value() {
      return value;
    }
  }

  /** What is known of a sub-key. */
  private static final class Known {

    /** Null if there is none. */
    final byte @Nullable [] value;

    /** Whether the table does not have it yet. */
    final boolean changed;

    Known(byte @Nullable [] value, boolean changed) {
      this.value = value;
      this.changed = changed;
    }
  }

  private final StoreSpace space;
  private final StateTable table;
  private final byte[] place;
  private final NavigableMap<byte[], Known> known = new TreeMap<>(Arrays::compareUnsigned);

  /** Whether there may be entries in the table that count. */
  private boolean stored;

  /** Whether there may be entries in the table that are to be removed. */
  private boolean wiped;

  /**
   * @param place of the scope: what all keys begin with
   * @param stored whether the table may have any of them
   */
  StoredEntries(StoreSpace space, StateTable table, byte[] place, boolean stored) {
    this.space = space;
    this.table = table;
    this.place = place;
    this.stored = stored;
  }

  /** The value of a sub-key; null if there is none. */
  byte @Nullable [] get(byte[] subKey) {
    Known there = known.get(subKey);
    if (there != null) {
      return there.value;
    }
    if (!stored) {
      return null;
    }
    byte[] value = table.get(ByteKeys.join(place, subKey));
    know(subKey, value, false);
    return value;
  }

  void put(byte[] subKey, byte[] value) {
    know(subKey, value, true);
  }

  void remove(byte[] subKey) {
    know(subKey, null, true);
  }

  private void know(byte[] subKey, byte @Nullable [] value, boolean changed) {
    known.put(subKey, new Known(value, changed));
    space.atHand(OVERHEAD + subKey.length + (value == null ? 0 : value.length));
  }

  void clear() {
    known.clear();
    wiped |= stored;
    stored = false;
  }

  /** All entries, as of now. */
  List<Entry> list() {
    return list(ByteKeys.FIRST, null);
  }

  /** The entries from a sub-key up to another one, as of now. */
  List<Entry> list(byte[] from, byte @Nullable [] to) {
    List<Entry> list = new ArrayList<>();
    scan(from, to, (subKey, value) -> list.add(new Entry(subKey, value)));
    return list;
  }

  /**
   * Shows the entries from a sub-key up to another one.
   *
   * @param to null for up to the end
   * @param visitor must change nothing
   */
  void scan(byte[] from, byte @Nullable [] to, StateTable.Visitor visitor) {
    if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
      return;
    }
    Merge merge =
        new Merge(
            to == null ? known.tailMap(from, true) : known.subMap(from, true, to, false), visitor);
    if (stored) {
      table.scan(
          ByteKeys.join(place, from),
          to == null ? ByteKeys.after(place) : ByteKeys.join(place, to),
          (key, value) -> merge.stored(ByteKeys.behind(place.length, key), value));
    }
    merge.rest();
  }

  /** What is known, in between of what is in the table and in the place of it. */
  private static final class Merge {
    private final List<Map.Entry<byte[], Known>> range;
    private final StateTable.Visitor visitor;
    private int next;
    private boolean over;

    Merge(NavigableMap<byte[], Known> range, StateTable.Visitor visitor) {
      this.range = List.copyOf(range.entrySet());
      this.visitor = visitor;
    }

    boolean stored(byte[] subKey, byte[] value) {
      while (!over && next < range.size()) {
        int order = Arrays.compareUnsigned(range.get(next).getKey(), subKey);
        if (order > 0) {
          break;
        }
        known();
        if (order == 0) {
          return !over;
        }
      }
      over = over || !visitor.visit(subKey, value);
      return !over;
    }

    private void known() {
      Map.Entry<byte[], Known> entry = range.get(next++);
      byte[] value = entry.getValue().value;
      over = value != null && !visitor.visit(entry.getKey(), value);
    }

    void rest() {
      while (!over && next < range.size()) {
        known();
      }
    }
  }

  /**
   * Writes what was changed to the table, and forgets what is in memory.
   *
   * @return whether there are any entries
   */
  boolean writeBack() {
    if (wiped) {
      wipe();
      wiped = false;
    }
    boolean any = false;
    boolean removed = false;
    for (Map.Entry<byte[], Known> entry : known.entrySet()) {
      byte[] value = entry.getValue().value;
      any |= value != null;
      if (!entry.getValue().changed) {
        continue;
      }
      if (value != null) {
        table.put(ByteKeys.join(place, entry.getKey()), value);
      } else if (stored) {
        table.delete(ByteKeys.join(place, entry.getKey()));
        removed = true;
      }
    }
    known.clear();
    stored = any || (stored && (!removed || isAnyInTable()));
    return stored;
  }

  private boolean isAnyInTable() {
    boolean[] any = new boolean[1];
    table.scan(
        place,
        ByteKeys.after(place),
        (key, value) -> {
          any[0] = true;
          return false;
        });
    return any[0];
  }

  private void wipe() {
    List<byte[]> keys = new ArrayList<>();
    // A place has the length of a key in it, of which the last byte is a small one.
    byte[] end = Objects.requireNonNull(ByteKeys.after(place));
    table.scan(
        place,
        end,
        (key, value) -> {
          keys.add(key);
          return keys.size() <= FEW;
        });
    if (keys.size() <= FEW) {
      keys.forEach(table::delete);
    } else {
      table.deleteRange(place, end);
    }
  }
}
