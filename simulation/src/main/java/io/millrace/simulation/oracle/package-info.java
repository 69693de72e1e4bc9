/** What must hold, looked at while a simulation runs and when it has ended. */
@NullMarked
package io.millrace.simulation.oracle;

import org.jspecify.annotations.NullMarked;
