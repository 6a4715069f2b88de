package io.latchkey.operator;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.Rights;
import io.latchkey.caller.SignedTokens;
import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.JdbcOperatorStore;
import io.latchkey.database.SchemaCheck;
import io.latchkey.database.TestDatabase;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.instance.EndedSessions;
import io.latchkey.instance.OperatorExchange;
import io.latchkey.secret.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests that operators see the same on all instances that share a PostgreSQL. */
class OperatorExchangeTest {

  private final List<Database> databases = new ArrayList<>();
  private DatabasePlace place;

  /** An instance whose wall clock is wrong by some time. */
  private record Instance(Sessions sessions, CallbackToken token, OperatorExchange exchange) {}

  private Instance instance(Duration wrong) throws IOException {
    if (place == null) {
      place = TestDatabase.place(Kind.POSTGRESQL_18);
    }
    Database database = TestDatabase.open(place);
    databases.add(database);
    SchemaCheck.run(database, TestDatabase.keys());
    EndedSessions ended = new EndedSessions(() -> Instant.now().plus(wrong));
    CallbackToken token =
        new CallbackToken(Secret.of("0123456789abcdef0123456789abcdef").hash(), Instant.MAX);
    Caller caller =
        new Caller(
            "recall",
            Caller.Rule.TOKEN,
            List.of(token),
            List.of(),
            Duration.ofMinutes(5),
            Rights.EVERYTHING);
    Callers callers = new Callers(List.of(caller), new SignedTokens(List.of()));
    return new Instance(
        new Sessions(
            new OperatorTokens(Secret.of("0123456789abcdef0123456789abcdef"), null),
            ended,
            Instant::now),
        token,
        new OperatorExchange(
            new JdbcOperatorStore(database), ended, callers, () -> Instant.now().plus(wrong)));
  }

  @AfterEach
  void stop() {
    databases.forEach(Database::close);
  }

  @Test
  void sessionThatWasSignedOut_isRefusedByAll() throws IOException {
    Instance one = instance(Duration.ZERO);
    Instance two = instance(Duration.ofMinutes(10));
    String session = one.sessions.begin();
    String other = one.sessions.begin();
    assertTrue(two.sessions.known(session).isPresent());
    one.sessions.end(session);
    one.exchange.run();
    two.exchange.run();
    assertFalse(two.sessions.known(session).isPresent());
    assertTrue(two.sessions.known(other).isPresent());
    Instance restarted = instance(Duration.ZERO);
    restarted.exchange.run();
    assertFalse(restarted.sessions.known(session).isPresent());
  }

  /** Times are told as ages, so a wrong clock does no harm. */
  @Test
  void lastUse_isTheLastOfAll() throws IOException {
    Instance one = instance(Duration.ZERO);
    Instance two = instance(Duration.ofMinutes(-10));
    Instant use = Instant.now().minusSeconds(30);
    one.token.learnOfUse(use);
    one.exchange.run();
    two.exchange.run();
    Duration difference =
        Duration.between(two.token.lastUsed().orElseThrow().plus(Duration.ofMinutes(10)), use);
    assertTrue(difference.abs().toSeconds() < 5, difference::toString);
    one.exchange.run();
    Duration own = Duration.between(use, one.token.lastUsed().orElseThrow());
    assertTrue(own.abs().toMillis() < 1000, own::toString);
  }
}
