package caisson.attestor;

/** Why no signature is given: the first difference by name, with its facts. */
record Refusal(int status, String error, String detail) {
  /** Looked at and found different: it will be refused again. */
  static Refusal difference(String error, String detail) {
    return new Refusal(409, error, detail);
  }

  /** Not known yet: ask again. */
  static Refusal notYet(String error, String detail) {
    return new Refusal(503, error, detail);
  }

  static Refusal malformed(String detail) {
    return new Refusal(400, "MALFORMED", detail);
  }
}
