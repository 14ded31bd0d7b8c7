package caisson.gateway.broken;

/** Stands in a package that the engine must not know. */
public final class Door {
  private Door() {}

  public static int open() {
    return 1;
  }
}
