package caisson.engine;

/**
 * Where a table of records begins in its array. The words of an array stand 16 bytes behind its
 * start; six unused ones in front let every record of 64 bytes fill one cache line instead of
 * touching two. That holds where objects start on a line (sequencer/node/jvm.options); without it
 * all is right and somewhat slower.
 */
public final class CacheLine {
  public static final int LEAD = 6;

  private CacheLine() {}
}
