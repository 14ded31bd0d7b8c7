// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// One payout of a batch. Leaf = keccak(06 | batchNo u64 | index u32 | account u32 | asset u16 | units u64 | destination | lane u8).
struct Withdrawal {
    uint32 index;
    uint32 account;
    uint16 asset;
    uint64 units;
    address destination;
    uint8 lane; // 0 standard, 1 fast, 2 forced
}

/// Where the chain of headers stands.
struct Status {
    uint64 no;
    uint64 committedAt;
    uint64 forcedCount;
    uint64 pausedUntil;
    bool frozen;
}

/// Who may pause: it says until when, the clearing house takes it over.
interface IPausing {
    function pausedUntil() external view returns (uint64);
}

/// The chain of batch headers, and everything that may leave the Vault.
///
/// What a commit proves on its own: the header continues the chain; entries of every asset sum to its flows and entries of every
/// market sum to zero; deposits consumed are those the Vault holds; sumPos - sumNeg equals the coin accounted for; the bytes
/// to rebuild every leaf and mark are in the transaction. What it takes from the attestors: that leaves, marks, sums
/// and withdrawals are those of the log.
///
/// Commits are checked with the hot set of Attestors as it was last synchronised, signed by plain keys; who rotates the set synchronises.
///
/// Assumptions. Fewer than `threshold` attestors are dishonest at once. A payout can only lower what the same batch moved to
/// claimable, whatever its withdraw root says. Anyone may send a commit or a payout; the sender gains nothing by it.
///
/// A pause stops commits and payouts that a challenge may still revert, for 7 days at most. It never stops a payout that is irrevocable, a
/// forced request, a challenge, a freeze or an escape. A freeze is for ever: no batch is accepted after it. Batches that a challenge proves
/// false, and all after them, are unwound newest first by anyone; then the head is the last honest header.
interface IClearingHouse {
    event BatchCommitted(uint64 indexed no, bytes32 indexed headerHash, uint64 committedAt, uint64 seqFrom, uint64 seqTo, bytes32 root);
    event WithdrawalPaid(
        uint64 indexed no, uint32 indexed index, uint32 indexed account, uint16 asset, uint64 units, address destination, uint8 lane
    );
    event TopUpPaid(uint64 indexed no, uint64 units);

    event Initialised(address indexed exitDesk, address indexed challenge, address indexed guardian);
    event ChunkStaged(address indexed sender, uint64 indexed set, uint8 index, bytes32 hash);
    event PausedUntil(uint64 until);
    event Frozen(uint64 indexed no);
    event Convicted(uint64 indexed no);
    event Held(uint64 indexed no, uint64 from, uint8 holds);
    event AttestorsSynced(bytes32 setHash);
    event Unwound(uint64 indexed no);

    error ZeroAddress();
    error NotAdmin(address caller);
    error NotForceQueue(address caller);
    error NotChallenge(address caller);
    error AlreadyInitialised(address exitDesk);
    error NoGuardian();
    error VenueFrozen();
    error VenuePaused(uint64 until);
    error ForcedOverdue(uint64 no, uint64 deadline);
    error ChunkIndex(uint8 expected, uint8 found);
    error ChallengeTooLate(uint64 end, uint64 now_);
    error NothingToUnwind(uint64 convictedFrom, uint64 no);
    error BatchConvicted(uint64 convictedFrom, uint64 no);
    error SetUnknown(bytes32 expected, bytes32 found);
    error SequenceTooLarge(uint64 seqTo);
    error HeldTooLong(uint64 no);
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
    error Reentered();

    /// Commits one batch. Formats in the module's README; every byte given is consumed.
    function commit(bytes calldata header, bytes calldata payload, bytes calldata flows, bytes calldata marks, bytes calldata signatures)
        external;

    /// Takes chunk `index` of a payload too long for one transaction. A set is the sender's own: index 0 begins it anew, nobody else can touch it.
    function stage(uint64 set, uint8 index, bytes calldata chunk) external;

    /// Commits one batch whose payload is the sender's staged set. The same rules as `commit`.
    function commitStaged(uint64 set, bytes calldata header, bytes calldata flows, bytes calldata marks, bytes calldata signatures) external;

    /// Pays several withdrawals of one batch; those already paid are passed over. `rows` as in Payouts.sol, `paths` their paths one after another.
    function payMany(
        bytes calldata header,
        uint64 committedAt,
        bytes calldata flows,
        bytes calldata rows,
        uint32 count,
        bytes calldata paths
    ) external returns (uint64 units);

    /// Takes over until when the guardian pauses.
    function syncPause() external;

    /// By the forced queue.
    function freeze() external;

    /// By the challenge contract, inside the batch's window: batch `no` is false. Freezes.
    function convict(uint64 no, uint64 committedAt) external;

    /// By the challenge contract, inside the batch's window: batches that may still be false become irrevocable three hours later.
    function hold(uint64 no, uint64 committedAt) external;

    /// The hot set in force in Attestors becomes the one that commits are checked with. Anyone may call.
    function syncAttestors(bytes calldata set) external;

    /// Takes back convicted batches, newest first, each with its header, time and flows.
    function unwind(bytes[] calldata headers, uint64[] calldata committedAts, bytes[] calldata flows) external;

    /// Names the contracts that exist for an emergency, once, by the Vault's admin.
    function initialise(address exitDesk, address challenge, address guardian) external;

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

    function forceQueue() external view returns (address);

    function exitDesk() external view returns (address);

    function challenge() external view returns (address);

    function guardian() external view returns (address);

    function attestors() external view returns (address);

    /// When a batch committed at that time becomes irrevocable, as holds stand.
    function windowEnd(uint64 committedAt) external view returns (uint64);

    /// When the newest hold ends, 0 when there was none.
    function heldUntil() external view returns (uint64);

    function convictedFrom() external view returns (uint64);

    function status() external view returns (Status memory);

    function frozen() external view returns (bool);

    /// What a set holds; `hash` is the payload hash so far.
    function staged(address sender, uint64 set) external view returns (uint8 chunks, bool complete, bytes32 hash);

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
