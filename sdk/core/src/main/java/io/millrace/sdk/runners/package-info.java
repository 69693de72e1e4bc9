/** How runners make themselves known to the SDK. */
@NullMarked
package io.millrace.sdk.runners;

import org.jspecify.annotations.NullMarked;
