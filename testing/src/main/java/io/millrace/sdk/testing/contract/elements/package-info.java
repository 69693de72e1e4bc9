/** The contract about elements and their transforms, as far as time plays no part. */
@NullMarked
package io.millrace.sdk.testing.contract.elements;

import org.jspecify.annotations.NullMarked;
