package io.latchkey.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.secret.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallbackTokensTest {

  private final CallbackTokens tokens =
      new CallbackTokens(List.of(Secret.of("old"), Secret.of("new")));

  @Test
  void accept_anyOfTheConfigured_whileOneIsRotatedOut() {
    assertTrue(tokens.accept(Secret.of("old")));
    assertTrue(tokens.accept(Secret.of("new")));
    assertEquals(2, tokens.count());
  }

  @Test
  void accept_anythingElse_isRefused() {
    assertFalse(tokens.accept(Secret.of("")));
    assertFalse(tokens.accept(Secret.of("ol")));
    assertFalse(tokens.accept(Secret.of("old,new")));
  }

  @Test
  void accept_noneConfigured_refusesAll() {
    assertFalse(new CallbackTokens(List.of()).accept(Secret.of("")));
  }
}
