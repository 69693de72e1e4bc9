package io.millrace.runners.core.plan;

import io.millrace.model.v1.Components;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.Pipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Expands the composites of a model to the transforms that are executed, each after those that it
 * reads from and otherwise in the order of the model.
 */
final class Leaves {

  private final Components components;
  private final List<Leaf> leaves = new ArrayList<>();
  private final Map<String, String> idsByName = new HashMap<>();
  private final Set<String> visited = new HashSet<>();
  private final Set<String> enclosing = new LinkedHashSet<>();

  private Leaves(Components components) {
    this.components = components;
  }

  /**
   * @throws PlanException if ids are missing, transforms are unknown, a collection has no producer
   *     or two, or collections depend on themselves
   */
  static List<Leaf> inOrder(Pipeline pipeline) {
    Leaves expansion = new Leaves(pipeline.getComponents());
    for (String id : pipeline.getRootTransformIdsList()) {
      expansion.visit(id, "The list of root transforms", true);
    }
    for (String id : sorted(pipeline.getComponents().getTransformsMap().keySet())) {
      if (!expansion.visited.contains(id)) {
        throw new PlanException(
            String.format(
                "Transform \"%s\" (id %s) belongs to no root transform, so it would never run. List"
                    + " it in root_transform_ids or in a composite, or take it out.",
                pipeline.getComponents().getTransformsOrThrow(id).getUniqueName(), id));
      }
    }
    return new Sorting(expansion.components, expansion.leaves).sorted();
  }

  /** How many transforms of a model are executed, rather than made of others. */
  static int count(Components components) {
    Set<String> insideWhole = new HashSet<>();
    components.getTransformsMap().values().stream()
        .filter(transform -> kindOf(transform, components) != null)
        .forEach(whole -> addParts(components, whole, insideWhole));
    return (int)
        components.getTransformsMap().entrySet().stream()
            .filter(entry -> kindOf(entry.getValue(), components) != null)
            .filter(entry -> !insideWhole.contains(entry.getKey()))
            .count();
  }

  /**
   * What a transform is executed as; null for those that are expanded, and for unknowns. A combine
   * that reads side inputs without end is a grouping and a function: the function's input, groups,
   * can wait.
   */
  private static @Nullable LeafKind kindOf(PTransform transform, Components components) {
    LeafKind kind = LeafKind.of(transform);
    if (kind != LeafKind.COMBINE_PER_KEY || transform.getSubtransformsCount() == 0) {
      return kind;
    }
    boolean waits =
        Leaf.read("", transform, kind, components).sideInputs().stream()
            .anyMatch(use -> PlanCapabilities.isUnbounded(use.collectionId(), components));
    return waits ? null : kind;
  }

  private static void addParts(Components components, PTransform transform, Set<String> parts) {
    for (String id : transform.getSubtransformsList()) {
      parts.add(id);
      addParts(components, components.getTransformsOrThrow(id), parts);
    }
  }

  /** {@code executed} is false inside a composite that is executed as a whole. */
  private void visit(String id, String mentionedBy, boolean executed) {
    PTransform transform = components.getTransformsMap().get(id);
    if (transform == null) {
      throw new PlanException(
          mentionedBy + " names a transform \"" + id + "\" that the model does not contain.");
    }
    String name = transform.getUniqueName();
    if (enclosing.contains(id)) {
      throw new PlanException("Composite transform \"" + name + "\" contains itself.");
    }
    if (!visited.add(id)) {
      throw new PlanException(
          String.format(
              "Transform \"%s\" (id %s) is part of two composites or listed twice: %s names it"
                  + " again. Each transform has one place.",
              name, id, mentionedBy));
    }
    String otherId = idsByName.putIfAbsent(name, id);
    if (otherId != null) {
      throw new PlanException(
          String.format(
              "Two transforms (ids %s and %s) have the name \"%s\". Give each its own.",
              otherId, id, name));
    }
    checkCollectionsExist(transform);

    LeafKind kind = kindOf(transform, components);
    if (kind != null && executed) {
      leaves.add(Leaf.read(id, transform, kind, components));
    } else if (kind == null && transform.getSubtransformsCount() == 0 && executed) {
      refuseUnlessEmpty(transform);
    }
    enclosing.add(id);
    for (String part : transform.getSubtransformsList()) {
      visit(part, "Transform \"" + name + "\"", executed && kind == null);
    }
    enclosing.remove(id);
  }

