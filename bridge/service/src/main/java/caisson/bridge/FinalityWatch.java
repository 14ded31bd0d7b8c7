package caisson.bridge;

import caisson.chain.Block;
import caisson.chain.ChainClient;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * While no further block becomes final, only so much may leave the venue: what is paid on blocks
 * that are replaced was paid on no chain. Asks the log for the limit and for its end, again until
 * the log shows it. Deposits need no limit, they are read from final blocks alone.
 */
final class FinalityWatch {
  /** As in the log: withdrawals are free. */
  static final long NO_LIMIT = -1;

  private static final Logger LOG = Logger.getLogger(FinalityWatch.class);
  private static final long RESEND_NS = TimeUnit.SECONDS.toNanos(1);

  private final CommandQueue commands;
  private final long patienceS;
  private final long most;
  private long finalNo = -1;
  private long movedAtS;

  /** The latest time of any block seen; blocks that replace others may be older. */
  private long nowS;

  private long askedNs = System.nanoTime() - RESEND_NS;

  /**
   * @param patienceS by the chain's clock, that the last final block may stay the same
   * @param most value that may leave after that, until another block is final
   */
  FinalityWatch(CommandQueue commands, long patienceS, long most) {
    this.commands = commands;
    this.patienceS = patienceS;
    this.most = most;
  }

  /**
   * @param inForce the limit that the log shows
   */
  void round(ChainClient chain, Block head, long inForce) {
    Block last = chain.block(ChainClient.At.FINALIZED);
    nowS = Math.max(nowS, head.timestampS());
    if (last.number() != finalNo) {
      // At the start nobody knows when it became final, only that it was not before its own time.
      movedAtS = finalNo < 0 ? last.timestampS() : nowS;
      finalNo = last.number();
    }
    long wanted = nowS - movedAtS > patienceS ? most : NO_LIMIT;
    if (wanted != inForce && System.nanoTime() - askedNs >= RESEND_NS) {
      LOG.warnf("block %d is final since %d s: outflow limit %d", finalNo, movedAtS, wanted);
      commands.limitOutflow(wanted);
      askedNs = System.nanoTime();
    }
  }
}
