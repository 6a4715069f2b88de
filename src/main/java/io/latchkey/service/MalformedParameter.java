package io.latchkey.service;

/**
 * Thrown when a parameter of the request is missing or cannot be valid. The message never repeats
 * the value of the parameter.
 */
public final class MalformedParameter extends RuntimeException {

  /**
   * @param what the rest of the sentence after the name of the parameter
   */
  public MalformedParameter(String name, String what) {
    super("The parameter %s %s.".formatted(name, what), null, false, false);
  }
}
