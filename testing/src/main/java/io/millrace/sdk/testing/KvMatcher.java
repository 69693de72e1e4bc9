package io.millrace.sdk.testing;

import io.millrace.sdk.values.KV;
import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.hamcrest.TypeSafeDiagnosingMatcher;

/** Matches pairs whose key and value match. */
final class KvMatcher<K, V> extends TypeSafeDiagnosingMatcher<KV<? extends K, ? extends V>> {

  private final Matcher<? super K> key;
  private final Matcher<? super V> value;

  KvMatcher(Matcher<? super K> key, Matcher<? super V> value) {
    super(KV.class);
    this.key = key;
    this.value = value;
  }

  @Override
  protected boolean matchesSafely(KV<? extends K, ? extends V> pair, Description mismatch) {
    if (!key.matches(pair.getKey())) {
      key.describeMismatch(pair.getKey(), mismatch.appendText("the key "));
      return false;
    }
    if (!value.matches(pair.getValue())) {
      value.describeMismatch(pair.getValue(), mismatch.appendText("the value "));
      return false;
    }
    return true;
  }

  @Override
  public void describeTo(Description description) {
    description.appendText("a KV with the key ").appendDescriptionOf(key);
    description.appendText(" and the value ").appendDescriptionOf(value);
  }
}
