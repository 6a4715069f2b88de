package io.latchkey.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.MintSettings;
import io.latchkey.mint.Sharing;
import io.latchkey.mint.Zoom;
import io.latchkey.observe.Metrics;
import io.latchkey.observe.Observers;
import io.latchkey.observe.SafeNotifier;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.BackOff;
import io.latchkey.token.CallContext;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.RatchetClock;
import io.latchkey.token.TokenTiming;
import io.latchkey.token.ZakRule;
import io.latchkey.token.ZakToken;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures what it costs to keep the ZAKs of many users: the heap for each user, the time for a
 * hit, and how long one user too many waits until the cache has made room. Runs the core with its
 * listeners in this JVM. The users come in random order, so that no processor can predict the next
 * one.
 */
public final class Growth {

  private static final int[] USERS = {1, 100, 10_000, 100_000};
  private static final int LENGTH_OF_A_ZAK = 330;

  /**
   * The bytes of a token itself on a 64-bit JVM: a {@code String} (24), the header of its array
   * (16), its characters, and padding (6).
   */
  private static final int TOKEN_ITSELF = 24 + 16 + LENGTH_OF_A_ZAK + 6;

  private static final int HITS = 2_000_000;
  private static final int ROUNDS = 7;

  private record Row(int users, double nanosPerHit, double bytesPerUser, Duration eviction) {}

  private static final InstantSource CLOCK = RatchetClock.system();

  private Growth() {}

  public static void main(String... args) throws IOException {
    ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1);
    alarms.setRemoveOnCancelPolicy(true);
    List<Row> rows = new ArrayList<>();
    for (int users : USERS) {
      System.out.printf("%d users%n", users);
      rows.add(row(users, alarms));
    }
    alarms.shutdownNow();
    System.out.println(table(rows));
    Path picture = Rig.target().resolve("growth.svg");
    Files.writeString(picture, GrowthPicture.of(points(rows)), UTF_8);
    System.out.println("The curve: " + picture);
  }

  private static Row row(int count, ScheduledExecutorService alarms) {
    long before = heapInUse();
    MeetingTokens tokens = tokens(count, alarms);
    for (int i = 0; i < count; i++) {
      given(tokens, user(i));
    }
    double bytes = (double) (heapInUse() - before) / count - TOKEN_ITSELF;
    double nanos = nanosPerHit(tokens, count);
    long start = System.nanoTime();
    given(tokens, user(count));
    return new Row(count, nanos, bytes, Duration.ofNanos(System.nanoTime() - start));
  }

  /** Returns a new object each time, as each request brings its own. */
  private static UserId user(int number) {
    return new UserId("user" + (10_000_000 + number) + "@example.com");
  }

  private static ZakToken given(MeetingTokens tokens, UserId user) {
    return tokens
        .zak("main", user, CallContext.until(CLOCK.instant().plusSeconds(4)))
        .toCompletableFuture()
        .join()
        .token();
  }

  private static double nanosPerHit(MeetingTokens tokens, int users) {
    int[] order = new Random(1).ints(HITS, 0, users).toArray();
    List<Double> rounds = new ArrayList<>();
    long seen = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int next : order) {
        seen += given(tokens, user(next)).value().reveal().length();
      }
      // The first two rounds warm the JVM up.
      if (round > 1) {
        rounds.add((System.nanoTime() - start) / (double) HITS);
      }
    }
    if (seen != (long) HITS * ROUNDS * LENGTH_OF_A_ZAK) {
      throw new IllegalStateException("tokens are missing");
    }
    return Rig.median(rounds, Double::doubleValue);
  }

  private static long heapInUse() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static MeetingTokens tokens(int limit, ScheduledExecutorService alarms) {
    Account account =
        new Account("main", "id", "client", Secret.of("secret"), UserId.ME, 1_000_000);
    TokenTiming timing =
        new TokenTiming(
            CLOCK,
            (delay, action) -> alarms.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS),
            new BackOff(() -> 0.5),
            Duration.ofSeconds(1));
    return new MeetingTokens(
        List.of(account),
        new LongTokens(),
        Sharing.NONE,
        new MintSettings(
            new AccessTokenRule(Duration.ofMinutes(15), Duration.ofMinutes(5)),
            new ZakRule(Duration.ofHours(4), Duration.ofHours(4), Duration.ofMinutes(15)),
            timing,
            limit,
            Duration.ofSeconds(4)),
        () -> Runnable::run,
        new Observers(List.of(account), new Metrics(CLOCK), new SafeNotifier(), CLOCK));
  }

  private static String table(List<Row> rows) {
    StringBuilder table =
        new StringBuilder(
            "| users | time for a hit | of that for one user | heap a user beside the token |"
                + " one user too many waits |%n|---|---|---|---|---|%n".formatted());
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %,d | %.0f ns | %.2f | %s | %.1f ms |%n",
              row.users,
              row.nanosPerHit,
              row.nanosPerHit / rows.get(0).nanosPerHit,
              row.users < 10_000 ? "" : "%.0f bytes".formatted(row.bytesPerUser),
              Rig.millis(row.eviction)));
    }
    return table.toString();
  }

  private static List<GrowthPicture.Point> points(List<Row> rows) {
    return rows.stream().map(row -> new GrowthPicture.Point(row.users, row.nanosPerHit)).toList();
  }

  /** Gives each user a ZAK that is as long as a real one. */
  private static final class LongTokens implements Zoom {

    @Override
    public AccessToken accessToken(Account account, RepeatPolicy policy) {
      Instant now = CLOCK.instant();
      return new AccessToken(
          Secret.of("t"), now, now.plusSeconds(3600), URI.create("https://api.zoom.us"));
    }

    @Override
    public ZakToken zak(Account account, UserId user, AccessToken token, RepeatPolicy policy) {
      Instant now = CLOCK.instant();
      String value = user.value() + "x".repeat(LENGTH_OF_A_ZAK - user.value().length());
      return new ZakToken(Secret.of(value), now, now.plusSeconds(7200));
    }

    @Override
    public ObfToken obf(
        Account account,
        UserId user,
        @Nullable MeetingId meeting,
        AccessToken token,
        RepeatPolicy policy) {
      throw new UnsupportedOperationException();
    }

    @Override
    public JoinToken joinToken(
        Account account,
        MeetingId meeting,
        boolean bypass,
        AccessToken token,
        RepeatPolicy policy) {
      throw new UnsupportedOperationException();
    }
  }
}
