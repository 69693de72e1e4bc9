/**
 * From the portable model to a plan: what runs fused in one stage, where data moves between stages
 * and how, and who waits for whose side input. A plan is a value, a pure function of the model;
 * whatever an engine does is visible in it, and {@code Explain} prints it.
 */
@NullMarked
package io.millrace.runners.core.plan;

import org.jspecify.annotations.NullMarked;
