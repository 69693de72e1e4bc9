package io.millrace.runners.distributed.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.Artifact;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.testkit.MemoryStore;
import io.millrace.sdk.values.KV;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes of a job, from the file that was sent to the class that is loaded. */
class JobCodeTest {

  /** A class that the class path of the tests has as well, and one that it has not. */
  private static final Map<String, String> SOURCES =
      Map.of(
          "org/assertj/core/api/Assertions.java",
          "package org.assertj.core.api; public class Assertions { public static int own = 7; }",
          "shop/Shelf.java",
          "package shop; public class Shelf {}");

  @TempDir Path dir;
  private final MemoryStore store = new MemoryStore();
  private final ArtifactStore artifacts = new ArtifactStore(store::execute);
  private Artifact artifact;
  private JobCode code;

  @BeforeEach
  void storeTheFilesOfAJob() throws Exception {
    Path classes = dir.resolve("classes");
    ClassFiles.compile(classes, SOURCES);
    byte[] ofSdk;
    try (InputStream in = KV.class.getResourceAsStream("KV.class")) {
      ofSdk = in.readAllBytes();
    }
    Path jar =
        ClassFiles.jar(
            dir.resolve("job.jar"),
            Map.of(
                "org/assertj/core/api/Assertions.class",
                Files.readAllBytes(classes.resolve("org/assertj/core/api/Assertions.class")),
                "shop/Shelf.class",
                Files.readAllBytes(classes.resolve("shop/Shelf.class")),
                "io/millrace/sdk/values/KV.class",
                ofSdk,
                "words.txt",
                "of the job".getBytes()));
    artifact = Digests.of(jar, "job.jar");
    artifacts.put(artifact, jar);
    code = new JobCode(artifacts, dir.resolve("fetched"), JobCodeTest.class.getClassLoader());
  }

  @Test
  void aJobHasItsOwnClassesFirstAndSharesThoseOfTheSdk() throws Exception {
    JobCode.Lease lease = code.acquire("job", List.of(artifact));
    ClassLoader loader = lease.loader();
    assertThat(loader.loadClass("shop.Shelf").getClassLoader()).isSameAs(loader);
    Class<?> own = loader.loadClass("org.assertj.core.api.Assertions");
    assertThat(own.getClassLoader()).isSameAs(loader);
    assertThat(own.getField("own").get(null)).isEqualTo(7);
    assertThat(loader.loadClass("io.millrace.sdk.values.KV")).isSameAs(KV.class);
    assertThat(loader.loadClass("org.junit.jupiter.api.Test")).isSameAs(Test.class);
    try (InputStream words = loader.getResourceAsStream("words.txt")) {
      assertThat(words).hasContent("of the job");
    }
    assertThat(Collections.list(loader.getResources("words.txt"))).hasSize(1);
    lease.release();
  }

  @Test
  void slotsOfAJobShareTheirClassesAndJobsDoNot() throws Exception {
    JobCode.Lease first = code.acquire("job", List.of(artifact));
    JobCode.Lease second = code.acquire("job", List.of(artifact));
    JobCode.Lease ofAnother = code.acquire("another", List.of(artifact));
    assertThat(second.loader()).isSameAs(first.loader());
    assertThat(ofAnother.loader()).isNotSameAs(first.loader());
    first.release();
    assertThat(second.loader().loadClass("shop.Shelf")).isNotNull();
    second.release();
    assertThat(code.acquire("job", List.of(artifact)).loader()).isNotSameAs(first.loader());
  }

  @Test
  void theFilesAreClosedWithTheLastSlot() throws Exception {
    JobCode.Lease lease = code.acquire("job", List.of(artifact));
    ClassLoader loader = lease.loader();
    lease.release();
    assertThatThrownBy(() -> loader.loadClass("shop.Shelf"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void aJobWithoutFilesHasTheClassPath() throws Exception {
    assertThat(code.acquire("job", List.of()).loader())
        .isSameAs(JobCodeTest.class.getClassLoader());
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Artifact missing = artifact.toBuilder().setSha256("0".repeat(64)).setName("lost.jar").build();
    assertThatThrownBy(() -> code.acquire("job", List.of(missing)))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("lost.jar")
        .hasMessageContaining("not in the store");
  }

  @Test
  void aFileThatWasChangedInTheStoreIsNotLoaded() {
    store.execute(
        new StoreOp.Put(
            "artifacts/" + artifact.getSha256() + "/part-0", ByteString.copyFromUtf8("other")));
    assertThatThrownBy(() -> code.acquire("job", List.of(artifact)))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("job.jar")
        .hasMessageContaining(artifact.getSha256());
  }

  @Test
  void aNameThatLeadsElsewhereIsNoDigest() {
    Artifact evil = artifact.toBuilder().setSha256("../../etc/passwd").build();
    assertThatThrownBy(() -> code.acquire("job", List.of(evil)))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("64 hexadecimal digits");
  }
}
