package io.millrace.runners.core.stage;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What functions note for their test; copies that were serialised note in the same place. */
final class Notes implements Serializable {

  private static final Map<String, List<String>> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  Notes() {
    ALL.put(id, new ArrayList<>());
  }

  void add(Object note) {
    ALL.get(id).add(String.valueOf(note));
  }

  List<String> lines() {
    return new ArrayList<>(ALL.get(id));
  }
}
