package io.latchkey.token;

import java.util.ArrayList;
import java.util.List;

/** A listener that remembers the events of a cell. */
final class RecordedEvents implements TokenListener {

  final List<String> seen = new ArrayList<>();

  @Override
  public synchronized void renewed() {
    seen.add("renewed");
  }

  @Override
  public synchronized void failed(TokenFailure failure, Freshness inMemory) {
    seen.add("failed " + failure.getClass().getSimpleName() + " " + inMemory);
  }

  @Override
  public synchronized void servedFromReserve() {
    seen.add("reserve");
  }

  @Override
  public synchronized void joined() {
    seen.add("joined");
  }

  @Override
  public synchronized void invalidated() {
    seen.add("invalidated");
  }
}
