package io.latchkey.config;

import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.HmacKey;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Refuses proofs that two callers share: a proof must show which caller sends the request, because
 * that decides what it may ask for.
 */
final class SharedProofs {

  private final ValueReader values;

  SharedProofs(ValueReader values) {
    this.values = values;
  }

  void refuse(List<Caller> callers, List<HmacKey> keysOfSignedTokens) {
    refuseProofsOfSeveral(callers);
    refuseSharedKeys(callers, keysOfSignedTokens);
  }

  private void refuseProofsOfSeveral(List<Caller> callers) {
    for (Caller caller : callers) {
      for (Caller other : callers) {
        if (!caller.name().equals(other.name())) {
          refuseProofsOfBoth(caller, other);
        }
      }
    }
  }

  private void refuseProofsOfBoth(Caller caller, Caller other) {
    if (haveCommon(caller.tokens(), other.tokens(), CallbackToken::sameAs)) {
      values.problem(AccessConfigKeys.tokenKey(caller.name()), "has a token of another caller too");
    }
    // Where a token is needed as well, the token shows which caller it is.
    if (caller.rule().acceptsSignatureOnly()
        && haveCommon(caller.secrets(), other.secrets(), HmacKey::sameAs)) {
      values.problem(
          AccessConfigKeys.SIGNING_SECRET.nameFor(caller.name()),
          "has a secret of another caller too, which only a proof of both can tell apart");
    }
  }

  /**
   * Refuses a key of signed callback tokens that is also a signing secret: a platform that knows it
   * could make callback tokens for every caller.
   */
  private void refuseSharedKeys(List<Caller> callers, List<HmacKey> keys) {
    for (Caller caller : callers) {
      if (haveCommon(keys, caller.secrets(), HmacKey::sameAs)) {
        values.problem(
            AccessConfigKeys.SIGNED_URL_KEY.name(),
            "has a signing secret of caller " + caller.name());
      }
    }
  }

  private static <T> boolean haveCommon(List<T> ones, List<T> others, BiPredicate<T, T> same) {
    return ones.stream().anyMatch(one -> others.stream().anyMatch(other -> same.test(one, other)));
  }
}
