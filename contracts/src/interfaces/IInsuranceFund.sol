// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// The insurance fund: its own coin in its own contract, mirrored in the engine, never a leaf of the tree.
///
/// Tranche 0 is the common one, 1..5 belong to the tiers A, B, C and D, E and prediction. A market draws on its tier's tranche first and
/// on the common one for the rest. Windows are hours and days of header time; a share is of what the window's first cover found.
///
///   a market        5 % of its tranche an hour, 20 % a day
///   common help     20 % of the whole fund a day to all markets together, and never more than the common tranche holds
///   the whole fund  25 % a day
///
/// Assumptions. Coin that arrives by a bare transfer is not counted until someone deposits; `balance` is the contract's own
/// book and never above the token balance. Only a committed batch, or a freeze, takes coin out into the Vault. The admin may take out
/// what lies above 120 % of the target and above 2 % of the coin in the tree, thirty days after saying so in public; it may
/// raise the target at once and lower it by a tenth a month.
interface IInsuranceFund {
    event Initialised(address indexed clearingHouse);
    event FundDeposited(address indexed sender, uint64 units, uint64 balance);
    event Covered(uint64 indexed no, uint64 units, uint64 balance);
    event ClaimCovered(uint64 indexed no, uint32 indexed market, uint8 indexed tranche, uint64 fromTranche, uint64 fromCommon);
    event FrozenCovered(uint64 badDebt, uint64 units);
    event ToppedUp(uint64 indexed no, uint64 units, uint64 balance);
    event Allocated(uint8 indexed tranche, uint64 units);
    event MarketAssigned(uint32 indexed market, uint8 indexed tranche);
    event TargetSet(uint64 target);
    event WithdrawalAnnounced(address indexed destination, uint64 units, uint64 due);
    event WithdrawalCancelled();
    event Withdrawn(address indexed destination, uint64 units, uint64 balance);

    error NotAdmin(address caller);
    error NotClearingHouse(address caller);
    error AlreadyInitialised(address clearingHouse);
    error ZeroAddress();
    error DepositZero();
    error CoverAboveDayCap(uint64 cap, uint64 wanted);
    error ClaimAboveCaps(uint32 market, uint64 cap, uint64 wanted);
    error ClaimsLength(uint256 length);
    error ClaimOrder(uint32 previous, uint32 found);
    error ClaimZero(uint32 market);
    error TrancheShort(uint8 tranche, uint64 balance, uint64 wanted);
    error TrancheUnknown(uint8 tranche);
    error MarketAssignedAlready(uint32 market, uint8 tranche);
    error CoinMissing(uint256 booked, uint256 held);
    error TargetTooLow(uint64 least, uint64 found);
    error TargetLoweredLately(uint64 from, uint64 now_);
    error NothingAnnounced();
    error NotDue(uint64 due, uint64 now_);
    error BelowFloor(uint64 floor, uint64 left);
    error Closed();

    /// Takes `raw` of coin into the common tranche, with whatever came by bare transfer before.
    function deposit(uint256 raw) external returns (uint64 units);

    /// Cover that names no market: from the common tranche, within the fund's day.
    function cover(uint64 no, uint64 ts, uint64 units) external;

    /// Cover by market: rows of market u32 | units u64, markets strictly ascending. All or nothing; `coverable` tells what would pass.
    function coverClaims(uint64 no, uint64 ts, bytes calldata claims) external returns (uint64 units);

    /// After the freeze of the venue, by the clearing house or the exit desk: the fund pays what it can of the bad debt, without caps, and takes no withdrawal any more.
    function coverFrozen(uint64 badDebt) external returns (uint64 units);

    /// Books what the Vault has just released to this contract.
    function topUp(uint64 no, uint64 units) external;

    function initialise(address clearingHouse) external;

    /// Moves common coin into a tier's tranche; nothing moves back.
    function allocate(uint8 tranche, uint64 units) external;

    /// Names the tranche of a market, once.
    function assign(uint32 market, uint8 tranche) external;

    function setTarget(uint64 units) external;

    function announceWithdrawal(address destination, uint64 units) external;

    function cancelWithdrawal() external;

    /// Pays an announced withdrawal when its thirty days are over, if the floor still holds. Anyone may call.
    function withdraw() external;

    function admin() external view returns (address);

    function coin() external view returns (address);

    function clearingHouse() external view returns (address);

    function balance() external view returns (uint64 units);

    function balanceOf(uint8 tranche) external view returns (uint64 units);

    function trancheOf(uint32 market) external view returns (uint8);

    /// The most a claim of this market may be in a batch of header time `ts`, if it is the batch's only one.
    function coverable(uint32 market, uint64 ts) external view returns (uint64 units);

    function target() external view returns (uint64 units);

    /// What the fund keeps whatever its admin wants: 120 % of the target or 2 % of the coin in the tree, the greater.
    function floor() external view returns (uint64 units);

    function announced() external view returns (address destination, uint64 units, uint64 due);

    /// Everything that ever came in and went out, for the check in - out == balance.
    function totals() external view returns (uint64 unitsIn, uint64 unitsOut);
}
