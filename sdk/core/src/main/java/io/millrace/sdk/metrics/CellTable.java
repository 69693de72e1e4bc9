package io.millrace.sdk.metrics;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Cells by name: open addressing with linear probing, at most half full, and no removal. */
final class CellTable<C extends Metric> {
  private @Nullable Metric[] slots = new @Nullable Metric[8];
  private int size;

  // only add() fills the slots, with cells of type C
  @SuppressWarnings("unchecked")
  @Nullable C find(MetricName name) {
    return (C) slots[slot(name)];
  }

  C add(C cell) {
    if (++size * 2 > slots.length) {
      @Nullable Metric[] old = slots;
      slots = new @Nullable Metric[old.length * 2];
      for (Metric each : old) {
        if (each != null) {
          slots[slot(each.getName())] = each;
        }
      }
    }
    slots[slot(cell.getName())] = cell;
    return cell;
  }

  @SuppressWarnings("unchecked")
  void forEach(Consumer<C> action) {
    for (Metric each : slots) {
      if (each != null) {
        action.accept((C) each);
      }
    }
  }

  /** Where this name is, or the free slot where it belongs. */
  private int slot(MetricName name) {
    @Nullable Metric[] table = slots;
    int mask = table.length - 1;
    int hash = name.hashCode();
    int i = (hash ^ (hash >>> 16)) & mask;
    for (Metric each = table[i]; each != null; each = table[i]) {
      if (each.getName().equals(name)) {
        return i;
      }
      i = (i + 1) & mask;
    }
    return i;
  }
}
