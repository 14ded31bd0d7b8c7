package caisson.clearing;

/**
 * The open window as the cadence sees it, in log time.
 *
 * @param openedNs time of its first money event, 0 when it has none
 * @param waitingSinceNs time of its first withdrawal or forced request, 0 when it has none
 */
public record WindowState(
    long nextBatchNo, long lastSealNs, long openedNs, int entries, long waitingSinceNs) {}
