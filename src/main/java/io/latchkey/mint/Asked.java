package io.latchkey.mint;

import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.TokenKind;
import org.jspecify.annotations.Nullable;

/**
 * What Zoom is asked for, as far as a refusal can be about it alone: one kind of token for one user
 * or meeting of an account.
 *
 * @param whose the user, or the meeting of a join token
 */
record Asked(TokenKind kind, String whose) {

  static Asked zak(UserId user) {
    return new Asked(TokenKind.ZAK, user.value());
  }

  static Asked obf(UserId user) {
    return new Asked(TokenKind.OBF, user.value());
  }

  static Asked joinToken(MeetingId meeting) {
    return new Asked(TokenKind.JOIN_TOKEN, meeting.digits());
  }

  /** By hand, as is {@link #equals}: those of the JDK keep our class loader (JDK-8078641). */
  @Override
  public int hashCode() {
    return 31 * kind.text().hashCode() + whose.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Asked asked && asked.kind == kind && asked.whose.equals(whose);
  }
}
