package caisson.scripts;

/**
 * Request ids and versions of an operator's commands, counted on from what the venue has. A version
 * belongs to one change of the venue's parameters, so it also recognises a repeated command.
 */
final class Numbering {
  private long requestId;
  private long version;

  /** The next ones are one higher each. */
  Numbering(long requestId, long version) {
    this.requestId = requestId;
    this.version = version;
  }

  long nextRequest() {
    return ++requestId;
  }

  long nextVersion() {
    return ++version;
  }
}
