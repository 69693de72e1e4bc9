package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A coder of an enum's constants as a number each, one byte for the first 128.
 *
 * <p>The numbers belong to the constants' names in the order in which the coder was made; the coder
 * carries the names along when it is serialised. So constants may be added and reordered, and what
 * an older coder wrote is still read by that coder. Deterministic, and fit for keys: the hash
 * depends on the name alone.
 */
public final class EnumCoder<E extends Enum<E>> extends Coder<E> {
  private static final long serialVersionUID = 1;

  private final Class<E> type;
  private final String[] names;

  private transient int @Nullable [] numberOfOrdinal;
  private transient @Nullable E @Nullable [] constantOfNumber;

  private EnumCoder(Class<E> type) {
    this.type = type;
    this.names = Arrays.stream(type.getEnumConstants()).map(Enum::name).toArray(String[]::new);
  }

  /**
   * A coder of {@code type}.
   *
   * @throws IllegalArgumentException if it is no enum, such as the class of one constant
   */
  public static <E extends Enum<E>> EnumCoder<E> of(Class<E> type) {
    if (!type.isEnum()) {
      throw new IllegalArgumentException(type.getName() + " is not an enum class");
    }
    return new EnumCoder<>(type);
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // an index of this JVM's table; what is written is the name's
  public void encode(E value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused(type.getSimpleName());
    }
    int number = numbers()[value.ordinal()];
    if (number < 0) {
      throw new CoderException(
          value + " was no constant of " + type.getName() + " when this coder was made");
    }
    VarInt.encode(number, outStream);
  }

  @Override
  public E decode(InputStream inStream) throws IOException {
    int number = VarInt.decodeInt(inStream);
    @Nullable E[] constants = constants();
    if (number < 0 || number >= constants.length) {
      throw new CoderException(
          type.getName() + " has no constant number " + number + " of " + constants.length);
    }
    E constant = constants[number];
    if (constant == null) {
      throw new CoderException(type.getName() + " has no constant " + names[number] + " any more");
    }
    return constant;
  }

  // racing threads compute the same
  private int[] numbers() {
    int[] numbers = numberOfOrdinal;
    if (numbers == null) {
      List<String> known = Arrays.asList(names);
      numbers =
          Arrays.stream(type.getEnumConstants()).mapToInt(c -> known.indexOf(c.name())).toArray();
      numberOfOrdinal = numbers;
    }
    return numbers;
  }

  private @Nullable E[] constants() {
    @Nullable E[] constants = constantOfNumber;
    if (constants == null) {
      constants = Arrays.copyOf(type.getEnumConstants(), names.length);
      for (int i = 0; i < names.length; i++) {
        constants[i] = named(names[i]);
      }
      constantOfNumber = constants;
    }
    return constants;
  }

  private @Nullable E named(String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    return null;
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of();
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public int stableHash(E value) {
    return StableHash.of(value.name().hashCode());
  }

  @Override
  public TypeDescriptor<E> getEncodedTypeDescriptor() {
    return TypeDescriptor.of(type);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EnumCoder<?> that
        && type.equals(that.type)
        && Arrays.equals(names, that.names);
  }

  @Override
  public int hashCode() {
    return type.getName().hashCode();
  }

  @Override
  public String toString() {
    return "EnumCoder(" + type.getSimpleName() + ")";
  }
}
