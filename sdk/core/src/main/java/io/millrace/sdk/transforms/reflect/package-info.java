/**
 * What a user's {@link io.millrace.sdk.transforms.DoFn} class asks for, found once by reflection
 * and checked when the pipeline is constructed. Nothing here is called for an element.
 */
@NullMarked
package io.millrace.sdk.transforms.reflect;

import org.jspecify.annotations.NullMarked;
