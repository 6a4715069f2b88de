package io.latchkey.simulator;

/** Zoom refuses a request to its token endpoint. */
@SuppressWarnings("serial")
final class OauthRefused extends RuntimeException {

  private final OauthRefusal refusal;

  OauthRefused(OauthRefusal refusal) {
    super(refusal.name());
    this.refusal = refusal;
  }

  OauthRefusal refusal() {
    return refusal;
  }
}
