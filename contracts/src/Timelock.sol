// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// OpenZeppelin's timelock with a floor that it cannot lower itself: fourteen days, longer than the day a forced request may take, the challenge window
/// of a day and a week to act in. Anyone executes what is due; nobody but itself administers it.
contract Timelock is TimelockController {
    uint256 private constant FLOOR = 14 days;

    constructor(address[] memory proposers, address[] memory cancellers)
        TimelockController(FLOOR, proposers, new address[](1), address(0))
    {
        for (uint256 i = 0; i < cancellers.length; i++) {
            _grantRole(CANCELLER_ROLE, cancellers[i]);
        }
    }

    function getMinDelay() public view override returns (uint256) {
        uint256 delay = super.getMinDelay();
        return delay > FLOOR ? delay : FLOOR;
    }
}
