package io.latchkey.caller;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All callers, and which of them a request comes from.
 *
 * <p>Thread-safe.
 */
public final class Callers {

  private final List<Caller> callers;
  private final SignedTokens signedTokens;
  private final RepeatedIds repeatedIds = new RepeatedIds();

  public Callers(List<Caller> callers, SignedTokens signedTokens) {
    this.callers = List.copyOf(callers);
    this.signedTokens = signedTokens;
  }

  /** In the order of the configuration. */
  public List<Caller> all() {
    return callers;
  }

  /** The tokens that are made for one bot. */
  public SignedTokens signedTokens() {
    return signedTokens;
  }

  /** How many requests of a caller carried an id that had been seen before. */
  public long repeatedIds(String caller) {
    return repeatedIds.of(caller);
  }

  /**
   * Who makes the request, and what it may ask for. All callers are held against it, whether or not
   * one was found, so that the time taken tells nothing. A token that is not the caller's own is
   * wrong, though a signature would have been enough without it: it may have been made to narrow
   * what is opened. Of several tokens the first that is right counts.
   */
  public Verdict judge(Proofs proofs, Instant now) {
    if (proofs.tokens().isEmpty()) {
      return judgeOne(proofs, now);
    }
    List<Verdict> verdicts =
        proofs.tokens().stream().map(token -> judgeOne(proofs.with(token), now)).toList();
    Verdict best =
        verdicts.stream()
            .filter(verdict -> verdict.admission().isPresent())
            .findFirst()
            .orElseGet(() -> mostTelling(verdicts));
    boolean allForeign =
        verdicts.stream()
            .allMatch(
                verdict ->
                    verdict.admission().isEmpty() && verdict.refusal() == Refusal.TOKEN_WRONG);
    if (!allForeign || proofs.tokensDecide() || proofs.signature().isEmpty()) {
      return best;
    }
    Verdict bySignature = judgeOne(proofs.withoutTokens(), now);
    return bySignature.admission().isPresent() ? bySignature : best;
  }

  /** That a token is none of ours tells least: a gateway may have put it there. */
  private static Verdict mostTelling(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(verdict -> verdict.refusal() != Refusal.TOKEN_WRONG)
        .findFirst()
        .orElse(verdicts.get(0));
  }

  private Verdict judgeOne(Proofs proofs, Instant now) {
    Optional<SignedToken> signedToken = proofs.token().flatMap(signedTokens::read);
    Optional<Admission> admitted = Optional.empty();
    boolean tokenRight = false;
    boolean tokenExpired = false;
    boolean signatureIsEnough = false;
    for (Caller caller : callers) {
      Optional<CallbackToken> token = caller.token(proofs);
      Optional<SignedToken> own =
          signedToken.filter(signed -> signed.caller().equals(caller.name()));
      boolean right =
          token.filter(known -> known.valid(now)).isPresent()
              || own.filter(signed -> signed.valid(now)).isPresent();
      tokenRight |= right;
      tokenExpired |= token.isPresent() || own.isPresent();
      signatureIsEnough |= caller.rule().signatureIsEnough();
      boolean known =
          (right || proofs.token().isEmpty())
              && caller.rule().satisfied(right, () -> caller.signed(proofs, now));
      if (known && admitted.isEmpty()) {
        token.ifPresent(used -> used.used(now));
        proofs
            .signature()
            .flatMap(Signature::id)
            .ifPresent(id -> repeatedIds.note(caller.name(), id, now));
        admitted =
            Optional.of(
                new Admission(
                    caller.name(), rights(caller, own), own.flatMap(signed -> proofs.bot())));
      }
    }
    return new Verdict(admitted, refusal(proofs, tokenRight, tokenExpired, signatureIsEnough));
  }

  /** What it would be if nobody was found. Of a signature that decides nothing we know nothing. */
  private static Refusal refusal(
      Proofs proofs, boolean tokenRight, boolean tokenExpired, boolean signatureIsEnough) {
    boolean signed = proofs.signature().isPresent();
    if (proofs.token().isEmpty()) {
      return signed
          ? signatureIsEnough ? Refusal.SIGNATURE_WRONG : Refusal.TOKEN_MISSING
          : Refusal.NOTHING_PRESENTED;
    }
    if (tokenRight) {
      return signed ? Refusal.SIGNATURE_WRONG : Refusal.SIGNATURE_MISSING;
    }
    return tokenExpired ? Refusal.TOKEN_EXPIRED : Refusal.TOKEN_WRONG;
  }

  private static Rights rights(Caller caller, Optional<SignedToken> signedToken) {
    return signedToken.map(signed -> caller.rights().and(signed.rights())).orElse(caller.rights());
  }
}
