// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Pays for operations that its sponsor key has signed, within budgets that the key cannot raise.
///
/// A sponsorship is good on one day (validUntil names it, validAfter lies on it) and counts its greatest possible cost against that day, so a
/// stolen key costs at most a day's budget a day until the guardian sets it to zero.
interface IGasStation {
    event SponsorSet(address indexed sponsor);
    event BudgetSet(uint128 perOperation, uint128 perDay);

    error OperationTooDear(uint256 most, uint256 cost);
    error DaySpent(uint256 day, uint256 left, uint256 cost);
    error NotOneDay(uint48 validAfter, uint48 validUntil);
    error BudgetNotLower();

    /// Ends the sponsor key or names another.
    function setSponsor(address sponsor) external;

    function setBudget(uint128 perOperation, uint128 perDay) external;

    /// At once, downwards only; zero stops all sponsoring.
    function lowerBudget(uint128 perOperation, uint128 perDay) external;

    function deposit() external payable;

    function withdraw(address payable to, uint256 value) external;

    function addStake(uint32 unstakeDelay) external payable;

    function unlockStake() external;

    function withdrawStake(address payable to) external;

    function budget() external view returns (uint128 perOperation, uint128 perDay);

    /// Wei committed on a day (unix time / 86400).
    function spentOn(uint256 day) external view returns (uint256);
}
