package caisson.engine.account;

/**
 * Ids of the house, as the enum SystemAccount of the wire schema names them; the code generator
 * leaves out an enum that no message uses.
 */
public final class SystemAccounts {
  public static final int FEES = 1;
  public static final int DUST = 3;
  public static final int DISTRIBUTION = 4;
  public static final int BAD_DEBT = 5;

  /** The accounts of the insurance tiers follow each other from here. */
  public static final int FIRST_TIER = 16;

  public static final int TIERS = 5;
  public static final int FIRST_USER = 4096;

  private SystemAccounts() {}
}
