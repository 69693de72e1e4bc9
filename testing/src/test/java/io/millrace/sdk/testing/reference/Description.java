package io.millrace.sdk.testing.reference;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A pipeline: layers one after the other. A second source may join the first one in a flatten.
 *
 * @param secondSource before which layer it joins; -1 if there is none. Where it joins behind a
 *     layer, the next one has a windowing, into which both are put before
 */
public record Description(List<Layer> layers, int secondSource) {

  /** How many sources it reads. */
  public int sources() {
    return secondSource < 0 ? 1 : 2;
  }

  @Override
  public String toString() {
    return IntStream.range(0, layers.size())
        .mapToObj(i -> (i == secondSource ? "second source joins; " : "") + layers.get(i))
        .collect(Collectors.joining("\n   then ", "\n   ", ""));
  }
}
