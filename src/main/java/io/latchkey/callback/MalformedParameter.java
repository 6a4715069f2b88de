package io.latchkey.callback;

/** A parameter of the request is written as none can be. Its value is never repeated. */
final class MalformedParameter extends RuntimeException {

  MalformedParameter(String name, String what) {
    super("The parameter %s %s.".formatted(name, what), null, false, false);
  }
}
