/**
 * Amazon S3, and what speaks its protocol, as a file system: {@code s3://bucket/key}.
 *
 * <p>An object becomes visible whole and in one step, when its writer is closed. There are no
 * directories: a slash is a letter of the key, and what pipelines call a directory is all keys with
 * one beginning. Nothing can be renamed, so {@link io.millrace.sdk.io.s3.S3FileSystem} copies and
 * then deletes. Whatever must not replace an object is written on the condition that there is none
 * ({@code If-None-Match: *}), which S3 decides in one step.
 *
 * <p>Settings are {@link io.millrace.sdk.io.s3.S3Options}. Credentials are found where all programs
 * for AWS find them, and are never among the options.
 */
@NullMarked
package io.millrace.sdk.io.s3;

import org.jspecify.annotations.NullMarked;
