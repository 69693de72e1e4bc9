package io.millrace.sdk.transforms.splittabledofn;

/**
 * A restriction that knows its tracker, so that a function needs no {@code @NewTracker} method.
 *
 * @param <RestrictionT> the type of the restriction itself
 * @param <TrackerT> the type of the tracker
 */
public interface HasDefaultTracker<
    RestrictionT extends HasDefaultTracker<RestrictionT, TrackerT>,
    TrackerT extends RestrictionTracker<RestrictionT, ?>> {

  /** A new tracker of this restriction. */
  TrackerT newTracker();
}
