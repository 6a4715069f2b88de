package io.latchkey.mint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.mint.Quota.Turn;
import io.latchkey.mint.SharedQuota.Window;
import io.latchkey.secret.Secret;
import io.latchkey.token.TestTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final Account ACCOUNT =
      new Account("default", "acc", "client", Secret.of("s"), UserId.ME, 4);

  private static final Window SLOT = new Window(Duration.ZERO, Duration.ofMillis(250));

  private final TestTime time = new TestTime();

  /** A shared quota that gives all that is wanted, unless it is away. */
  private static final class Quotas implements SharedQuota {
    boolean isAway;
    int asked;
    int reductions;
    Runnable answering = () -> {};

    @Override
    public Given takeTurns(Account account, List<Duration> within) {
      asked++;
      if (isAway) {
        throw new DatabaseUnavailable("away");
      }
      answering.run();
      return new Given(
          Collections.nCopies(within.size(), Optional.of(SLOT)), Duration.ZERO, 4, reductions);
    }

    @Override
    public void reduce(Account account, int known) {
      reductions++;
    }

    @Override
    public int share(Account account) {
      return 2;
    }
  }

  private static Optional<Turn> next(Turns turns) {
    return turns.next(Duration.ZERO).toCompletableFuture().join();
  }

  /** Otherwise each return of the database would give a whole part anew. */
  @Test
  void quotaThatComesAndGoes_givesNoMoreThanTheOwnPart() {
    Quotas shared = new Quotas();
    Turns turns = new Turns(ACCOUNT, time, Runnable::run, shared);
    int own = 0;
    for (int i = 0; i < 100; i++) {
      shared.isAway = i % 2 == 0;
      own += next(turns).filter(turn -> !turn.isShared()).isPresent() ? 1 : 0;
    }
    assertEquals(2, own);
    time.advance(Duration.ofSeconds(2));
    shared.isAway = true;
    assertTrue(next(turns).isPresent(), "a second later there are others");
  }

  @Test
  void crowd_isOneQuestion() {
    Quotas shared = new Quotas();
    List<Runnable> later = new ArrayList<>();
    Turns turns = new Turns(ACCOUNT, time, later::add, shared);
    List<CompletionStage<Optional<Turn>>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(turns.next(Duration.ofSeconds(1)));
    }
    later.forEach(Runnable::run);
    assertTrue(all.stream().allMatch(each -> each.toCompletableFuture().join().isPresent()));
    assertEquals(1, shared.asked);
  }

  /** Else the call would reach Zoom in the slot of other calls. */
  @Test
  void turnWhoseSlotIsNearlyOver_isNotUsable() {
    Quotas shared = new Quotas();
    Turns turns = new Turns(ACCOUNT, time, Runnable::run, shared);
    Turn turn = next(turns).orElseThrow();
    assertTrue(turns.isUsable(turn));
    time.advance(Duration.ofMillis(200));
    assertFalse(turns.isUsable(turn));
  }

  /** A call that came while another question was under way. */
  @Test
  void callsThatCameDuringAQuestionThatFailed_areAnsweredAllTheSame() {
    Quotas shared = new Quotas();
    Queue<Runnable> threads = new ArrayDeque<>();
    Turns turns = new Turns(ACCOUNT, time, threads::add, shared);
    CompletableFuture<Optional<Turn>> first =
        turns.next(Duration.ofSeconds(1)).toCompletableFuture();
    List<CompletableFuture<Optional<Turn>>> second = new ArrayList<>();
    shared.answering =
        () -> {
          second.add(turns.next(Duration.ofSeconds(1)).toCompletableFuture());
          shared.answering = () -> {};
          throw new IllegalStateException("defect");
        };
    assertThrows(IllegalStateException.class, () -> threads.remove().run());
    assertTrue(first.isCompletedExceptionally());
    threads.remove().run();
    assertTrue(second.get(0).join().isPresent());
  }

  @Test
  void turnsFromBeforeAReduction_areNotUsable() {
    Quotas shared = new Quotas();
    Turns turns = new Turns(ACCOUNT, time, Runnable::run, shared);
    Turn first = next(turns).orElseThrow();
    Turn second = next(turns).orElseThrow();
    turns.reduce(first);
    assertFalse(turns.isUsable(second));
    assertTrue(turns.isUsable(next(turns).orElseThrow()));
  }
}
