// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// A payout made before its batch was irrevocable.
struct FastPayout {
    uint64 no;
    uint64 committedAt;
    uint64 units;
}

/// Custody of every token of the venue and the sums that say whose it is.
///
/// Per asset, in ledger units: pending (deposited, not yet in a batch), accounted (in the tree), claimable (left the tree, not
/// yet paid). What the token balance has beyond them is residue, in raw token units, and belongs to the DUST account.
///
/// Assumptions.
///   Token     balances change only by transfers; rebasing tokens are wrapped before listing. A fee on transfer is measured.
///             A token that lost balance makes its own asset SHORT: deposits and payouts of that asset revert, the others go on.
///   Admin     lists assets, moves caps and names the clearing house once. Nothing else; it cannot move a token.
///   Clearing house   tells how much leaves `accounted`. It can never release more than `claimable`.
///   Exit desk        exists only after a freeze. It receives what is present of `accounted`, once per asset, and cannot touch the rest.
///   Least deposit    is worth about 10 coin; the floor of the outflow limit is 25,000 of them.
interface IVault {
    event Initialised(address indexed clearingHouse);
    event AssetListed(uint16 indexed asset, address indexed token, uint8 scale, uint64 minDeposit, uint64 cap);
    event CapSet(uint16 indexed asset, uint64 cap);
    event Registered(uint32 indexed account, address indexed owner);
    event OwnerChanged(uint32 indexed account, address indexed previous, address indexed owner);
    event Deposited(uint64 indexed depositNo, uint32 indexed account, uint16 indexed asset, uint64 units, address sender, uint256 raw);
    event Released(uint16 indexed asset, address indexed destination, uint64 units);
    event Closed();
    event RefundsOpened(uint64 depositsUpTo);
    event Refunded(uint64 indexed depositNo, uint16 indexed asset, uint64 units, address indexed sender);
    event Owed(uint16 indexed asset, address indexed holder, uint64 units);

    error NotAdmin(address caller);
    error NotClearingHouse(address caller);
    error NotExitDesk(address caller);
    error NotForceQueue(address caller);
    error AlreadyInitialised(address clearingHouse);
    error ZeroAddress();
    error AssetNotNext(uint16 expected, uint16 found);
    error AssetScale(uint8 scale, uint8 decimals);
    error AssetCap(uint64 cap);
    error TokenListed(address token);
    error AssetUnlisted(uint16 asset);
    error AccountsExhausted();
    error AccountUnknown(uint32 account);
    error FirstDepositTooSmall(uint64 minimum, uint64 units);
    error DepositTooSmall(uint16 asset, uint64 minimum, uint256 units);
    error DepositAboveCap(uint16 asset, uint64 cap, uint256 wanted);
    error NothingToSweep(uint16 asset, uint256 residueRaw);
    error DepositsUpTo(uint64 previous, uint64 given, uint64 found);
    error DepositsMismatch(uint16 asset, uint64 expected, uint64 found);
    error AccountedBelowZero(uint16 asset, uint64 accounted, int256 change);
    error AccountedTooLarge(uint16 asset, int256 accounted);
    error ClaimableExceeded(uint16 asset, uint64 claimable, uint64 units);
    error AssetShort(uint16 asset, uint256 balance, uint256 owed);
    error RateLimited(uint16 asset, uint256 dayCap, uint256 hourCap, uint64 units);
    error FastLaneFull(uint16 asset, uint64 limit, uint256 wanted);
    error FastLaneBusy(uint32 account, uint16 asset);
    error VaultClosed();
    error RefundsClosed();
    error RefundCount(uint64 waiting, uint256 found);
    error RefundMismatch(bytes32 expected, bytes32 found);
    error NothingOwed(uint16 asset, address holder);

    /// Gives the caller a new account id with its first deposit of coin.
    function register(uint256 raw) external returns (uint32 account);

