package io.latchkey.web;

import io.latchkey.caller.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told, which mostly nobody asks it for. */
public final class NoRejectionEvents implements RejectionEvents {

  final List<String> seen = new ArrayList<>();

  @Override
  public synchronized void unauthorized(Refusal reason) {
    seen.add(reason.text());
  }

  @Override
  public synchronized void notFound() {
    seen.add("not found");
  }
}
