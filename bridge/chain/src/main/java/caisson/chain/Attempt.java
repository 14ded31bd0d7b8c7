package caisson.chain;

import org.jspecify.annotations.Nullable;

/**
 * One signed transaction on behalf of a request. All attempts of a request carry the same call; a
 * later one only pays more or, when its nonce was spent elsewhere, takes another.
 *
 * @param request name of what is to happen once, for example {@code batch-17}
 * @param number 0 for the first attempt
 * @param to null creates a contract
 * @param signed the bytes as sent
 * @param createdMs wall clock, only for the decision to raise the fee
 */
public record Attempt(
    String request,
    int number,
    long nonce,
    @Nullable String to,
    byte[] data,
    long gasLimit,
    Fees fees,
    byte[] signed,
    String hash,
    long createdMs) {}
