package caisson.clearing;

/** Which word of a header's bytes a field is. */
public final class HeaderField {
  public static final int VERSION = 0;
  public static final int NO = 1;
  public static final int PREV_HASH = 2;
  public static final int TS = 3;
  public static final int SEQ_FROM = 4;
  public static final int SEQ_TO = 5;
  public static final int SUM_POS = 7;
  public static final int SUM_NEG = 8;
  public static final int MARK_ROOT = 9;
  public static final int ACCOUNTED_HASH = 10;
  public static final int FLOWS_HASH = 11;
  public static final int PAYLOAD_HASH = 12;
  public static final int FORCED_COUNT = 16;
  public static final int FORCED_PREFIX = 17;
  public static final int DEPOSITS_UP_TO = 18;
  public static final int WITHDRAW_ROOT = 19;
  public static final int WITHDRAW_TOTALS_HASH = 20;

  private HeaderField() {}
}