    function registerWithPermit(uint256 raw, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external returns (uint32 account);

    /// Takes `raw` token units from the caller and credits what arrived, floored to ledger units.
    function deposit(uint32 account, uint16 asset, uint256 raw) external returns (uint64 units);

    function depositWithPermit(uint32 account, uint16 asset, uint256 raw, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        returns (uint64 units);

    /// Turns whole units of residue into a deposit of the DUST account. Anyone may call.
    function sweepResidue(uint16 asset) external returns (uint64 units);

    /// Moves one batch's flows between the sums. `flows` as in Flows.sol; assets strictly ascend.
    function settle(uint64 upTo, bytes calldata flows) external returns (bytes32 accountedAfter, uint64 accountedCoin, uint16 assets);

    /// Pays out of claimable.
    function release(uint16 asset, uint64 units, address destination) external;

    /// The same under the outflow limit; `waited` is how long the payout has been due.
    function releaseLimited(uint16 asset, uint64 units, address destination, uint256 waited) external;

    /// The same for a payout that a challenge may still revert: also bounded by a fiftieth of accounted and by `backing`, and remembered until
    /// irrevocable.
    function releaseFast(
        uint32 account,
        uint16 asset,
        uint64 units,
        address destination,
        FastPayout calldata payout,
        uint64 window,
        uint64 backing
    ) external;

    /// Takes back a batch's flows; `paid` is, row by row, what has been paid of it. Cover it drew is owed to the fund.
    function unwind(bytes calldata flows, uint64[] calldata paid, address fund) external;

    /// Ends deposits, for good.
    function close() external;

    /// Gives the exit desk its tokens of one asset, out of accounted.
    function hand(uint16 asset, uint64 units) external;

    /// Books coin that the fund has just sent for bad debt.
    function takeCover(uint64 units) external;

    /// Lets deposits after `upTo` be refunded.
    function openRefunds(uint64 upTo) external;

    /// Refunds the newest deposits that are left, each to its sender. `start` is the deposit chain before `rows` (DepositChain.sol).
    function refund(bytes32 start, bytes calldata rows) external;

    /// Pays what an earlier transfer failed to.
    function claimOwed(uint16 asset, address holder) external;

    function initialise(address clearingHouse) external;

    function listAsset(uint16 asset, address token, uint8 scale, uint64 minDeposit, uint64 cap) external;

    function setCap(uint16 asset, uint64 cap) external;

    /// By the forced queue, for a rotation that a batch has consumed.
    function setOwner(uint32 account, address owner) external;

    function admin() external view returns (address);

    function clearingHouse() external view returns (address);

    function ownerOf(uint32 account) external view returns (address);

    function nextAccount() external view returns (uint32);

    /// The least first deposit in ledger units of coin: 10 coin, doubled for every 100,000 ids given on the same day.
    function minFirstDeposit() external view returns (uint64 units);

    /// The number of the newest deposit; the first is 1.
    function depositCount() external view returns (uint64);

    /// The number of the newest deposit that a batch has consumed. Deposits are consumed in order, none is left out.
    function depositsUpTo() external view returns (uint64);

    /// Hash of every deposit (DepositChain.sol).
    function depositChain() external view returns (bytes32);

    function closed() external view returns (bool);

    function owed(address holder, uint16 asset) external view returns (uint64 units);

    function assetCount() external view returns (uint16);

    function assetOf(uint16 asset) external view returns (address token, uint8 scale, uint8 decimals, uint64 minDeposit, uint64 cap);

    function balancesOf(uint16 asset) external view returns (uint64 pending, uint64 accounted, uint64 claimable, uint256 residueRaw);

    /// The tree's units alone, without asking the token.
    function accountedOf(uint16 asset) external view returns (uint64 units);

    /// Whether the token balance is below what it is owed for.
    function isShort(uint16 asset) external view returns (bool);

    /// Units of `accounted` that the token balance holds behind pending and claimable.
    function presentOf(uint16 asset) external view returns (uint64 units);

    /// Units in the day's and the hour's bucket now, and their capacities.
    function outflowOf(uint16 asset) external view returns (uint64 day, uint64 hour, uint256 dayCap, uint256 hourCap);

    /// Upper bound of the fast payouts a challenge may still revert.
    function fastOpenOf(uint16 asset) external view returns (uint64 units);

    /// Fast payouts to an account from batches after `no` that were not yet irrevocable when last touched.
    function fastPaidAfter(uint32 account, uint16 asset, uint64 no) external view returns (uint64 units);

    /// keccak over all assets ascending of asset u16 | accounted u64.
    function accountedHash() external view returns (bytes32);
}
