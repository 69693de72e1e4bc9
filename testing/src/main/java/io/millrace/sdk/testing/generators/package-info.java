/**
 * Property tests: values drawn from a seed, and failures made small.
 *
 * <p>A {@link io.millrace.sdk.testing.generators.Gen} draws values, {@link
 * io.millrace.sdk.testing.generators.Property#forAll} tries a check on many of them. A failure
 * names its seed, which brings the same values back on every machine, and shows the simplest value
 * found that still fails.
 */
@NullMarked
package io.millrace.sdk.testing.generators;

import org.jspecify.annotations.NullMarked;
