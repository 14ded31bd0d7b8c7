// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse, Status} from "./interfaces/IClearingHouse.sol";
import {IForceQueue} from "./interfaces/IForceQueue.sol";
import {IVault} from "./interfaces/IVault.sol";

/// See IForceQueue.
///
/// One word per request: slot[no] = prefix_no (26 bytes) | time of request no + 1 (6 bytes, 0 while there is none). So one word tells a commit
/// both what it has consumed and since when the next request waits.
contract ForceQueue is IForceQueue {
    struct State {
        uint64 count;
        uint64 block_; // of the newest request
        uint32 inBlock; // requests in it
        uint64 tightUntil; // the shorter deadline holds until then
    }

    struct Alarm {
        uint64 mark;
        uint64 freezableAt;
        uint64 freezableBlock;
        uint8 reason;
    }

    uint8 private constant WITHDRAW = 1;
    uint8 private constant CLOSE = 2;
    uint8 private constant CANCEL_ALL = 3;
    uint8 private constant ROTATE = 4;
    uint8 private constant NO_BATCH = 1;
    uint8 private constant UNSERVED = 2;
    bytes1 private constant DOMAIN = 0x08;
    uint256 private constant TIME_BITS = 48;
    uint256 private constant REQUEST = 61;
    uint64 private constant BATCH_LIMIT = 6 hours;
    uint64 private constant DEADLINE = 24 hours;
    uint64 private constant TIGHT_DEADLINE = 6 hours;
    uint64 private constant TIGHT_FOR = 30 days;
    uint64 private constant NOTICE = 1 hours;
    uint64 private constant NOTICE_BLOCKS = 300;
    uint32 private constant FREE_IN_BLOCK = 10;
    uint256 private constant FIRST_PRICE = 0.001 ether;

    address public immutable vault;
    address public clearingHouse;
    address public emergencyMatch;
    State private _state;
    Alarm private _alarm;
    mapping(uint64 no => uint256) private _slots;
    mapping(uint64 no => bool) private _rotated;
    mapping(uint32 account => bool) public askedToRotate;

    constructor(address vault_) {
        if (vault_ == address(0)) revert ZeroAddress();
        vault = vault_;
    }

    function initialise(address clearingHouse_, address emergencyMatch_) external {
        if (msg.sender != IVault(vault).admin()) revert NotAdmin(msg.sender);
        if (clearingHouse != address(0)) revert AlreadyInitialised(clearingHouse);
        if (clearingHouse_ == address(0)) revert ZeroAddress();
        clearingHouse = clearingHouse_;
        emergencyMatch = emergencyMatch_;
    }

    function withdraw(uint32 account, uint16 asset, uint64 units, address destination) external payable returns (uint64) {
        if (units == 0) revert RequestEmpty();
        if (destination == address(0)) revert ZeroAddress();
        return _own(WITHDRAW, account, asset, units, 0, destination);
    }

    function close(uint32 account, uint32 market, uint64 lots, uint64 limitTicks) external payable returns (uint64) {
        return _own(CLOSE, account, market, lots, limitTicks, address(0));
    }

    function closeFor(uint32 account, uint32 market, uint64 lots, uint64 limitTicks) external payable returns (uint64) {
        if (msg.sender != emergencyMatch) revert NotEmergencyMatch(msg.sender);
        return _request(CLOSE, account, market, lots, limitTicks, address(0));
    }

    function cancelAll(uint32 account) external payable returns (uint64) {
        return _own(CANCEL_ALL, account, 0, 0, 0, address(0));
    }

    function rotate(uint32 account, address newOwner) external payable returns (uint64 no) {
        if (newOwner == address(0)) revert ZeroAddress();
        no = _own(ROTATE, account, 0, 0, 0, newOwner);
        askedToRotate[account] = true;
    }

    function finishRotation(bytes calldata request) external {
        uint64 no = uint64(bytes8(request[0:8]));
        uint64 consumed = IClearingHouse(clearingHouse).status().forcedCount;
        if (no == 0 || no > consumed) revert NotConsumed(no, consumed);
        bytes32 expected = _prefix(no);
        bytes32 found = _extend(_prefix(no - 1), request);
        if (expected != found || request.length != REQUEST || uint8(request[16]) != ROTATE) revert RequestMismatch(no, expected, found);
        if (_rotated[no]) revert AlreadyRotated(no);
        _rotated[no] = true;
        uint32 account = uint32(bytes4(request[17:21]));
        address owner = address(bytes20(request[41:61]));
        emit OwnerRotated(no, account, owner);
        IVault(vault).setOwner(account, owner);
    }

    function announce() external {
        (uint8 reason, uint64 mark) = overdue();
        if (reason == 0) revert NotOverdue();
        (uint8 standing,, uint64 freezableAt,) = alarm();
        if (standing != 0) revert AlreadyAnnounced(freezableAt);
        freezableAt = uint64(block.timestamp) + NOTICE;
        _alarm = Alarm(mark, freezableAt, uint64(block.number) + NOTICE_BLOCKS, reason);
        if (reason == UNSERVED) _state.tightUntil = uint64(block.timestamp) + TIGHT_FOR;
        emit Announced(reason, mark, freezableAt);
    }

    function freeze() external {
        (uint8 reason,, uint64 freezableAt, uint64 freezableBlock) = alarm();
        if (reason == 0) revert NotAnnounced();
        if (block.timestamp < freezableAt || block.number < freezableBlock) revert TooEarly(freezableAt, freezableBlock);
        IClearingHouse(clearingHouse).freeze();
    }

    function price() public view returns (uint256) {
        State memory state = _state;
        return _price(state.block_ == block.number ? state.inBlock : 0);
    }

    function count() external view returns (uint64) {
        return _state.count;
    }

    function at(uint64 no) public view returns (bytes32 prefix, uint64 nextDeadline) {
        uint256 slot = _slots[no];
        uint64 next = uint64(slot & ((1 << TIME_BITS) - 1));
        prefix = bytes32(slot >> TIME_BITS << TIME_BITS);
        if (next != 0) nextDeadline = next + (block.timestamp < _state.tightUntil ? TIGHT_DEADLINE : DEADLINE);
    }

    function overdue() public view returns (uint8 reason, uint64 mark) {
        Status memory status = IClearingHouse(clearingHouse).status();
        if (status.frozen || status.no == 0) return (0, 0);
        (, uint64 deadline) = at(status.forcedCount);
        if (deadline != 0 && block.timestamp > deadline) return (UNSERVED, status.forcedCount + 1);
        if (block.timestamp > status.committedAt + BATCH_LIMIT) return (NO_BATCH, status.no);
        return (0, 0);
    }

    /// A batch ends the alarm for want of a batch; serving the request ends the alarm for it.
    function alarm() public view returns (uint8 reason, uint64 mark, uint64 freezableAt, uint64 freezableBlock) {
        Alarm memory standing = _alarm;
        Status memory status = IClearingHouse(clearingHouse).status();
        if (status.frozen) return (0, 0, 0, 0);
        if (standing.reason == NO_BATCH && status.no != standing.mark) return (0, 0, 0, 0);
        if (standing.reason == UNSERVED && status.forcedCount >= standing.mark) return (0, 0, 0, 0);
        return (standing.reason, standing.mark, standing.freezableAt, standing.freezableBlock);
    }

    function _own(uint8 kind, uint32 account, uint32 id, uint64 amount, uint64 limit, address target) private returns (uint64) {
        if (msg.sender != IVault(vault).ownerOf(account)) revert NotOwner(account, msg.sender);
        return _request(kind, account, id, amount, limit, target);
    }

    function _request(uint8 kind, uint32 account, uint32 id, uint64 amount, uint64 limit, address target) private returns (uint64 no) {
        State memory state = _state;
        if (state.block_ != block.number) (state.block_, state.inBlock) = (uint64(block.number), 0);
        uint256 due = _price(state.inBlock);
        if (msg.value < due) revert PriceTooLow(due, msg.value);
        state.inBlock++;
        no = ++state.count;
        _state = state;

        uint64 time = uint64(block.timestamp);
        uint256 before = _slots[no - 1];
        _slots[no - 1] = before | time;
        bytes32 prefix =
            _cut(keccak256(abi.encodePacked(DOMAIN, before >> TIME_BITS << TIME_BITS, no, time, kind, account, id, amount, limit, target)));
        _slots[no] = uint256(prefix);
        emit Requested(no, account, kind, id, amount, limit, target, time, prefix);
    }

    function _extend(bytes32 prefix, bytes calldata request) private pure returns (bytes32) {
        return _cut(keccak256(abi.encodePacked(DOMAIN, prefix, request)));
    }

    function _prefix(uint64 no) private view returns (bytes32) {
        return _cut(bytes32(_slots[no]));
    }

    function _cut(bytes32 hash) private pure returns (bytes32) {
        return hash >> TIME_BITS << TIME_BITS;
    }

    function _price(uint32 inBlock) private pure returns (uint256) {
        if (inBlock < FREE_IN_BLOCK) return 0;
        uint32 step = inBlock - FREE_IN_BLOCK;
        return FIRST_PRICE << (step < 64 ? step : 64);
    }
}
