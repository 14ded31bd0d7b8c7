// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Custody of every token of the venue and the four sums that say whose it is.
///
/// Per asset, in ledger units: pending (deposited, not yet in a batch), accounted (in the tree), claimable (left the tree, not
/// yet paid) and, in raw token units, residue (what a deposit had beyond whole ledger units).
///
/// Assumptions.
///   Token     balances change only by transfers; rebasing tokens are wrapped before listing. A fee on transfer is measured.
///             A token that lost balance makes its own asset short: payouts of that asset revert, the others go on.
///   Admin     lists assets and names the clearing house once. Nothing else; it cannot move a token.
///   Clearing house   tells how much leaves `accounted`. It can never release more than `claimable`.
interface IVault {
    event Initialised(address indexed clearingHouse);
    event AssetListed(uint16 indexed asset, address indexed token, uint8 scale, uint64 minDeposit, uint64 cap);
    event Registered(uint32 indexed account, address indexed owner);
    event Deposited(uint64 indexed depositNo, uint32 indexed account, uint16 indexed asset, uint64 units, address sender, uint256 raw);
    event Released(uint16 indexed asset, address indexed destination, uint64 units);

    error NotAdmin(address caller);
    error NotClearingHouse(address caller);
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
    error NothingToSweep(uint16 asset, uint64 residueRaw);
    error DepositsUpTo(uint64 previous, uint64 given, uint64 found);
    error DepositsMismatch(uint16 asset, uint64 expected, uint64 found);
    error AccountedBelowZero(uint16 asset, uint64 accounted, int256 change);
    error AccountedTooLarge(uint16 asset, int256 accounted);
    error ClaimableExceeded(uint16 asset, uint64 claimable, uint64 units);
    error AssetShort(uint16 asset, uint256 balance, uint256 owed);

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

    /// Moves one batch's flows between the four sums. `flows` as in Flows.sol, already canonical.
    function settle(uint64 upTo, bytes calldata flows) external returns (bytes32 accountedAfter, uint64 accountedCoin);

    function release(uint16 asset, uint64 units, address destination) external;

    function initialise(address clearingHouse) external;

    function listAsset(uint16 asset, address token, uint8 scale, uint64 minDeposit, uint64 cap) external;

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

    function assetCount() external view returns (uint16);

    function assetOf(uint16 asset) external view returns (address token, uint8 scale, uint8 decimals, uint64 minDeposit, uint64 cap);

    function balancesOf(uint16 asset)
        external
        view
        returns (uint64 pending, uint64 accounted, uint64 claimable, uint64 residueRaw, uint64 depositedUnits);

    /// keccak over all assets ascending of asset u16 | accounted u64.
    function accountedHash() external view returns (bytes32);
}
