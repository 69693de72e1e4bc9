/**
 * How databases are reached: {@link io.millrace.sdk.io.jdbc.connect.Database} says which one,
 * {@link io.millrace.sdk.io.jdbc.connect.Connections} are what its users share, {@link
 * io.millrace.sdk.io.jdbc.connect.Retries} tries again what failed for a reason that passes, and
 * {@link io.millrace.sdk.io.jdbc.connect.SqlFailures} tells users what went wrong and where,
 * without the secrets that addresses may have. What waits, draws random numbers or has threads is
 * handed in as {@link io.millrace.sdk.io.jdbc.connect.Surroundings}.
 */
@NullMarked
package io.millrace.sdk.io.jdbc.connect;

import org.jspecify.annotations.NullMarked;
