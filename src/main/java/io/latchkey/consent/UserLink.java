package io.latchkey.consent;

import java.time.Instant;

/** What a link says that was made for one user. Immutable. */
public sealed interface UserLink permits ConsentLink, ManageLink {

  /** Returns the configured name of the account, which holds the General app. */
  String account();

  /** Returns the first instant at which the link is not good any more. */
  Instant expiresAt();
}
