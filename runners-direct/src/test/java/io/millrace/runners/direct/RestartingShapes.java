package io.millrace.runners.direct;

import io.millrace.sdk.testing.contract.kit.BundleShape;

/**
 * In which bundles tasks are restarted. Where a task can be saved does not depend on how its
 * elements were cut into bundles, so two shapes are enough for each build; {@code
 * -Dmillrace.contract.allShapes=true} takes all.
 */
final class RestartingShapes {

  private static final String ALL_PROPERTY = "millrace.contract.allShapes";

  private RestartingShapes() {}

  static BundleShape[] ofThisBuild() {
    return Boolean.getBoolean(ALL_PROPERTY)
        ? BundleShape.values()
        : new BundleShape[] {BundleShape.ONE_ELEMENT, BundleShape.RANDOM};
  }
}
