package io.millrace.sdk.transforms.display;

import java.time.Instant;
import java.util.List;

/** Puts display data into its portable form; for the translation of pipelines and for runners. */
public final class DisplayDataTranslation {
  private DisplayDataTranslation() {}

  /** One message for each item, in the items' order. */
  public static List<io.millrace.model.v1.DisplayData> toProto(DisplayData displayData) {
    return displayData.items().stream().map(DisplayDataTranslation::toProto).toList();
  }

  private static io.millrace.model.v1.DisplayData toProto(DisplayData.Item item) {
    io.millrace.model.v1.DisplayData.Builder proto =
        io.millrace.model.v1.DisplayData.newBuilder()
            .setKey(item.getKey())
            .setNamespace(item.getNamespace().getName())
            .setPath(String.join("/", item.getPath().getComponents()));
    if (item.getLabel() != null) {
      proto.setLabel(item.getLabel());
    }
    if (item.getLinkUrl() != null) {
      proto.setLinkUrl(item.getLinkUrl());
    }
    Object value = item.getValue();
    switch (item.getType()) {
      case STRING -> proto.setStringValue((String) value);
      case INTEGER -> proto.setIntValue((Long) value);
      case FLOAT -> proto.setDoubleValue((Double) value);
      case BOOLEAN -> proto.setBoolValue((Boolean) value);
      case TIMESTAMP -> proto.setTimestampMillis(Instant.parse((String) value).toEpochMilli());
      case DURATION -> proto.setDurationMillis((Long) value);
      case JAVA_CLASS -> proto.setClassValue((String) value);
    }
    return proto.build();
  }
}
