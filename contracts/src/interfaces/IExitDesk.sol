// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// The way out after a freeze: everyone gets their share of what is there, in any order, without the operator.
///
/// Order of events. Convicted batches are unwound (ClearingHouse); the mark pages of the last honest header are loaded by anyone; `open` fixes what
/// is present of every asset and brings it here; then anyone may escape any account, always to its owner.
///
/// With claim c = cash + lines at marks, less the account's fast payouts of reverted batches, and p = max(c, 0):
///   coin            floor(present_0 * p / sumPos)
///   other assets    floor(units * present / accounted), in kind, less fast payouts of reverted batches
///   c < 0           with A = other assets at marks the account keeps the share max(0, A + c) / A of each; the rest goes to a pool that is
///                   shared pro rata to p from 30 days after the opening
/// An asset whose token does not tell its balance at the opening is silent: escapes are noted as if nothing were missing, and when it speaks again `take`
/// fixes what is present; what was noted is paid in the proportion present / accounted.
/// No payout depends on who came before. A transfer that fails is owed and blocks only itself. Escapes of system accounts pay the fund.
///
/// Assumptions. The head has passed its challenge window unchallenged, so its leaves are honest. Coin scale is at most 18.
interface IExitDesk {
    event MarksLoaded(bytes32 indexed markRoot, bool indexed market, uint256 object, address where);
    event Opened(uint64 indexed no, uint64 badDebt, uint64 covered);
    event Taken(uint16 indexed asset, uint64 units);
    event Silent(uint16 indexed asset);
    event Escaped(uint32 indexed account, address indexed owner, int256 claim);
    event Paid(uint32 indexed account, uint16 indexed asset, uint64 units);
    event Owed(uint32 indexed account, uint16 indexed asset, uint64 units);
    event Shared(uint32 indexed account, address indexed owner);

    error ZeroAddress();
    error NotFrozen();
    error NotHead(uint64 head, uint64 found);
    error NotCommitted(uint64 no);
    error WindowOpen(uint64 end);
    error AlreadyOpen(uint64 no);
    error NotOpen();
    error AlreadyLoaded(address where);
    error MarksNotLoaded(bool market, uint256 object);
    error MarksRootMismatch(bytes32 expected, bytes32 found);
    error MarksPageMismatch(uint256 page, bytes32 expected, bytes32 found);
    error MarksPages(uint256 expected, uint256 found);
    error RootMismatch(bytes32 expected, bytes32 found);
    error RootSumsMismatch(uint128 sumPos, uint128 sumNeg, uint128 foundPos, uint128 foundNeg);
    error AlreadyEscaped(uint32 account);
    error NotEscaped(uint32 account);
    error AlreadyShared(uint32 account);
    error TooEarly(uint64 from);
    error NothingOwed(uint32 account, uint16 asset);
    error NothingToTake(uint16 asset);
    error AssetSilent(uint16 asset);
    error GasTooLow(uint256 least, uint256 found);

    /// Stores up to 16 mark pages (32 words each) of one side. `assetPages` and `marketPages` are all page hashes of the two sides.
    function loadMarks(bytes calldata assetPages, bytes calldata marketPages, bool market, uint256 object, bytes calldata pages)
        external
        returns (address where);

    /// Opens at the head. `leaf` and `path` prove the BAD_DEBT account (5), for what the fund owes.
    function open(
        bytes calldata header,
        uint64 committedAt,
        bytes calldata assetPages,
        bytes calldata marketPages,
        bytes calldata leaf,
        bytes calldata path
    ) external;

    /// Brings an asset whose transfer failed at the opening, or that was silent then.
    function take(uint16 asset) external;

    /// Pays one account out, once. Leaf and path as in StateProof.sol.
    function escape(uint32 account, bytes calldata leaf, bytes calldata path) external;

    /// Pays an account's part of the pools, once, from 30 days after the opening.
    function share(uint32 account, bytes calldata leaf, bytes calldata path) external;

    /// Pays what an earlier transfer failed to, and what was noted of a silent asset once that has been taken.
    function claimOwed(uint32 account, uint16 asset) external;

    /// Number of the header that escapes are paid from, 0 before the opening.
    function openedNo() external view returns (uint64);

    function openedAt() external view returns (uint64);

    function hasEscaped(uint32 account) external view returns (bool);

    function hasShared(uint32 account) external view returns (bool);

    function owed(uint32 account, uint16 asset) external view returns (uint64 units);

    function poolOf(uint16 asset) external view returns (uint64 units);

    /// What was fixed at the opening; of a silent asset, what was fixed when it was taken, before that all of accounted.
    function presentOf(uint16 asset) external view returns (address token, uint64 present, uint64 accounted);

    function marksAt(bytes32 markRoot, bool market, uint256 object) external view returns (address where);
}
