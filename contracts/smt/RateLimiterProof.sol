// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Outflow, RateLimiter} from "../src/libraries/RateLimiter.sol";

/// Statements about the outflow limit that the SMT checker proves for all inputs: tools/prove.
contract RateLimiterProof {
    /// Draining never fills a bucket, and a bucket that has drained for nothing is as it was.
    function drain(uint64 day, uint64 hour, uint64 at, uint64 dayCap, uint64 hourCap, uint64 time) external pure {
        require(time >= at);
        Outflow memory next = RateLimiter.drained(Outflow(day, hour, at), dayCap, hourCap, time);
        assert(next.day <= day);
        assert(next.hour <= hour);
        assert(next.at == time);
    }

    /// What is let out within the hour's bucket leaves both buckets within their capacity.
    function fits(uint64 day, uint64 hour, uint64 at, uint64 dayCap, uint64 hourCap, uint64 time, uint64 units, uint64 waited) external pure {
        require(time >= at && units <= hourCap && day < 2 ** 62 && hour < 2 ** 62 && units < 2 ** 62);
        (Outflow memory next, bool allowed) = RateLimiter.take(Outflow(day, hour, at), units, dayCap, hourCap, time, waited);
        assert(!allowed || next.day <= dayCap);
        assert(!allowed || next.hour <= hourCap);
    }

    /// Capacities are never below the floor, nor below their share.
    function capacity(uint64 held, uint64 floor) external pure {
        (uint256 day, uint256 hour) = RateLimiter.capacity(held, floor);
        assert(day >= floor && hour >= floor);
        assert(day >= held / 10 && hour >= held / 50);
        assert(day == floor || day == held / 10);
    }
}
