package caisson.clearing;

/** Ids of the schema's SystemAccount, which the code generator leaves out as no field has it. */
final class SystemAccounts {
  static final int FEES = 1;
  static final int DUST = 3;

  private SystemAccounts() {}
}
