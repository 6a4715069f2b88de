package io.latchkey.config;

import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.SigningSecret;
import java.util.List;
import java.util.function.BiPredicate;

/** Refuses proofs that two callers share: whose proof it is decides what may be asked for. */
final class SharedProofs {

  private final Values values;

  SharedProofs(Values values) {
    this.values = values;
  }

  void refuse(List<Caller> callers, List<SigningSecret> keysOfSignedTokens) {
    refuseSharedProofs(callers);
    refuseSharedKeys(callers, keysOfSignedTokens);
  }

  private void refuseSharedProofs(List<Caller> callers) {
    for (Caller caller : callers) {
      for (Caller other : callers) {
        if (!caller.name().equals(other.name())) {
          refuseSharedProofs(caller, other);
        }
      }
    }
  }

  private void refuseSharedProofs(Caller caller, Caller other) {
    if (shared(caller.tokens(), other.tokens(), CallbackToken::sameAs)) {
      values.problem(
          CallerKeys.CALLER_TOKEN.nameFor(caller.name()), "has a token of another caller too");
    }
    if (caller.rule().signatureIsEnough()
        && shared(caller.secrets(), other.secrets(), SigningSecret::sameAs)) {
      values.problem(
          CallerKeys.SIGNING_SECRET.nameFor(caller.name()),
          "has a secret of another caller too, which only a proof of both can tell apart");
    }
  }

  /** Who knows a key of signed callback tokens can make any. */
  private void refuseSharedKeys(List<Caller> callers, List<SigningSecret> keys) {
    for (Caller caller : callers) {
      if (shared(keys, caller.secrets(), SigningSecret::sameAs)) {
        values.problem(
            CallerKeys.SIGNED_URL_KEY.name(), "has a signing secret of caller " + caller.name());
      }
    }
  }

  private static <T> boolean shared(List<T> ones, List<T> others, BiPredicate<T, T> same) {
    return ones.stream().anyMatch(one -> others.stream().anyMatch(other -> same.test(one, other)));
  }
}
