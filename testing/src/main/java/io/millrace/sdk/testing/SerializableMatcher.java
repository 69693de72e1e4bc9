package io.millrace.sdk.testing;

import java.io.Serializable;
import org.hamcrest.Matcher;

/**
 * A Hamcrest matcher that can travel with a pipeline; see {@link SerializableMatchers}.
 *
 * @param <T> what it is about
 */
public interface SerializableMatcher<T> extends Serializable, Matcher<T> {}
