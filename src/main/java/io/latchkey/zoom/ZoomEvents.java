package io.latchkey.zoom;

/** Is told of every call to Zoom that has ended. Thread-safe and quick. */
@FunctionalInterface
public interface ZoomEvents {

  void called(ZoomCall call);
}
