package io.latchkey.zoom;

/** Listens to every call to Zoom that has ended. Thread-safe and quick. */
@FunctionalInterface
public interface ZoomEvents {

  void called(ZoomCall call);
}
