package io.millrace.sdk.testing;

import io.millrace.sdk.util.SerializableSupplier;
import org.hamcrest.BaseMatcher;
import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;

/** A matcher that travels as the recipe for it, and is made when it is first needed. */
final class SuppliedMatcher<T> extends BaseMatcher<T> implements SerializableMatcher<T> {

  private static final long serialVersionUID = 1;

  private final SerializableSupplier<Matcher<T>> supplier;
  private transient @Nullable Matcher<T> made;

  SuppliedMatcher(SerializableSupplier<Matcher<T>> supplier) {
    this.supplier = supplier;
  }

  private Matcher<T> matcher() {
    Matcher<T> matcher = made;
    if (matcher == null) {
      matcher = supplier.get();
      made = matcher;
    }
    return matcher;
  }

  @Override
  public boolean matches(@Nullable Object actual) {
    return matcher().matches(actual);
  }

  @Override
  public void describeTo(Description description) {
    matcher().describeTo(description);
  }

  @Override
  public void describeMismatch(@Nullable Object actual, Description description) {
    matcher().describeMismatch(actual, description);
  }
}
