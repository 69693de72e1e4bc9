package io.millrace.sdk.values;

import com.google.common.reflect.TypeToken;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import org.jspecify.annotations.Nullable;

/**
 * Captures a type variable of the surrounding method or class, for {@link TypeDescriptor#where}.
 *
 * <p>Make it an anonymous class where the variable is in scope: {@code new TypeParameter<T>() {}}.
 */
public abstract class TypeParameter<T extends @Nullable Object> {
  private final TypeVariable<?> typeVariable;

  protected TypeParameter() {
    Type superclass = TypeToken.of(getClass()).getSupertype(TypeParameter.class).getType();
    Type captured = ((ParameterizedType) superclass).getActualTypeArguments()[0];
    if (!(captured instanceof TypeVariable<?> variable)) {
      throw new IllegalArgumentException(
          captured.getTypeName() + " is no type variable: write new TypeParameter<T>() {}");
    }
    this.typeVariable = variable;
  }

  TypeVariable<?> variable() {
    return typeVariable;
  }

  @Override
  public int hashCode() {
    return typeVariable.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TypeParameter<?> that && typeVariable.equals(that.typeVariable);
  }

  @Override
  public String toString() {
    return typeVariable.toString();
  }
}
