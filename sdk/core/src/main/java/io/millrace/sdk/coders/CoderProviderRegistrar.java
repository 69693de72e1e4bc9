package io.millrace.sdk.coders;

import java.util.List;

/**
 * Adds providers to every {@link CoderRegistry}; found by {@link java.util.ServiceLoader}, so that
 * a library can bring coders for its types.
 */
public interface CoderProviderRegistrar {
  /** The providers, asked in this order. */
  List<CoderProvider> getCoderProviders();
}
