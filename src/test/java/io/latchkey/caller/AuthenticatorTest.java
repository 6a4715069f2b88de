package io.latchkey.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.caller.Caller.Rule;
import io.latchkey.caller.Decision.Admitted;
import io.latchkey.caller.Decision.LockedOut;
import io.latchkey.caller.Decision.Probe;
import io.latchkey.caller.Decision.Rejected;
import io.latchkey.caller.ProbeTokens.Purpose;
import io.latchkey.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {

  private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");
  private static final String ADDRESS = "192.0.2.1";
  private static final Secret TOKEN = Secret.of("0123456789abcdef0123456789abcdef");
  private static final Secret WRONG = Secret.of("fedcba9876543210fedcba9876543210");

  private final CallbackToken known = new CallbackToken(TOKEN.hash(), Instant.MAX);
  private final Lockout lockout =
      new Lockout(new Lockout.Rule(3, Duration.ofMinutes(5)), InstantSource.fixed(NOW));
  private final ProbeTokens probeTokens = new ProbeTokens();
  private final Authenticator authenticator =
      new Authenticator(
          new Callers(
              List.of(
                  new Caller(
                      "recall",
                      Rule.TOKEN,
                      List.of(known),
                      List.of(),
                      Duration.ofMinutes(5),
                      Rights.EVERYTHING)),
              new SignedTokens(List.of())),
          lockout,
          probeTokens,
          () -> NOW);

  private Decision decide(Secret token) {
    return authenticator.decide(new Proofs(List.of(token), null), ADDRESS);
  }

  private Decision decide(Supplier<Optional<Secret>> tokenInBody) {
    return authenticator.decide(new Proofs(List.of(), false, null, tokenInBody), ADDRESS);
  }

  private void guessUntilLockedOut() {
    for (int guess = 0; guess < 3; guess++) {
      authenticator.recordGuess(ADDRESS);
    }
  }

  @Test
  void decide_changesNothing() {
    assertEquals(decide(TOKEN), decide(TOKEN));
    assertEquals(Optional.empty(), known.lastUsed());
    for (int guess = 0; guess < 10; guess++) {
      assertInstanceOf(Rejected.class, decide(WRONG));
    }
    assertInstanceOf(Admitted.class, decide(TOKEN), "nobody was locked out by deciding");
    String probe = probeTokens.issue(Purpose.CHECK);
    assertInstanceOf(Probe.class, decide(Secret.of(probe)));
    assertFalse(probeTokens.wasReceived(Purpose.CHECK));
  }

  @Test
  void lockedOut_isDecidedForARightTokenToo() {
    guessUntilLockedOut();
    assertInstanceOf(LockedOut.class, decide(TOKEN));
    assertInstanceOf(LockedOut.class, decide(WRONG));
  }

  /** A check must succeed although somebody else guesses from the same address. */
  @Test
  void probe_comesBeforeTheLockOut() {
    String token = probeTokens.issue(Purpose.WARM_UP);
    guessUntilLockedOut();
    Probe probe = assertInstanceOf(Probe.class, decide(Secret.of(token)));
    authenticator.recordProbe(probe);
    assertTrue(probeTokens.wasReceived(Purpose.WARM_UP));
  }

  @Test
  void body_isReadOnlyIfNothingElseAdmits_andNeverForALockedOutAddress() {
    AtomicBoolean isRead = new AtomicBoolean();
    Supplier<Optional<Secret>> body =
        () -> {
          isRead.set(true);
          return Optional.of(TOKEN);
        };
    authenticator.decide(new Proofs(List.of(TOKEN), true, null, body), ADDRESS);
    assertFalse(isRead.get(), "the token admits");
    assertInstanceOf(Admitted.class, decide(body));
    assertTrue(isRead.get());
    isRead.set(false);
    guessUntilLockedOut();
    assertInstanceOf(LockedOut.class, decide(body));
    assertFalse(isRead.get());
  }

  /** A guesser may hold many bodies back until the first guesses are counted. */
  @Test
  void lockOut_whileTheBodyIsRead_counts() {
    assertInstanceOf(
        LockedOut.class,
        decide(
            () -> {
              guessUntilLockedOut();
              return Optional.of(TOKEN);
            }));
  }

  @Test
  void nothing_isNoGuess() {
    Rejected rejected = assertInstanceOf(Rejected.class, decide(Optional::empty));
    assertFalse(rejected.isGuess());
    assertTrue(assertInstanceOf(Rejected.class, decide(WRONG)).isGuess());
  }
}
