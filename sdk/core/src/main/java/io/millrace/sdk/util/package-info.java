/** What Beam's users call from {@code sdk.util}: bytes from coders, serialisation, varints. */
@NullMarked
package io.millrace.sdk.util;

import org.jspecify.annotations.NullMarked;
