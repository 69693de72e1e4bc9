/** Grouping several keyed collections together, by which collections are joined. */
@NullMarked
package io.millrace.sdk.transforms.join;

import org.jspecify.annotations.NullMarked;
