package caisson.pricing;

import java.util.List;

/**
 * One round of one instrument: enough for anyone to compute it again.
 *
 * @param stale true when too few quotes survived; then {@code indexMicros} is the previous index
 *     and must not be published as a new one
 * @param indexMicros micro-dollars for one whole unit; 0 when stale and there was no previous index
 * @param verdicts one per quote, in the order of {@code quotes}
 */
public record IndexRound(
    boolean stale, long indexMicros, List<Quote> quotes, List<Verdict> verdicts) {

  public IndexRound {
    quotes = List.copyOf(quotes);
    verdicts = List.copyOf(verdicts);
  }
}
