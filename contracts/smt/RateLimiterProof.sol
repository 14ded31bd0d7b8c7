// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RateLimiter} from "../src/libraries/RateLimiter.sol";

/// Statements about the outflow limit that the SMT checker proves for all inputs: tools/prove.
contract RateLimiterProof {
    /// Capacities are never below the floor, nor below their share.
    function capacity(uint64 held, uint64 floor) external pure {
        (uint256 day, uint256 hour) = RateLimiter.capacity(held, floor);
        assert(day >= floor && hour >= floor);
        assert(day >= held / 10 && hour >= held / 50);
        assert(day == floor || day == held / 10);
    }
}
