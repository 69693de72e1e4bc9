package io.millrace.sdk.values;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The typed name of one of several inputs or outputs.
 *
 * <p>Write {@code new TupleTag<Foo>() {}} (an anonymous subclass) where the element type should be
 * known for coder inference. Tags without an explicit id get one from the place in the program
 * where they are created, so that ids do not change from run to run as long as the program does
 * not. Equality is by id. Immutable and thread-safe.
 *
 * @param <V> the element type
 */
public class TupleTag<V extends @Nullable Object> implements Serializable {

  private static final long serialVersionUID = 1;

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** How many tags each place in the program made, so that a loop makes different ones. */
  private static final Map<String, Integer> TAGS_PER_PLACE = new ConcurrentHashMap<>();

  private final String id;
  private final boolean generated;
  private final @Nullable TypeDescriptor<V> typeDescriptor;

  /** A tag named by the place in the program that creates it. */
  public TupleTag() {
    this(null, true, null);
  }

  /** A tag with the given id. */
  public TupleTag(String id) {
    this(id, false, null);
  }

  /** A tag with the given id, for elements of the given type. */
  public TupleTag(String id, TypeDescriptor<V> typeDescriptor) {
    this(id, false, typeDescriptor);
  }

  private TupleTag(@Nullable String id, boolean generated, @Nullable TypeDescriptor<V> type) {
    this.id = id != null ? id : callSite();
    this.generated = generated;
    this.typeDescriptor = type != null ? type : captured();
  }

  private String callSite() {
    String place = place();
    int count = TAGS_PER_PLACE.merge(place, 1, Integer::sum);
    return count == 1 ? place : place + "#" + count;
  }

  private String place() {
    return STACK.walk(
        frames ->
            frames
                .filter(f -> !TupleTag.class.isAssignableFrom(f.getDeclaringClass()))
                .findFirst()
                .map(f -> f.getClassName() + "." + f.getMethodName() + ":" + f.getByteCodeIndex())
                .orElse("unknown"));
  }

  private @Nullable TypeDescriptor<V> captured() {
    if (getClass() == TupleTag.class) {
      return null;
    }
    TypeDescriptor<V> type = new TypeDescriptor<V>(getClass()) {};
    return type.hasUnresolvedParameters() ? null : type;
  }

  /** The id; unique within the tags of one transform. */
  public String getId() {
    return id;
  }

  /** A short name for the output with the given index. */
  public String getOutName(int outIndex) {
    return generated ? "out" + outIndex : id;
  }

  /** The element type, or null when it was erased. */
  public @Nullable TypeDescriptor<V> getTypeDescriptor() {
    return typeDescriptor;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof TupleTag<?> that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "Tag<" + id + ">";
  }
}
