package io.latchkey.mint;

import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.TokenKind;
import org.jspecify.annotations.Nullable;

/**
 * What a meeting token is minted for: one kind of token for one user or meeting of an account. Zoom
 * may refuse one target while it serves the others.
 *
 * @param subject the user, or the meeting of a join token
 */
record MintTarget(TokenKind kind, String subject) {

  static MintTarget zak(UserId user) {
    return new MintTarget(TokenKind.ZAK, user.value());
  }

  static MintTarget obf(UserId user) {
    return new MintTarget(TokenKind.OBF, user.value());
  }

  static MintTarget joinToken(MeetingId meeting) {
    return new MintTarget(TokenKind.JOIN_TOKEN, meeting.digits());
  }

  /** By hand, as is {@link #equals}: those of the JDK keep our class loader (JDK-8078641). */
  @Override
  public int hashCode() {
    return 31 * kind.text().hashCode() + subject.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MintTarget target
        && target.kind == kind
        && target.subject.equals(subject);
  }
}
