// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";

/// See IInsuranceFund. A ledger unit of coin is 10^-6 coin; the token's own decimals are at least 6.
/// Invariant: balance = unitsIn - unitsOut, and balance * unitRaw <= token balance.
contract InsuranceFund is IInsuranceFund, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    struct Books {
        uint64 unitsIn;
        uint64 unitsOut;
    }

    struct Day {
        uint64 day; // of header time
        uint64 cap; // units that may be drawn on it
        uint64 drawn;
    }

    uint8 private constant SCALE = 6;
    uint64 private constant DAY_SHARE = 4; // a quarter of the balance

    address public immutable admin;
    address public immutable coin;
    uint256 private immutable _unitRaw;
    address public clearingHouse;
    Books private _books;
    Day private _today;

    modifier onlyClearingHouse() {
        if (msg.sender != clearingHouse) revert NotClearingHouse(msg.sender);
        _;
    }

    constructor(address admin_, address coin_) {
        if (admin_ == address(0) || coin_ == address(0)) revert ZeroAddress();
        admin = admin_;
        coin = coin_;
        _unitRaw = 10 ** (IERC20Metadata(coin_).decimals() - SCALE);
    }

    function initialise(address clearingHouse_) external {
        if (msg.sender != admin) revert NotAdmin(msg.sender);
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
        _books.unitsIn += units;
        emit FundDeposited(msg.sender, units, balance());
    }

    function cover(uint64 no, uint64 ts, uint64 units) external onlyClearingHouse nonReentrant {
        Day memory today = _today;
        uint64 day = ts / 1 days;
        if (today.day != day) today = Day(day, balance() / DAY_SHARE, 0);
        if (uint256(today.drawn) + units > today.cap) revert CoverAboveDayCap(today.cap - today.drawn, units);
        today.drawn += units;
        _today = today;
        _books.unitsOut += units;
        emit Covered(no, units, balance());
        IERC20(coin).safeTransfer(IClearingHouse(msg.sender).vault(), units * _unitRaw);
    }

    function topUp(uint64 no, uint64 units) external onlyClearingHouse nonReentrant {
        _books.unitsIn += units;
        uint256 booked = uint256(balance()) * _unitRaw;
        uint256 held = IERC20(coin).balanceOf(address(this));
        if (held < booked) revert CoinMissing(booked, held);
        emit ToppedUp(no, units, balance());
    }

    function balance() public view returns (uint64 units) {
        return _books.unitsIn - _books.unitsOut;
    }

    function totals() external view returns (uint64 unitsIn, uint64 unitsOut) {
        return (_books.unitsIn, _books.unitsOut);
    }
}
