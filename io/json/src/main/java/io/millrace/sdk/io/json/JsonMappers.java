package io.millrace.sdk.io.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.sdk.io.records.RecordComponents;
import io.millrace.sdk.util.SerializableSupplier;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * How Millrace maps JSON to Java and back, unless it is given another mapper.
 *
 * <ul>
 *   <li>A component of a record must be there and not null, unless it is {@code @Nullable} or an
 *       {@link java.util.Optional}. What no component asks for is left out.
 *   <li>Numbers are numbers and strings strings: {@code "12"} and {@code 1.5} are no ints, and 5 is
 *       no string. An enum is the name of its constant.
 *   <li>{@code java.time} is ISO 8601, with the offset and zone that are written.
 *   <li>Behind a value nothing may follow.
 * </ul>
 */
final class JsonMappers {

  private JsonMappers() {}

  /** Makes a new mapper, wherever that is. */
  record Factory() implements SerializableSupplier<ObjectMapper> {
    @Override
    public ObjectMapper get() {
      return create();
    }
  }

  /** A new mapper, which may be changed before it is used. */
  static JsonMapper create() {
    return JsonMapper.builder()
        .addModule(new Jdk8Module())
        .addModule(new JavaTimeModule())
        .annotationIntrospector(
            new AnnotationIntrospectorPair(
                new RecordIntrospector(), new JacksonAnnotationIntrospector()))
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
        .withCoercionConfig(
            LogicalType.Textual,
            texts ->
                texts
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .build();
  }

  /** Knows which components of records may be absent. */
  private static final class RecordIntrospector extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    /** Those that may be absent are required otherwise: by nobody. */
    @Override
    public Boolean hasRequiredMarker(AnnotatedMember member) {
      RecordComponent component = component(member);
      return component != null && !RecordComponents.mayBeAbsent(component);
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
      RecordComponent component = component(annotated);
      return component == null || RecordComponents.mayBeAbsent(component)
          ? JsonSetter.Value.empty()
          : JsonSetter.Value.forValueNulls(Nulls.FAIL);
    }

    private static @Nullable RecordComponent component(Annotated annotated) {
      if (annotated instanceof AnnotatedParameter parameter) {
        RecordComponent[] components = parameter.getDeclaringClass().getRecordComponents();
        if (components != null && parameter.getIndex() < components.length) {
          return components[parameter.getIndex()];
        }
      }
      return null;
    }
  }
}
