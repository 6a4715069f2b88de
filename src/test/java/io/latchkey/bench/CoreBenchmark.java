package io.latchkey.bench;

import io.latchkey.secret.Secret;
import io.latchkey.token.BackOff;
import io.latchkey.token.CallContext;
import io.latchkey.token.RatchetClock;
import io.latchkey.token.ServedToken;
import io.latchkey.token.TokenCache;
import io.latchkey.token.TokenCell;
import io.latchkey.token.TokenListener;
import io.latchkey.token.TokenTiming;
import io.latchkey.token.ZakRule;
import io.latchkey.token.ZakToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Measures what the core does for a token in memory: {@code mvn -Pjmh}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class CoreBenchmark {

  private static final InstantSource CLOCK = RatchetClock.system();
  private static final int KEYS = 10_000;
  private static final CallContext WAITER = CallContext.until(Instant.MAX);

  /** A ZAK is fresh for three hours, then stale for one. */
  private static final ZakRule RULE =
      new ZakRule(Duration.ofHours(4), Duration.ofHours(4), Duration.ofMinutes(15));

  private static ZakToken token(Duration age) {
    Instant minted = CLOCK.instant().minus(age);
    return new ZakToken(
        Secret.of("x".repeat(330)), minted, CLOCK.instant().plus(Duration.ofHours(8)));
  }

  private static TokenTiming timing() {
    return new TokenTiming(
        CLOCK,
        (delay, action) -> {
          throw new IllegalStateException("an answer from memory sets no alarm");
        },
        new BackOff(() -> 0.5),
        Duration.ofSeconds(1));
  }

  private static TokenCell<ZakToken> fresh() {
    TokenCell<ZakToken> cell =
        new TokenCell<>(
            fetch -> CompletableFuture.completedStage(token(Duration.ZERO)),
            RULE,
            timing(),
            new TokenListener() {});
    cell.accept(token(Duration.ZERO), older -> true);
    return cell;
  }

  /** A cell with a fresh token. */
  @State(Scope.Benchmark)
  public static class Fresh {
    private TokenCell<ZakToken> cell;
    private ZakToken token;

    @Setup
    public void set() {
      cell = fresh();
      token = cell.inMemory().orElseThrow();
    }
  }

  /**
   * A cell with a stale token. The first hit starts a call for the next token, which never ends.
   */
  @State(Scope.Benchmark)
  public static class Renewing {
    private TokenCell<ZakToken> cell;

    @Setup
    public void set() {
      cell =
          new TokenCell<>(
              fetch -> new CompletableFuture<>(), RULE, timing(), new TokenListener() {});
      cell.accept(token(Duration.ofMinutes(3 * 60 + 30)), older -> true);
    }
  }

  /** A cache with the ZAKs of ten thousand users. */
  @State(Scope.Benchmark)
  public static class Keys {
    private final String[] users = new String[KEYS];
    private final int[] order = new Random(1).ints(1 << 16, 0, KEYS).toArray();
    private TokenCache<String, ZakToken> cache;

    @Setup
    public void set() {
      cache = new TokenCache<>(user -> fresh(), KEYS, timing());
      for (int i = 0; i < KEYS; i++) {
        users[i] = "user" + i + "@example.com";
        cache.get(users[i], WAITER);
      }
    }
  }

  /** The place of each thread in the random order of users. */
  @State(Scope.Thread)
  public static class Turn {
    private int next;
  }

  @Benchmark
  public CompletionStage<ServedToken<ZakToken>> hit(Fresh fresh) {
    return fresh.cell.get(WAITER);
  }

  @Benchmark
  public CompletionStage<ServedToken<ZakToken>> hitWhileARenewalIsUnderWay(Renewing renewing) {
    return renewing.cell.get(WAITER);
  }

  @Benchmark
  @Threads(64)
  public CompletionStage<ServedToken<ZakToken>> hitBy64Threads(Fresh fresh) {
    return fresh.cell.get(WAITER);
  }

  /** Looks up a new {@code String} object, as each request brings its own. */
  @Benchmark
  @SuppressWarnings("StringCopy") // on purpose
  public CompletionStage<ServedToken<ZakToken>> hitAmongTenThousandKeys(Keys keys, Turn turn) {
    turn.next = (turn.next + 1) & (keys.order.length - 1);
    return keys.cache.get(new String(keys.users[keys.order[turn.next]]), WAITER);
  }

  /** Creates only the answer: a complete stage with the token and its origin. */
  @Benchmark
  public CompletionStage<ServedToken<ZakToken>> theAnswerAlone(Fresh fresh) {
    return CompletableFuture.completedStage(
        new ServedToken<>(fresh.token, ServedToken.Origin.MEMORY));
  }
}
