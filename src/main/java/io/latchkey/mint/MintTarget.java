package io.latchkey.mint;

import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.TokenKind;
import org.jspecify.annotations.Nullable;

/**
 * The target of a mint: one kind of token for one user or one meeting of an account. Zoom may
 * refuse one target while it serves other targets.
 *
 * @param subject the user; for a join token the meeting
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

  /**
   * Written by hand, as {@link #equals} is: the methods that the JDK generates for a record keep
   * our class loader in memory (JDK-8078641).
   */
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
