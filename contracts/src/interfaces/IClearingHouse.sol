// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// One payout of a batch. Leaf = keccak(06 | batchNo u64 | index u32 | account u32 | asset u16 | units u64 | destination | lane u8).
struct Withdrawal {
    uint32 index;
    uint32 account;
    uint16 asset;
    uint64 units;
    address destination;
    uint8 lane; // 0 standard, 1 fast
}

/// The chain of batch headers, and everything that may leave the Vault.
///
/// What a commit proves on its own: the header continues the chain; entries of every asset sum to its flows and entries of every
/// market sum to zero; deposits consumed are those the Vault holds; sumPos - sumNeg equals the coin accounted for; the bytes
/// to rebuild every leaf and mark are in the transaction. What it takes from the attestors: that leaves, marks, sums
/// and withdrawals are those of the log.
///
/// Assumptions. Fewer than `threshold` attestors are dishonest at once. A payout can only lower what the same batch moved to
/// claimable, whatever its withdraw root says. Anyone may send a commit or a payout; the sender gains nothing by it.
interface IClearingHouse {
    event BatchCommitted(uint64 indexed no, bytes32 indexed headerHash, uint64 committedAt, uint64 seqFrom, uint64 seqTo, bytes32 root);
    event WithdrawalPaid(
        uint64 indexed no, uint32 indexed index, uint32 indexed account, uint16 asset, uint64 units, address destination, uint8 lane
    );
    event TopUpPaid(uint64 indexed no, uint64 units);

    error ZeroAddress();
    error Threshold(uint32 threshold, uint256 attestors);
    error AttestorOrder(address previous, address found);
    error WindowTooShort(uint32 minimum, uint32 found);
    error WrongVersion(uint8 expected, uint8 found);
    error WrongNumber(uint64 expected, uint64 found);
    error WrongPrevious(bytes32 expected, bytes32 found);
    error TimeBackwards(uint64 previous, uint64 found);
    error TimeAhead(uint64 latest, uint64 found);
    error SequenceGap(uint64 expected, uint64 found);
    error SequenceEmpty(uint64 seqFrom, uint64 seqTo);
    error ForcedMismatch(uint64 count, bytes32 prefix);
    error MarksMissing(bytes32 expected, bytes32 found);
    error MarkRootMismatch(bytes32 expected, bytes32 found);
    error MarkAssets(uint256 expected, uint256 found);
    error FlowsHashMismatch(bytes32 expected, bytes32 found);
    error PayloadHashMismatch(bytes32 expected, bytes32 found);
    error AccountedHashMismatch(bytes32 expected, bytes32 found);
    error WithdrawTotalsMismatch(bytes32 expected, bytes32 found);
    error WithdrawRootMismatch(bytes32 found, uint64 withdrawn);
    error SumsMismatch(uint64 accounted, uint128 sumPos, uint128 sumNeg);
    error CoverWithoutBadDebt(int64 badDebt, uint64 cover);
    error SystemCashOverflow(int256 fees, int256 badDebt);
    error SignaturesLength(uint256 length);
    error SignaturesTooFew(uint32 threshold, uint256 found);
    error SignerOrder(address previous, address found);
    error SignerUnknown(address signer);
    error NotCommitted(uint64 no, bytes32 headerHash, uint64 committedAt);
    error LaneUnknown(uint8 lane);
    error NotDue(uint64 due, uint64 now_);
    error HeadStale(uint64 ts, uint64 now_);
    error WithdrawProofMismatch(bytes32 expected, bytes32 found);
    error AlreadyPaid(uint64 no, uint32 index);
    error PaidAboveTotal(uint16 asset, uint64 total, uint256 wanted);
    error TopUpNone(uint64 no);
    error RootMismatch(bytes32 expected, bytes32 found);
    error RootSumsMismatch(uint128 sumPos, uint128 sumNeg, uint128 foundPos, uint128 foundNeg);
    error Reentered();

    /// Commits one batch. Formats in the module's README; every byte given is consumed.
    function commit(bytes calldata header, bytes calldata payload, bytes calldata flows, bytes calldata marks, bytes calldata signatures)
        external;

    /// Pays one withdrawal to its destination, at most once. `flows` are the batch's, `count` is how many withdrawals it created.
    function pay(
        bytes calldata header,
        uint64 committedAt,
        bytes calldata flows,
        Withdrawal calldata withdrawal,
        uint32 count,
        bytes calldata path
    ) external;

    /// Pays a batch's top-up to the insurance fund, once, after the challenge window.
    function payTopUp(bytes calldata header, uint64 committedAt, bytes calldata flows) external;

    /// Checks one account's leaf against a committed header and returns its claim in whole uUSD; reverts by name when anything differs.
    function verifyLeaf(
        bytes calldata header,
        uint64 committedAt,
        uint32 account,
        bytes calldata leaf,
        bytes calldata path,
        bytes calldata marks
    ) external view returns (int256 claim);

    function vault() external view returns (address);

    function fund() external view returns (address);

    function fastDelay() external view returns (uint32);

    function challengeWindow() external view returns (uint32);

    function threshold() external view returns (uint32);

    function attestorCount() external view returns (uint32);

    function isAttestor(address signer) external view returns (bool);

    function domainSeparator() external view returns (bytes32);

    function head() external view returns (uint64 no, uint64 ts, uint64 seqTo, bytes32 headerHash, bytes32 markRoot);

    /// keccak(headerHash | committedAt u64) of a committed batch, else 0.
    function record(uint64 no) external view returns (bytes32);

    /// Cash of the FEES and BAD_DEBT accounts after the newest batch.
    function systemCash() external view returns (int64 fees, int64 badDebt);

    function isPaid(uint64 no, uint16 asset, uint32 index) external view returns (bool);

    function paidUnits(uint64 no, uint16 asset) external view returns (uint64);
}
