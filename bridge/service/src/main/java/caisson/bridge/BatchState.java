package caisson.bridge;

/** How far a batch is. The order is stored; MINED falls back to SUBMITTED when its block goes. */
enum BatchState {
  SEALED(1),
  ATTESTED(2),
  SUBMITTED(3),
  MINED(4),
  FINAL(5),
  CONFIRMED(6);

  final int code;

  BatchState(int code) {
    this.code = code;
  }

  static BatchState of(int code) {
    return values()[code - 1];
  }
}
