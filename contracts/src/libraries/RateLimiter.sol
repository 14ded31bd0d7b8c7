// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What has left lately, as two leaking buckets. A bucket drains its whole capacity evenly over its period.
struct Outflow {
    uint64 day; // units in the day's bucket
    uint64 hour; // units in the hour's bucket
    uint64 at; // when both were last brought up to date, seconds
}

/// How fast one asset may leave. A day lets a tenth of what the Vault holds for users go and an hour a fiftieth, but never less than `floor`.
///
/// A payout that is larger than a bucket could never fit. It passes once it has waited as long as the day's bucket needs to drain that
/// much, and while that bucket is at most half full; it fills the buckets over their brim, so what follows waits.
/// So the outflow of any span is at most the capacity, the capacity once per day of the span, and one payout that has waited for itself.
library RateLimiter {
    uint256 internal constant DAY_SHARE = 10;
    uint256 internal constant HOUR_SHARE = 50;

    /// Capacities of the day's and the hour's bucket.
    function capacity(uint256 held, uint256 floor) internal pure returns (uint256 day, uint256 hour) {
        day = held / DAY_SHARE;
        hour = held / HOUR_SHARE;
        if (day < floor) day = floor;
        if (hour < floor) hour = floor;
    }

    /// The buckets at time `time`.
    function drained(Outflow memory outflow, uint256 dayCap, uint256 hourCap, uint256 time) internal pure returns (Outflow memory) {
        uint256 passed = time - outflow.at;
        return Outflow(_less(outflow.day, dayCap * passed / 1 days), _less(outflow.hour, hourCap * passed / 1 hours), uint64(time));
    }

    /// The buckets after a payout, and whether it may be made now. `waited` is how long it has been due, in seconds.
    function take(Outflow memory outflow, uint256 units, uint256 dayCap, uint256 hourCap, uint256 time, uint256 waited)
        internal
        pure
        returns (Outflow memory next, bool allowed)
    {
        next = drained(outflow, dayCap, hourCap, time);
        uint256 day = next.day + units;
        uint256 hour = next.hour + units;
        allowed = day <= dayCap && hour <= hourCap;
        if (!allowed && units > hourCap) allowed = 2 * uint256(next.day) <= dayCap && waited * dayCap >= units * 1 days;
        // Units of one asset stay below 2^62, and a bucket holds at most its capacity and one payout.
        next.day = uint64(day);
        next.hour = uint64(hour);
    }

    function _less(uint256 level, uint256 leak) private pure returns (uint64) {
        return leak < level ? uint64(level - leak) : 0;
    }
}
