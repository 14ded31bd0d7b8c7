// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What an owner may ask of the venue on chain when nobody answers off chain, and the clock that ends a venue which does not serve it.
///
/// request  no u64 | time u64 | kind u8 | account u32 | id u32 | amount u64 | limit u64 | target 20 = 61 bytes
///   1 WITHDRAW    id = asset, amount = units, target = destination
///   2 CLOSE       id = market, amount = lots (0: the whole line), limit = worst price in ticks
///   3 CANCEL_ALL
///   4 ROTATE      target = new owner; holds from the batch that consumes it
/// prefix_0 = 0, prefix_no = keccak(08 | prefix_(no-1) | request) with its last 6 bytes zero. A header says how many requests are consumed
/// and their prefix, so a batch consumes any number of them at one price.
///
/// Assumptions. The venue must serve within 24 hours, within 6 for 30 days after it was late once. Requests beyond 10 in a block cost
/// ether, doubling with each; it stays here for ever. The owner at the time of the request may ask, nobody else.
///
/// The end of a venue has two steps. Anyone announces that it is overdue (no batch for 6 hours, or a request past its deadline); an hour
/// and 300 blocks later anyone freezes it, if the very same thing is still so. A freeze is for ever.
interface IForceQueue {
    event Requested(
        uint64 indexed no,
        uint32 indexed account,
        uint8 indexed kind,
        uint32 id,
        uint64 amount,
        uint64 limit,
        address target,
        uint64 time,
        bytes32 prefix
    );
    event Announced(uint8 indexed reason, uint64 mark, uint64 freezableAt);
    event OwnerRotated(uint64 indexed no, uint32 indexed account, address owner);

    error ZeroAddress();
    error AlreadyInitialised(address clearingHouse);
    error NotAdmin(address caller);
    error NotOwner(uint32 account, address caller);
    error NotEmergencyMatch(address caller);
    error RequestEmpty();
    error PriceTooLow(uint256 price, uint256 found);
    error NotOverdue();
    error AlreadyAnnounced(uint64 freezableAt);
    error NotAnnounced();
    error TooEarly(uint64 freezableAt, uint64 freezableBlock);
    error NotConsumed(uint64 no, uint64 forcedCount);
    error RequestMismatch(uint64 no, bytes32 expected, bytes32 found);
    error AlreadyRotated(uint64 no);

    function withdraw(uint32 account, uint16 asset, uint64 units, address destination) external payable returns (uint64 no);

    function close(uint32 account, uint32 market, uint64 lots, uint64 limitTicks) external payable returns (uint64 no);

    function cancelAll(uint32 account) external payable returns (uint64 no);

    function rotate(uint32 account, address newOwner) external payable returns (uint64 no);

    /// A close that its owner signed as an order (IEmergencyMatch), by that contract alone.
    function closeFor(uint32 account, uint32 market, uint64 lots, uint64 limitTicks) external payable returns (uint64 no);

    /// Names the clearing house and who brings signed orders, once, by the Vault's admin.
    function initialise(address clearingHouse, address emergencyMatch) external;

    /// Changes the owner for a consumed ROTATE request; `request` as above. Anyone may call, once per request.
    function finishRotation(bytes calldata request) external;

    /// Starts the hour of notice.
    function announce() external;

    /// Freezes the venue when the announced reason still holds after the notice.
    function freeze() external;

    /// Price in wei of one more request in this block.
    function price() external view returns (uint256);

    function count() external view returns (uint64);

    /// The prefix after `no` requests (0 when there are fewer) and the deadline of the next one (0 when there is none).
    function at(uint64 no) external view returns (bytes32 prefix, uint64 nextDeadline);

    /// 0 nothing, 1 no batch, 2 a request past its deadline; with what the reason hangs on: the head's number or the request's.
    function overdue() external view returns (uint8 reason, uint64 mark);

    /// The announcement in force, reason 0 when none or when what it hung on has passed.
    function alarm() external view returns (uint8 reason, uint64 mark, uint64 freezableAt, uint64 freezableBlock);

    /// Whether the account ever asked for another owner: from then on its owner of some past moment is not on chain.
    function askedToRotate(uint32 account) external view returns (bool);

    function clearingHouse() external view returns (address);

    function emergencyMatch() external view returns (address);

    function vault() external view returns (address);
}
