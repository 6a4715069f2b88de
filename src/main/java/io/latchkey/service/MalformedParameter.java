package io.latchkey.service;

/** A parameter of the request is written as none can be. Its value is never repeated. */
public final class MalformedParameter extends RuntimeException {

  /**
   * @param what follows the name in a sentence
   */
  public MalformedParameter(String name, String what) {
    super("The parameter %s %s.".formatted(name, what), null, false, false);
  }
}
