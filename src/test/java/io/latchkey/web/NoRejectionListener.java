package io.latchkey.web;

import io.latchkey.caller.RejectionReason;
import java.util.ArrayList;
import java.util.List;

/** A listener that only remembers the events. */
public final class NoRejectionListener implements RejectionListener {

  final List<String> seen = new ArrayList<>();

  @Override
  public synchronized void unauthorized(RejectionReason reason) {
    seen.add(reason.text());
  }

  @Override
  public synchronized void notFound() {
    seen.add("not found");
  }
}
