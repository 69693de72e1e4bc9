package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/** Checks that the parameters of one method of a DoFn fit the inputs. */
final class InputVerifier {

  private final Class<?> fnClass;
  private final Method method;
  private final PCollection<?> input;
  private final Map<String, PCollectionView<?>> sideInputs;

  InputVerifier(
      Class<?> fnClass,
      Method method,
      PCollection<?> input,
      Map<String, PCollectionView<?>> sideInputs) {
    this.fnClass = fnClass;
    this.method = method;
    this.input = input;
    this.sideInputs = sideInputs;
  }

  void verify(List<Parameter> parameters) {
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      if (parameter instanceof Parameter.Element element) {
        verifyElement(i, element.type());
      } else if (parameter instanceof Parameter.Key key) {
        verifyKey(i, key.type());
      } else if (parameter instanceof Parameter.SideInput sideInput) {
        verifySideInput(i, sideInput.tag());
      } else if (parameter instanceof Parameter.Window window) {
        verifyWindow(i, window.type());
      }
    }
  }

  private void verifyElement(int index, TypeDescriptor<?> type) {
    TypeDescriptor<?> given = input.getTypeDescriptor();
    if (given != null && !TypeMatch.accepts(type, given)) {
      throw error(index)
          .says(
              "takes elements of type %s, but elements of the input are of type %s: change the type"
                  + " of the parameter, or convert the elements before (MapElements)",
              type, given);
    }
  }

  private void verifyKey(int index, TypeDescriptor<?> type) {
    TypeDescriptor<?> given = input.getTypeDescriptor();
    if (given == null || given.getType() instanceof java.lang.reflect.TypeVariable<?>) {
      return;
    }
    if (given.getRawType() != KV.class) {
      throw error(index)
          .says(
              "takes the key, but elements of the input are of type %s: give them keys (WithKeys),"
                  + " or take the whole element with @Element",
              given);
    }
    TypeDescriptor<?> key = given.resolveType(keyVariable());
    if (!TypeMatch.accepts(type, key)) {
      throw error(index)
          .says(
              "takes keys of type %s, but keys of the input are of type %s: change the type of the"
                  + " parameter, or convert the keys before (MapElements)",
              type, key);
    }
  }

  private static Type keyVariable() {
    return KV.class.getTypeParameters()[0];
  }

  private void verifySideInput(int index, String tag) {
    if (!sideInputs.containsKey(tag)) {
      throw error(index)
          .says(
              "takes the side input \"%s\", but the side inputs given are %s: add"
                  + " .withSideInput(\"%s\", view) to ParDo.of(...)",
              tag, sideInputs.keySet(), tag);
    }
  }

  private void verifyWindow(int index, Class<? extends BoundedWindow> type) {
    TypeDescriptor<?> given = input.getWindowingStrategy().getWindowFn().getWindowTypeDescriptor();
    boolean known = !given.hasUnresolvedParameters();
    if (known && !type.isAssignableFrom(given.getRawType())) {
      throw error(index)
          .says(
              "takes windows of type %s, but the input is in windows of type %s: take %s or"
                  + " BoundedWindow, or apply Window.into(...) before",
              type.getName(), given, given.getRawType().getSimpleName());
    }
  }

  private MethodError error(int parameter) {
    return MethodError.of(fnClass, method, parameter);
  }
}
