package io.latchkey.callback;

import io.latchkey.callback.AnsweredCallback.Failed;
import io.latchkey.callback.AnsweredCallback.Result;
import io.latchkey.callback.AnsweredCallback.Served;
import io.latchkey.token.ServedToken.Origin;
import io.latchkey.token.TokenKind;
import io.latchkey.web.RequestTrace;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Creates answered requests for a ZAK by the caller "recall", as listeners get them. */
public final class TestCallbacks {

  private TestCallbacks() {}

  /** Returns a request that was answered with a ZAK that has 100 minutes left. */
  public static AnsweredCallback served(@Nullable String account, Origin origin, Duration took) {
    return answered(account, new Served(origin, null, Duration.ofMinutes(100)), took);
  }

  public static AnsweredCallback failed(@Nullable String account, int status, Duration took) {
    return answered(account, new Failed(status, "why", null), took);
  }

  public static AnsweredCallback answered(@Nullable String account, Result result, Duration took) {
    return new AnsweredCallback(
        "recall",
        TokenKind.ZAK,
        account,
        "ZAK of account " + account + ", caller recall",
        result,
        took,
        new RequestTrace("urn:uuid:x", null));
  }
}
