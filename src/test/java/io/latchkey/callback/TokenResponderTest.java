package io.latchkey.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.caller.AdmittedCaller;
import io.latchkey.caller.Rights;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenKind;
import io.latchkey.web.Problems;
import io.latchkey.web.Query;
import io.latchkey.web.RequestSettings;
import io.latchkey.web.RequestTrace;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenResponderTest {

  private final TestTime time = new TestTime();
  private final List<AnsweredCallback> told = new ArrayList<>();
  private final TokenResponder answers =
      new TokenResponder(
          null, // Without a service, every request meets a defect.
          new Problems(time),
          new RequestSettings(Duration.ofSeconds(4), 0),
          told::add,
          time,
          Runnable::run);
  private final AdmittedRequest admitted =
      new AdmittedRequest(
          new AdmittedCaller("recall", Rights.EVERYTHING, null),
          Query.of("token=x"),
          time.instant(),
          RequestTrace.of(null));

  /** If the listener did not get a 500, no alert would count it. */
  @Test
  void defect_isA500_thatIsTold_withItsInstance() {
    Response answer =
        answers
            .answerOne(
                admitted, new TokenParameters(TokenKind.ZAK, admitted.query()), TokenFormat.TEXT)
            .toCompletableFuture()
            .join();
    assertEquals(500, answer.getStatus());
    assertTrue(answer.getEntity().toString().contains(admitted.trace().instance()));
    assertEquals(List.of(500), told.stream().map(AnsweredCallback::status).toList());
    assertTrue(told.get(0).failed().orElseThrow().defect() != null);
  }
}
