package caisson.client;

/** Where a node listens: UDP on {@code host}, ports counted from the venue's port base. */
public record NodeEndpoints(String host, int portBase) {
  /** Commands enter here. */
  public String ingress() {
    return host + ":" + (portBase + 10);
  }

  /** The archive that serves the event log listens here. */
  public String archive() {
    return host + ":" + (portBase + 14);
  }
}
