// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// The insurance fund: its own coin in its own contract, mirrored in the engine, never a leaf of the tree.
///
/// Assumptions. Coin that arrives by a bare transfer is not counted until someone deposits; `balance` is the contract's own
/// book and never above the token balance. Only a committed batch can take coin out, at most a quarter of what the day (of header
/// time) began with, and only into the Vault. There is no withdrawal by anyone.
interface IInsuranceFund {
    event Initialised(address indexed clearingHouse);
    event FundDeposited(address indexed sender, uint64 units, uint64 balance);
    event Covered(uint64 indexed no, uint64 units, uint64 balance);
    event ToppedUp(uint64 indexed no, uint64 units, uint64 balance);

    error NotAdmin(address caller);
    error NotClearingHouse(address caller);
    error AlreadyInitialised(address clearingHouse);
    error ZeroAddress();
    error DepositZero();
    error CoverAboveDayCap(uint64 cap, uint64 wanted);
    error CoinMissing(uint256 booked, uint256 held);

    function deposit(uint256 raw) external returns (uint64 units);

    function cover(uint64 no, uint64 ts, uint64 units) external;

    /// Books what the Vault has just released to this contract.
    function topUp(uint64 no, uint64 units) external;

    function initialise(address clearingHouse) external;

    function admin() external view returns (address);

    function coin() external view returns (address);

    function clearingHouse() external view returns (address);

    function balance() external view returns (uint64 units);

    /// Everything that ever came in and went out, for the check in - out == balance.
    function totals() external view returns (uint64 unitsIn, uint64 unitsOut);
}
