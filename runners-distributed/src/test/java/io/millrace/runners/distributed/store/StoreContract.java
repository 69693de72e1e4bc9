package io.millrace.runners.distributed.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store must do, so that a coordination log can stand on it. */
public abstract class StoreContract {

  private static final int THREADS = 8;
  private static final int KEYS = 200;

  /** An empty store. */
  protected abstract Store store() throws Exception;

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  @Test
  void ofAllThatRaceForAKeyOneWinsAndTheOthersReadWhatItWrote() throws Exception {
    Store store = store();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<List<StoreReply>>> racing = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        String name = "writer " + t;
        Callable<List<StoreReply>> race =
            () -> {
              List<StoreReply> replies = new ArrayList<>();
              for (int k = 0; k < KEYS; k++) {
                start.await();
                replies.add(store.execute(new StoreOp.PutIfAbsent("race/" + k, bytes(name))));
              }
              return replies;
            };
        racing.add(threads.submit(race));
      }
      List<List<StoreReply>> replies = new ArrayList<>();
      for (Future<List<StoreReply>> one : racing) {
        replies.add(one.get());
      }
      for (int k = 0; k < KEYS; k++) {
        List<Integer> winners = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          if (replies.get(t).get(k) instanceof StoreReply.Ok) {
            winners.add(t);
          }
        }
        assertThat(winners).as("winners of key " + k).hasSize(1);
        ByteString won = bytes("writer " + winners.get(0));
        for (int t = 0; t < THREADS; t++) {
          if (t != winners.get(0)) {
            assertThat(replies.get(t).get(k)).isEqualTo(new StoreReply.Exists(won));
          }
        }
        assertThat(store.execute(StoreOp.Get.all("race/" + k))).isEqualTo(new StoreReply.Ok(won));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatIsNotThereIsAbsentAndDeletingItIsNoError() throws Exception {
    Store store = store();
    assertThat(store.execute(StoreOp.Get.all("a/b"))).isEqualTo(new StoreReply.Absent());
    assertThat(store.execute(new StoreOp.Delete("a/b"))).isEqualTo(StoreReply.Ok.DONE);
  }

  @Test
  void whatWasPutCanBeReadReplacedAndDeletedTwice() throws Exception {
    Store store = store();
    for (String text : List.of("first", "second, which is longer", "", "third")) {
      assertThat(store.execute(new StoreOp.Put("a/b", bytes(text)))).isEqualTo(StoreReply.Ok.DONE);
      assertThat(store.execute(StoreOp.Get.all("a/b"))).isEqualTo(new StoreReply.Ok(bytes(text)));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(store.execute(new StoreOp.Delete("a/b"))).isEqualTo(StoreReply.Ok.DONE);
      assertThat(store.execute(StoreOp.Get.all("a/b"))).isEqualTo(new StoreReply.Absent());
    }
    assertThat(store.execute(new StoreOp.PutIfAbsent("a/b", bytes("again"))))
        .isEqualTo(StoreReply.Ok.DONE);
  }

  @Test
  void rangesAreReadAsFarAsThereIsSomething() throws Exception {
    Store store = store();
    byte[] content = new byte[200_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 ^ i >>> 8);
    }
    ByteString all = ByteString.copyFrom(content);
    store.execute(new StoreOp.Put("range", all));
    int[][] ranges = {
      {0, 0},
      {0, 1},
      {0, 200_000},
      {1, 65_536},
      {199_999, 1},
      {199_990, 100},
      {200_000, 5},
      {300_000, 5}
    };
    for (int[] range : ranges) {
      int from = Math.min(range[0], all.size());
      int to = Math.min(range[0] + range[1], all.size());
      assertThat(store.execute(new StoreOp.Get("range", range[0], range[1])))
          .as(range[0] + " + " + range[1])
          .isEqualTo(new StoreReply.Ok(all.substring(from, to)));
    }
  }

  @Test
  void putIfAbsentLeavesWhatIsThere() throws Exception {
    Store store = store();
    store.execute(new StoreOp.Put("there", bytes("old")));
    assertThat(store.execute(new StoreOp.PutIfAbsent("there", bytes("new"))))
        .isEqualTo(new StoreReply.Exists(bytes("old")));
    assertThat(store.execute(StoreOp.Get.all("there"))).isEqualTo(new StoreReply.Ok(bytes("old")));
  }

  @Test
  void listingFindsWhatIsBelowAPrefixWhenAllIsAtRest() throws Exception {
    Store store = store();
    for (String key : List.of("a/x/1", "a/x/2", "a/y", "b/x/3", "a/x/deep/4")) {
      store.execute(new StoreOp.Put(key, bytes(key)));
    }
    assertThat(store.execute(new StoreOp.ListForCleaning("a/x/")))
        .isEqualTo(new StoreReply.Names(List.of("a/x/1", "a/x/2", "a/x/deep/4")));
    assertThat(store.execute(new StoreOp.ListForCleaning("c/")))
        .isEqualTo(new StoreReply.Names(List.of()));
  }

  @Test
  void keysThatLeadElsewhereAreRefused() throws Exception {
    Store store = store();
    for (String key :
        List.of("../x", "/x", "a/../../x", "a//b", "a\\b", "", "file:x", "a/./b", "a\0b")) {
      assertThat(store.execute(new StoreOp.Put(key, bytes("x"))))
          .as(key)
          .isInstanceOfSatisfying(
              StoreReply.Failed.class, failed -> assertThat(failed.retryable()).isFalse());
    }
  }
}
