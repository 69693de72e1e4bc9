/**
 * What tasks tell about their windows, put together for a whole job: {@link
 * io.millrace.runners.core.trace.JobTraces}.
 */
@NullMarked
package io.millrace.runners.core.trace;

import org.jspecify.annotations.NullMarked;
