package caisson.engine;

/**
 * Sizes of the tables, fixed at start; a full table is a refusal with a name. They change results,
 * so every replica and every replay of one log runs with the same limits.
 *
 * @param users ids 4096 to 4096 + users - 1 can be registered
 * @param assets at most 32, the leaf's bound
 * @param markets at most 64; ids are 1 to markets
 * @param orders resting orders of all markets together
 * @param ordersPerAccount resting orders of one account
 * @param agents agent keys of all accounts together; a key is never removed
 * @param agentsPerAccount agent keys of one account
 * @param fillsPerOrder an order that meets more resting orders loses its remainder
 */
public record EngineLimits(
    int users,
    int assets,
    int markets,
    int orders,
    int ordersPerAccount,
    int agents,
    int agentsPerAccount,
    int fillsPerOrder) {
  public static final EngineLimits DEFAULT =
      new EngineLimits(16_384, 16, 16, 131_072, 1_024, 65_536, 16, 2_500);

  public EngineLimits {
    if (users < 1 || users > (1 << 24) - 4096) {
      throw new IllegalArgumentException("users out of range: " + users);
    }
    if (assets < 1 || assets > 32) {
      throw new IllegalArgumentException("assets out of range: " + assets);
    }
    if (markets < 1 || markets > 64) {
      throw new IllegalArgumentException("markets out of range: " + markets);
    }
    if (orders < 1 || ordersPerAccount < 1 || agents < 1 || agentsPerAccount < 1) {
      throw new IllegalArgumentException("tables must hold at least one entry");
    }
    if (agentsPerAccount > 255) {
      throw new IllegalArgumentException("agentsPerAccount out of range: " + agentsPerAccount);
    }
    if (fillsPerOrder < 1 || fillsPerOrder > 10_000) {
      throw new IllegalArgumentException("fillsPerOrder out of range: " + fillsPerOrder);
    }
  }

  /** Resting orders with a good-till time: every eighth, at most what their links can number. */
  public int timedOrders() {
    return Math.min(Math.max(3, orders / 8), 200_000);
  }

  /** Orders that wait for the mark, of all accounts together. */
  public int triggers() {
    return Math.max(4, orders / 8);
  }

  /** Orders that trade in slices over time, of all accounts together. */
  public int twaps() {
    return Math.max(4, orders / 16);
  }

  /**
   * Cells for what accounts have in a market, all accounts together: eight for each, which an
   * account may exceed as others use fewer.
   */
  public int lines() {
    return Math.multiplyExact(users + 128, Math.min(8, markets)) + 64;
  }
}
