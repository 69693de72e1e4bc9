package io.millrace.runners.distributed.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class DeserialisationTest {

  private static Object passed(Serializable value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      in.setObjectInputFilter(Deserialisation::check);
      return in.readObject();
    }
  }

  @Test
  void whatFunctionsAreMadeOfPasses() throws Exception {
    ArrayList<String> words = new ArrayList<>(List.of("to", "be"));
    assertThat(passed(words)).isEqualTo(words);
    assertThat(passed(new int[] {1, 2})).isEqualTo(new int[] {1, 2});
  }

  @Test
  void whatGadgetsAreMadeOfDoesNot() {
    assertThatThrownBy(() -> passed(new ObjectName("a:b=c")))
        .isInstanceOf(InvalidClassException.class)
        .hasMessageContaining("REJECTED");
    assertThatThrownBy(() -> passed(new ObjectName[0])).isInstanceOf(InvalidClassException.class);
  }

  @Test
  void whatHasNoEndDoesNot() {
    ArrayList<Serializable> deep = new ArrayList<>();
    for (int i = 0; i < 210; i++) {
      ArrayList<Serializable> next = new ArrayList<>();
      next.add(deep);
      deep = next;
    }
    ArrayList<Serializable> value = deep;
    assertThatThrownBy(() -> passed(value)).isInstanceOf(InvalidClassException.class);
  }
}
