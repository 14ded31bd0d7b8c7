// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {IVault} from "./interfaces/IVault.sol";
import {CoverCaps} from "./libraries/CoverCaps.sol";

/// See IInsuranceFund. A ledger unit of coin is 10^-6 coin; the token's own decimals are at least 6.
/// Invariants: the tranches sum to unitsIn - unitsOut; that sum * unitRaw <= token balance; no window's draws pass its share.
contract InsuranceFund is IInsuranceFund, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    struct Books {
        uint64 unitsIn;
        uint64 unitsOut;
        uint64 target;
        uint64 targetLoweredAt;
    }

    struct Announced {
        address destination;
        uint64 due;
        bool closed; // by a freeze, for ever
        uint64 units;
    }

    uint8 private constant SCALE = 6;
    uint8 private constant COMMON = 0;
    uint8 private constant TRANCHES = 6;
    uint256 private constant CLAIM = 12;
    uint64 private constant WITHDRAWAL_DELAY = 30 days;
    uint64 private constant TARGET_REST = 30 days;

    address public immutable admin;
    address public immutable coin;
    uint256 private immutable _unitRaw;
    address public clearingHouse;
    Books private _books;
    Announced private _announced;
    CoverCaps.Day private _day;
    mapping(uint8 tranche => CoverCaps.Tranche) private _tranches;
    mapping(uint32 market => CoverCaps.Market) private _markets;

    modifier onlyAdmin() {
        if (msg.sender != admin) revert NotAdmin(msg.sender);
        _;
    }

    modifier onlyClearingHouse() {
        if (msg.sender != clearingHouse) revert NotClearingHouse(msg.sender);
        _;
    }

    modifier tranched(uint8 tranche) {
        if (tranche == COMMON || tranche >= TRANCHES) revert TrancheUnknown(tranche);
        _;
    }

    constructor(address admin_, address coin_) {
        if (admin_ == address(0) || coin_ == address(0)) revert ZeroAddress();
        admin = admin_;
        coin = coin_;
        _unitRaw = 10 ** (IERC20Metadata(coin_).decimals() - SCALE);
    }

    function initialise(address clearingHouse_) external onlyAdmin {
        if (clearingHouse != address(0)) revert AlreadyInitialised(clearingHouse);
        if (clearingHouse_ == address(0)) revert ZeroAddress();
        clearingHouse = clearingHouse_;
        emit Initialised(clearingHouse_);
    }

    function deposit(uint256 raw) external nonReentrant returns (uint64 units) {
        IERC20(coin).safeTransferFrom(msg.sender, address(this), raw);
        // What lies here beyond the books, an earlier bare transfer included, becomes the fund's.
        uint256 unbooked = IERC20(coin).balanceOf(address(this)) - uint256(balance()) * _unitRaw;
        units = uint64(unbooked / _unitRaw);
        if (units == 0) revert DepositZero();
        _take(units);
        emit FundDeposited(msg.sender, units, balance());
    }

    function cover(uint64 no, uint64 ts, uint64 units) external onlyClearingHouse nonReentrant {
        _drawDay(ts, units, 0);
        _drawTranche(COMMON, units);
        _pay(no, units);
    }

    function coverClaims(uint64 no, uint64 ts, bytes calldata claims) external onlyClearingHouse nonReentrant returns (uint64 units) {
        if (claims.length == 0 || claims.length % CLAIM != 0) revert ClaimsLength(claims.length);
        uint32 previous = 0;
        for (uint256 at = 0; at < claims.length; at += CLAIM) {
            uint32 market = uint32(bytes4(claims[at:]));
            uint64 wanted = uint64(bytes8(claims[at + 4:]));
            if (at > 0 && market <= previous) revert ClaimOrder(previous, market);
            if (wanted == 0) revert ClaimZero(market);
            _claim(no, ts, market, wanted);
            units += wanted;
            previous = market;
        }
        _pay(no, units);
    }

    function coverFrozen(uint64 badDebt) external nonReentrant returns (uint64 units) {
        IClearingHouse house = IClearingHouse(clearingHouse);
        if (msg.sender != address(house) && msg.sender != house.exitDesk()) revert NotClearingHouse(msg.sender);
        if (_announced.closed) revert Closed();
        _announced.closed = true;
        units = badDebt < balance() ? badDebt : balance();
        uint64 left = units;
        for (uint8 tranche = 0; tranche < TRANCHES; tranche++) {
            uint64 held = _tranches[tranche].balance;
            uint64 drawn = held < left ? held : left;
            _tranches[tranche].balance = held - drawn;
            left -= drawn;
        }
        emit FrozenCovered(badDebt, units);
        _release(house.vault(), units);
    }

    function topUp(uint64 no, uint64 units) external onlyClearingHouse nonReentrant {
        _take(units);
        uint256 booked = uint256(balance()) * _unitRaw;
        uint256 held = IERC20(coin).balanceOf(address(this));
        if (held < booked) revert CoinMissing(booked, held);
        emit ToppedUp(no, units, balance());
    }

    function allocate(uint8 tranche, uint64 units) external onlyAdmin tranched(tranche) {
        _drawTranche(COMMON, units);
        _tranches[tranche].balance += units;
        emit Allocated(tranche, units);
    }

    function assign(uint32 market, uint8 tranche) external onlyAdmin tranched(tranche) {
        CoverCaps.Market storage kept = _markets[market];
        if (kept.tranche != COMMON) revert MarketAssignedAlready(market, kept.tranche);
        kept.tranche = tranche;
        emit MarketAssigned(market, tranche);
    }

    function setTarget(uint64 units) external onlyAdmin {
        uint64 target_ = _books.target;
        if (units < target_) {
            uint64 from = _books.targetLoweredAt + TARGET_REST;
            if (block.timestamp < from) revert TargetLoweredLately(from, uint64(block.timestamp));
            if (units < target_ - target_ / 10) revert TargetTooLow(target_ - target_ / 10, units);
            _books.targetLoweredAt = uint64(block.timestamp);
        }
        _books.target = units;
        emit TargetSet(units);
    }

    function announceWithdrawal(address destination, uint64 units) external onlyAdmin {
        if (destination == address(0)) revert ZeroAddress();
        uint64 due = uint64(block.timestamp) + WITHDRAWAL_DELAY;
        (_announced.destination, _announced.due, _announced.units) = (destination, due, units);
        emit WithdrawalAnnounced(destination, units, due);
    }

    function cancelWithdrawal() external onlyAdmin {
        if (_announced.due == 0) revert NothingAnnounced();
        _forgetAnnounced();
        emit WithdrawalCancelled();
    }

    function withdraw() external nonReentrant {
        Announced memory wanted = _announced;
        if (wanted.closed) revert Closed();
        if (wanted.due == 0) revert NothingAnnounced();
        if (block.timestamp < wanted.due) revert NotDue(wanted.due, uint64(block.timestamp));
        _forgetAnnounced();
        _drawTranche(COMMON, wanted.units);
        uint64 left = balance() - wanted.units;
        if (left < floor()) revert BelowFloor(floor(), left);
        emit Withdrawn(wanted.destination, wanted.units, left);
        _release(wanted.destination, wanted.units);
    }

    function balance() public view returns (uint64 units) {
        return _books.unitsIn - _books.unitsOut;
    }

    function balanceOf(uint8 tranche) external view returns (uint64 units) {
        return _tranches[tranche].balance;
    }

    function trancheOf(uint32 market) external view returns (uint8) {
        return _markets[market].tranche;
    }

    function coverable(uint32 market, uint64 ts) external view returns (uint64 units) {
        (uint64 own, uint64 help) = _caps(market, ts);
        uint64 day = CoverCaps.left(CoverCaps.dayAt(_day, ts, balance()));
        return own + help < day ? own + help : day;
    }

    function target() external view returns (uint64 units) {
        return _books.target;
    }

    function floor() public view returns (uint64 units) {
        uint256 byTarget = uint256(_books.target) * 12 / 10;
        (, uint64 accounted,,) = IVault(IClearingHouse(clearingHouse).vault()).balancesOf(0);
        uint256 byTree = accounted / 50;
        uint256 most = byTarget > byTree ? byTarget : byTree;
        return most > type(uint64).max ? type(uint64).max : uint64(most);
    }

    function announced() external view returns (address destination, uint64 units, uint64 due) {
        return (_announced.destination, _announced.units, _announced.due);
    }

    function totals() external view returns (uint64 unitsIn, uint64 unitsOut) {
        return (_books.unitsIn, _books.unitsOut);
    }

    function _claim(uint64 no, uint64 ts, uint32 market, uint64 wanted) private {
        (uint64 own, uint64 help) = _caps(market, ts);
        if (wanted > own + help) revert ClaimAboveCaps(market, own + help, wanted);
        if (wanted < own) own = wanted;
        help = wanted - own;
        uint8 tranche = _markets[market].tranche;
        if (own > 0) {
            CoverCaps.Tranche memory kept = CoverCaps.trancheAt(_tranches[tranche], ts);
            CoverCaps.Market memory drawn = CoverCaps.marketAt(_markets[market], ts);
            kept.balance -= own;
            drawn.hourDrawn += own;
            drawn.dayDrawn += own;
            (_tranches[tranche], _markets[market]) = (kept, drawn);
        }
        _drawDay(ts, wanted, help);
        if (help > 0) _drawTranche(COMMON, help);
        emit ClaimCovered(no, market, tranche, own, help);
    }

    function _caps(uint32 market, uint64 ts) private view returns (uint64 own, uint64 help) {
        CoverCaps.Market memory drawn = CoverCaps.marketAt(_markets[market], ts);
        if (drawn.tranche != COMMON) own = CoverCaps.own(CoverCaps.trancheAt(_tranches[drawn.tranche], ts), drawn);
        uint64 common = _tranches[COMMON].balance;
        help = CoverCaps.help(CoverCaps.dayAt(_day, ts, balance()), common);
    }

    /// Counts a cover against the fund's day, and what of it the common tranche gives in help.
    function _drawDay(uint64 ts, uint64 units, uint64 helped) private {
        CoverCaps.Day memory day = CoverCaps.dayAt(_day, ts, balance());
        if (units > CoverCaps.left(day)) revert CoverAboveDayCap(CoverCaps.left(day), units);
        day.drawn += units;
        day.helped += helped;
        _day = day;
    }

    function _drawTranche(uint8 tranche, uint64 units) private {
        uint64 held = _tranches[tranche].balance;
        if (units > held) revert TrancheShort(tranche, held, units);
        _tranches[tranche].balance = held - units;
    }

    function _take(uint64 units) private {
        _books.unitsIn += units;
        _tranches[COMMON].balance += units;
    }

    function _pay(uint64 no, uint64 units) private {
        emit Covered(no, units, balance() - units);
        _release(IClearingHouse(msg.sender).vault(), units);
    }

    function _release(address destination, uint64 units) private {
        _books.unitsOut += units;
        IERC20(coin).safeTransfer(destination, units * _unitRaw);
    }

    function _forgetAnnounced() private {
        (_announced.destination, _announced.due, _announced.units) = (address(0), 0, 0);
    }
}
