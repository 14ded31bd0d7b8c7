package caisson.chain;

/**
 * Ledger units of one asset in the vault.
 *
 * @param pending deposited, in no batch yet
 * @param accounted in the tree
 * @param claimable out of the tree, not paid yet
 */
public record VaultUnits(long pending, long accounted, long claimable) {}
