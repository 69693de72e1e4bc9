/**
 * The files with a user's classes: how they get to where they are used, and how they are loaded.
 *
 * <p>An artifact is known by the digest of its content, so one that is there is never sent again.
 * {@link io.millrace.runners.distributed.artifact.Staging} finds the files of a program where it is
 * built, {@link io.millrace.runners.distributed.artifact.ArtifactStore} keeps them beside the
 * checkpoints, and {@link io.millrace.runners.distributed.artifact.JobCode} gives each job on a
 * worker a class loader of its own. Nothing here is trusted: what is read is compared with its
 * digest.
 */
@NullMarked
package io.millrace.runners.distributed.artifact;

import org.jspecify.annotations.NullMarked;
