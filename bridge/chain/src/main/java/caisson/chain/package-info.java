/**
 * The chain as the rest of Caisson sees it: calls, logs of final blocks, one key's transactions.
 * web3j stays inside: addresses and hashes are lower-case hex with 0x, data is bytes, raw amounts
 * are BigInteger.
 */
package caisson.chain;
