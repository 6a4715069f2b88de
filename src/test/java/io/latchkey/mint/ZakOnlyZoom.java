package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.AccessToken;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import org.jspecify.annotations.Nullable;

/** A Zoom for tests that ask only for ZAKs. */
interface ZakOnlyZoom extends Zoom {

  @Override
  default ObfToken obf(
      Account account,
      UserId user,
      @Nullable MeetingId meeting,
      AccessToken accessToken,
      RepeatPolicy policy) {
    throw new UnsupportedOperationException();
  }

  @Override
  default JoinToken joinToken(
      Account account,
      MeetingId meeting,
      boolean bypassWaitingRoom,
      AccessToken accessToken,
      RepeatPolicy policy) {
    throw new UnsupportedOperationException();
  }
}
