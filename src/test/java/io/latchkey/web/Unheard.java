package io.latchkey.web;

import io.latchkey.caller.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told, which mostly nobody asks it for. */
public final class Unheard implements StrangerEvents {

  final List<String> seen = new ArrayList<>();

  @Override
  public synchronized void refused(Refusal why) {
    seen.add(why.text());
  }

  @Override
  public synchronized void lost() {
    seen.add("lost");
  }
}
