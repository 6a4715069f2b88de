package io.latchkey.zoom;

/** Listens to the end of every call to Zoom. Implementations are thread-safe and do not block. */
@FunctionalInterface
public interface ZoomListener {

  void called(ZoomCall call);
}
