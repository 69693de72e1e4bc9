/**
 * What users are told about their jobs, as messages: metrics and exceptions. Who passes them on
 * needs no class of the user, and decides nothing by them.
 */
@NullMarked
package io.millrace.runners.distributed.news;

import org.jspecify.annotations.NullMarked;