  private void checkCollectionsExist(PTransform transform) {
    List<String> ids = new ArrayList<>(transform.getInputsMap().values());
    ids.addAll(transform.getOutputsMap().values());
    for (String id : sorted(ids)) {
      if (!components.containsPcollections(id)) {
        throw new PlanException(
            String.format(
                "Transform \"%s\" refers to a collection \"%s\" that the model does not contain.",
                transform.getUniqueName(), id));
      }
    }
  }

  /** A composite may do nothing but return its input. */
  private static void refuseUnlessEmpty(PTransform transform) {
    String urn = transform.getSpec().getUrn();
    if (!urn.isEmpty()) {
      throw new PlanException(
          String.format(
              "Transform \"%s\" is a %s, which this version does not know, and has no parts to"
                  + " execute instead. Use a newer runner, or another transform.",
              transform.getUniqueName(), urn));
    }
    if (!transform.getInputsMap().values().containsAll(transform.getOutputsMap().values())) {
      throw new PlanException(
          String.format(
              "Transform \"%s\" has outputs but neither a URN nor parts, so nothing computes them.",
              transform.getUniqueName()));
    }
  }

  private static List<String> sorted(Iterable<String> ids) {
    List<String> result = new ArrayList<>();
    ids.forEach(result::add);
    result.sort(null);
    return result;
  }

  /** Puts producers before consumers. */
  private static final class Sorting {
    private final Components components;
    private final List<Leaf> leaves;
    private final Map<String, Integer> producers = new HashMap<>();

    Sorting(Components components, List<Leaf> leaves) {
      this.components = components;
      this.leaves = leaves;
    }

    List<Leaf> sorted() {
      for (int i = 0; i < leaves.size(); i++) {
        for (String collection : leaves.get(i).outputs().values()) {
          Integer other = producers.putIfAbsent(collection, i);
          if (other != null) {
            throw new PlanException(
                String.format(
                    "Collection \"%s\" is produced twice, by transforms \"%s\" and \"%s\". Each"
                        + " collection has one producer; flatten two to join them.",
                    nameOf(collection), leaves.get(other).name(), leaves.get(i).name()));
          }
        }
      }
      List<Integer> order = TopologicalOrder.of(leaves.stream().map(this::producersOf).toList());
      if (order.size() < leaves.size()) {
        throw cycle(new HashSet<>(order));
      }
      return order.stream().map(leaves::get).toList();
    }

    private List<Integer> producersOf(Leaf leaf) {
      List<String> collections = new ArrayList<>(leaf.inputs());
      leaf.sideInputs().forEach(use -> collections.add(use.collectionId()));
      List<Integer> result = new ArrayList<>();
      for (String collection : collections) {
        Integer producer = producers.get(collection);
        if (producer == null) {
          throw new PlanException(
              String.format(
                  "Transform \"%s\" reads the collection \"%s\", which no transform produces.",
                  leaf.name(), nameOf(collection)));
        }
        result.add(producer);
      }
      return result;
    }

    /** Whatever has no place in the order depends on something else that has none. */
    private PlanException cycle(Set<Integer> placed) {
      int at = 0;
      while (placed.contains(at)) {
        at++;
      }
      List<Integer> way = new ArrayList<>();
      while (!way.contains(at)) {
        way.add(at);
        at =
            producersOf(leaves.get(at)).stream()
                .filter(producer -> !placed.contains(producer))
                .findFirst()
                .orElseThrow();
      }
      String names =
          way.subList(way.indexOf(at), way.size()).stream()
              .map(i -> "\"" + leaves.get(i).name() + "\"")
              .collect(Collectors.joining(", "));
      return new PlanException(
          "Each of these transforms reads from the next, and the last from the first: "
              + names
              + ". A pipeline has no cycles.");
    }

    private String nameOf(String collection) {
      return components.getPcollectionsOrThrow(collection).getUniqueName();
    }
  }
}
