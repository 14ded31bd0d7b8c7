// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IClearingHouse, Status} from "./interfaces/IClearingHouse.sol";
import {IExitDesk} from "./interfaces/IExitDesk.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Code} from "./libraries/Code.sol";
import {Marks} from "./libraries/Marks.sol";
import {StateProof} from "./libraries/StateProof.sol";
import {Header, HeaderV1} from "./types/Header.sol";

/// See IExitDesk.
///
/// All that an escape needs is written once, as code, by `open` and read whole by every escape:
///   root 32 | sumPos u128 | sumNeg u128 | no u64 | reverted u8 | coin scale u8 | assets u16 | asset objects u16 |
///   assets x (token 20 | decimals beyond a unit u8, bit 7 = silent | present u64 | accounted u64) | objects x address 20, asset side first
/// Tokens stand here, taken from the Vault at the opening, so nothing this contract does can touch deposits or payouts that are senior.
contract ExitDesk is IExitDesk, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    struct Book {
        bytes data;
        uint256 assets;
        uint256 rows; // where asset rows begin in data
        uint256 objects; // where object addresses begin
    }

    struct Claim {
        uint32 account;
        address owner;
        int256 claim;
        uint256 assetsValue; // A in 10^-18 coin
        uint256 debt; // -c in 10^-18 coin, 0 for a creditor
    }

    uint32 private constant BAD_DEBT = 5;
    uint32 private constant FIRST_ACCOUNT = 4096;
    uint64 private constant POOL_AFTER = 30 days;
    uint256 private constant BALANCE_GAS = 200_000;
    uint8 private constant SILENT = 0x80;
    uint256 private constant OBJECT_PAGES = 16;
    uint256 private constant OBJECT_WORDS = 512;
    uint256 private constant HEAD = 78;
    uint256 private constant ROW = 37;
    uint8 private constant ESCAPED = 1;
    uint8 private constant SHARED = 2;

    address public immutable house;
    address public immutable vault;
    address public immutable fund;
    uint64 public openedNo;
    uint64 public openedAt;
    address private _book;
    mapping(bytes32 markRoot => mapping(bool market => mapping(uint256 object => address))) public marksAt;
    mapping(uint32 account => uint8) private _done;
    mapping(uint16 asset => bool) private _taken;
    mapping(uint16 asset => uint64) private _latePresent; // of a silent asset, once taken
    mapping(uint16 asset => uint64) public poolOf;
    mapping(uint32 account => mapping(uint16 asset => uint64)) public owed;

    constructor(address house_) {
        if (house_ == address(0)) revert ZeroAddress();
        house = house_;
        vault = IClearingHouse(house_).vault();
        fund = IClearingHouse(house_).fund();
    }

    function loadMarks(bytes calldata assetPages, bytes calldata marketPages, bool market, uint256 object, bytes calldata pages)
        external
        returns (address where)
    {
        bytes32 markRoot = Marks.rootOf(keccak256(assetPages), keccak256(marketPages));
        where = marksAt[markRoot][market][object];
        if (where != address(0)) revert AlreadyLoaded(where);
        bytes calldata hashes = market ? marketPages : assetPages;
        uint256 first = object * OBJECT_PAGES;
        uint256 all = hashes.length / 32;
        uint256 expected = first >= all ? 0 : all - first < OBJECT_PAGES ? all - first : OBJECT_PAGES;
        if (expected == 0 || pages.length != expected * Marks.PAGE) revert MarksPages(expected, pages.length / Marks.PAGE);
        for (uint256 i = 0; i < expected; i++) {
            bytes32 hash = Marks.pageHash(market, pages[i * Marks.PAGE:(i + 1) * Marks.PAGE]);
            bytes32 wanted = bytes32(hashes[(first + i) * 32:(first + i + 1) * 32]);
            if (hash != wanted) revert MarksPageMismatch(first + i, wanted, hash);
        }
        // Words of zeros at the end are read as zeros without being stored.
        uint256 length = pages.length;
        while (length > 32 && bytes32(pages[length - 32:length]) == 0) {
            length -= 32;
        }
        where = Code.store(pages[:length]);
        marksAt[markRoot][market][object] = where;
        emit MarksLoaded(markRoot, market, object, where);
    }

    function open(
        bytes calldata header,
        uint64 committedAt,
        bytes calldata assetPages,
        bytes calldata marketPages,
        bytes calldata leaf,
        bytes calldata path
    ) external nonReentrant {
        if (openedNo != 0) revert AlreadyOpen(openedNo);
        Header calldata h = _head(header, committedAt);
        bytes32 markRoot = Marks.rootOf(keccak256(assetPages), keccak256(marketPages));
        if (markRoot != h.markRoot) revert MarksRootMismatch(h.markRoot, markRoot);
        openedNo = h.no;
        openedAt = uint64(block.timestamp);

        bytes memory objects = _objects(markRoot, assetPages.length / 32, marketPages.length / 32);
        uint16 assetObjects = uint16((assetPages.length / 32 + OBJECT_PAGES - 1) / OBJECT_PAGES);
        uint16 assets = IVault(vault).assetCount();
        bytes memory start = _start(h, assets, assetObjects);
        Book memory book = Book(abi.encodePacked(start, new bytes(assets * ROW), objects), assets, HEAD, HEAD + assets * ROW);
        (int256 claim,) = _prove(book, BAD_DEBT, leaf, path);
        _cover(h.no, claim);
        IVault(vault).openRefunds(h.depositsUpTo);
        _book = Code.store(abi.encodePacked(start, _presents(assets), objects));
        for (uint16 asset = 0; asset < assets; asset++) {
            _take(asset);
        }
    }

    function take(uint16 asset) external nonReentrant {
        if (openedNo == 0) revert NotOpen();
        if (_taken[asset] || !_take(asset)) revert NothingToTake(asset);
    }

    function escape(uint32 account, bytes calldata leaf, bytes calldata path) external nonReentrant {
        Book memory book = _load();
        if (_done[account] & ESCAPED != 0) revert AlreadyEscaped(account);
        _done[account] |= ESCAPED;
        Claim memory c;
        c.account = account;
        c.owner = _owner(account);
        bytes calldata assets;
        (c.claim, assets) = _prove(book, account, leaf, path);
        if (_reverted(book)) c.claim -= int256(uint256(_fastPaid(book, account, 0)));
        if (c.claim < 0) {
            c.debt = uint256(-c.claim) * 10 ** (18 - _coinScale(book));
            c.assetsValue = _value(book, account, assets);
        }
        emit Escaped(account, c.owner, c.claim);
        if (c.claim > 0) _pay(book, c.account, c.owner, 0, _part(_present(book, 0), uint256(c.claim), _sumPos(book)));
        for (uint256 pos = 0; pos < assets.length; pos += StateProof.ASSET_ROW) {
            (uint16 asset, int64 units) = StateProof.assetAt(assets, pos, 0);
            if (asset != 0) _payInKind(book, c, asset, uint64(units));
        }
    }

    function share(uint32 account, bytes calldata leaf, bytes calldata path) external nonReentrant {
        Book memory book = _load();
        if (block.timestamp < openedAt + POOL_AFTER) revert TooEarly(openedAt + POOL_AFTER);
        if (_done[account] & ESCAPED == 0) revert NotEscaped(account);
        if (_done[account] & SHARED != 0) revert AlreadyShared(account);
        _done[account] |= SHARED;
        address owner = _owner(account);
        (int256 claim,) = _prove(book, account, leaf, path);
        if (_reverted(book)) claim -= int256(uint256(_fastPaid(book, account, 0)));
        emit Shared(account, owner);
        if (claim <= 0) return;
        for (uint16 asset = 1; asset < book.assets; asset++) {
            _pay(book, account, owner, asset, _part(poolOf[asset], uint256(claim), _sumPos(book)));
        }
    }

    function claimOwed(uint32 account, uint16 asset) external nonReentrant {
        uint64 units = owed[account][asset];
        if (units == 0) revert NothingOwed(account, asset);
        owed[account][asset] = 0;
        Book memory book = _load();
        if (_silent(book, asset)) {
            if (!_taken[asset]) revert AssetSilent(asset);
            units = uint64(_part(_latePresent[asset], units, _accounted(book, asset)));
        }
        emit Paid(account, asset, units);
        (address token, uint256 unitRaw) = _token(book, asset);
        IERC20(token).safeTransfer(_owner(account), units * unitRaw);
    }

    function hasEscaped(uint32 account) external view returns (bool) {
        return _done[account] & ESCAPED != 0;
    }

    function hasShared(uint32 account) external view returns (bool) {
        return _done[account] & SHARED != 0;
    }

    function presentOf(uint16 asset) external view returns (address token, uint64 present, uint64 accounted) {
        Book memory book = _load();
        (token,) = _token(book, asset);
        present = _silent(book, asset) && _taken[asset] ? _latePresent[asset] : uint64(_present(book, asset));
        accounted = uint64(_accounted(book, asset));
    }

    // ---- the opening ----

    function _head(bytes calldata header, uint64 committedAt) private view returns (Header calldata h) {
        bytes32 hash;
        (h, hash) = HeaderV1.read(header);
        Status memory status = IClearingHouse(house).status();
        if (!status.frozen) revert NotFrozen();
        if (h.no != status.no) revert NotHead(status.no, h.no);
        uint64 convicted = IClearingHouse(house).convictedFrom();
        if (convicted != 0 && h.no >= convicted) revert NotHead(convicted - 1, h.no);
        if (IClearingHouse(house).record(h.no) != keccak256(abi.encodePacked(hash, committedAt))) revert NotCommitted(h.no);
        uint64 end = IClearingHouse(house).windowEnd(committedAt);
        if (block.timestamp < end) revert WindowOpen(end);
    }

    function _start(Header calldata h, uint16 assets, uint16 assetObjects) private view returns (bytes memory) {
        (, uint8 scale,,,) = IVault(vault).assetOf(0);
        bool reverted = IClearingHouse(house).convictedFrom() != 0;
        return abi.encodePacked(h.root, h.sumPos, h.sumNeg, h.no, reverted, scale, assets, assetObjects);
    }

    function _objects(bytes32 markRoot, uint256 assetPages, uint256 marketPages) private view returns (bytes memory objects) {
        for (uint256 side = 0; side < 2; side++) {
            uint256 pages = side == 0 ? assetPages : marketPages;
            for (uint256 object = 0; object * OBJECT_PAGES < pages; object++) {
                address where = marksAt[markRoot][side == 1][object];
                if (where == address(0)) revert MarksNotLoaded(side == 1, object);
                objects = abi.encodePacked(objects, where);
            }
        }
    }

    /// The fund pays what it has towards the bad debt; a fund that fails pays nothing and stops nobody.
    function _cover(uint64 no, int256 claim) private {
        uint64 badDebt = claim < 0 ? uint64(uint256(-claim)) : 0;
        uint64 covered = 0;
        if (badDebt > 0) {
            try IInsuranceFund(fund).coverFrozen(badDebt) returns (uint64 paid) {
                covered = paid;
                IVault(vault).takeCover(paid);
            } catch {}
        }
        emit Opened(no, badDebt, covered);
    }

    function _presents(uint16 assets) private returns (bytes memory rows) {
        for (uint16 asset = 0; asset < assets; asset++) {
            (address token, uint8 scale, uint8 decimals,,) = IVault(vault).assetOf(asset);
            uint64 accounted = IVault(vault).accountedOf(asset);
            uint8 beyond = decimals - scale;
            (bool told, uint64 present) = _measure(asset);
            if (!told) {
                (beyond, present) = (beyond | SILENT, accounted);
                emit Silent(asset);
            }
            rows = abi.encodePacked(rows, token, beyond, present, accounted);
        }
    }

    /// A token that does not tell its balance must not keep everyone in. Too little gas would look the same, so there has to be enough for the call.
    function _measure(uint16 asset) private view returns (bool told, uint64 present) {
        if (gasleft() < 2 * BALANCE_GAS) revert GasTooLow(2 * BALANCE_GAS, gasleft());
        try IVault(vault).presentOf{gas: BALANCE_GAS}(asset) returns (uint64 found) {
            return (true, found);
        } catch {
            return (false, 0);
        }
    }

    function _take(uint16 asset) private returns (bool) {
        Book memory book = _load();
        uint64 present = uint64(_present(book, asset));
        if (_silent(book, asset)) (, present) = _measure(asset);
        if (present == 0) return false;
        try IVault(vault).hand(asset, present) {
            _taken[asset] = true;
            if (_silent(book, asset)) _latePresent[asset] = present;
            emit Taken(asset, present);
            return true;
        } catch {
            return false;
        }
    }

    // ---- one account ----

    /// The account's claim at the header's marks, proven against its root.
    function _prove(Book memory book, uint32 account, bytes calldata leaf, bytes calldata path)
        private
        view
        returns (int256 claim, bytes calldata assets)
    {
        bytes calldata lines;
        (assets, lines) = StateProof.rows(leaf, account);
        uint256 next = 0;
        for (uint256 pos = 0; pos < assets.length; pos += StateProof.ASSET_ROW) {
            (uint16 asset, int64 units) = StateProof.assetAt(assets, pos, next);
            if (asset == 0) claim = units;
            next = uint256(asset) + 1;
        }
        next = 0;
        for (uint256 pos = 0; pos < lines.length; pos += StateProof.LINE_ROW) {
            (uint32 market, int64 lots) = StateProof.lineAt(lines, pos, next);
            claim += int256(lots) * Marks.lotValueOf(_word(book, true, market), market);
            next = uint256(market) + 1;
        }
        (bytes32 root, uint128 p, uint128 n) = StateProof.walk(path, account, leaf.length == 0 ? bytes32(0) : keccak256(leaf), claim);
        if (root != _root(book)) revert RootMismatch(_root(book), root);
        if (p != _sumPos(book) || n != _sumNeg(book)) revert RootSumsMismatch(uint128(_sumPos(book)), uint128(_sumNeg(book)), p, n);
    }

    function _value(Book memory book, uint32 account, bytes calldata assets) private view returns (uint256 value) {
        for (uint256 pos = 0; pos < assets.length; pos += StateProof.ASSET_ROW) {
            (uint16 asset, int64 units) = StateProof.assetAt(assets, pos, 0);
            if (asset != 0) value += _left(book, account, asset, uint64(units)) * Marks.unitValueOf(_word(book, false, asset));
        }
    }

    /// Products stay below 2^256: units and present below 2^63, values of one asset below 2^120, of one account below 2^125.
    function _payInKind(Book memory book, Claim memory c, uint16 asset, uint64 units) private {
        uint256 whole = _part(_present(book, asset), _left(book, c.account, asset, units), _accounted(book, asset));
        uint256 kept = whole;
        if (c.debt > 0) {
            kept = c.assetsValue > c.debt ? whole * (c.assetsValue - c.debt) / c.assetsValue : 0;
            if (block.timestamp < openedAt + POOL_AFTER) {
                poolOf[asset] += uint64(whole - kept);
            } else if (whole > kept) {
                // The pool has been counted; what comes later is the fund's.
                owed[BAD_DEBT][asset] += uint64(whole - kept);
                emit Owed(BAD_DEBT, asset, uint64(whole - kept));
            }
        }
        _pay(book, c.account, c.owner, asset, kept);
    }

    function _pay(Book memory book, uint32 account, address owner, uint16 asset, uint256 units) private {
        if (units == 0) return;
        (address token, uint256 unitRaw) = _token(book, asset);
        if (!_silent(book, asset) && IERC20(token).trySafeTransfer(owner, units * unitRaw)) {
            emit Paid(account, asset, uint64(units));
        } else {
            owed[account][asset] += uint64(units);
            emit Owed(account, asset, uint64(units));
        }
    }

    function _left(Book memory book, uint32 account, uint16 asset, uint64 units) private view returns (uint256) {
        if (!_reverted(book)) return units;
        uint64 paid = _fastPaid(book, account, asset);
        return paid < units ? units - paid : 0;
    }

    function _fastPaid(Book memory book, uint32 account, uint16 asset) private view returns (uint64) {
        return IVault(vault).fastPaidAfter(account, asset, uint64(_number(book.data, 64, 8)));
    }

    function _owner(uint32 account) private view returns (address) {
        return account < FIRST_ACCOUNT ? fund : IVault(vault).ownerOf(account);
    }

    function _part(uint256 whole, uint256 part, uint256 total) private pure returns (uint256) {
        return total == 0 ? 0 : whole * part / total;
    }

    // ---- the book ----

    function _load() private view returns (Book memory book) {
        if (openedNo == 0) revert NotOpen();
        bytes memory data = Code.load(_book);
        uint256 assets = _number(data, 74, 2);
        return Book(data, assets, HEAD, HEAD + assets * ROW);
    }

    function _root(Book memory book) private pure returns (bytes32) {
        return bytes32(_number(book.data, 0, 32));
    }

    function _sumPos(Book memory book) private pure returns (uint256) {
        return _number(book.data, 32, 16);
    }

    function _sumNeg(Book memory book) private pure returns (uint256) {
        return _number(book.data, 48, 16);
    }

    function _reverted(Book memory book) private pure returns (bool) {
        return _number(book.data, 72, 1) != 0;
    }

    function _coinScale(Book memory book) private pure returns (uint256) {
        return _number(book.data, 73, 1);
    }

    function _token(Book memory book, uint16 asset) private pure returns (address token, uint256 unitRaw) {
        uint256 row = book.rows + asset * ROW;
        return (address(uint160(_number(book.data, row, 20))), 10 ** (_number(book.data, row + 20, 1) & ~uint256(SILENT)));
    }

    function _silent(Book memory book, uint16 asset) private pure returns (bool) {
        return _number(book.data, book.rows + asset * ROW + 20, 1) & SILENT != 0;
    }

    function _present(Book memory book, uint16 asset) private pure returns (uint256) {
        return _number(book.data, book.rows + asset * ROW + 21, 8);
    }

    function _accounted(Book memory book, uint16 asset) private pure returns (uint256) {
        return _number(book.data, book.rows + asset * ROW + 29, 8);
    }

    function _word(Book memory book, bool market, uint256 index) private view returns (uint256) {
        uint256 object = index / OBJECT_WORDS + (market ? _number(book.data, 76, 2) : 0);
        uint256 place = book.objects + object * 20;
        if (place + 20 > book.data.length) revert MarksNotLoaded(market, object);
        return Code.word(address(uint160(_number(book.data, place, 20))), index % OBJECT_WORDS);
    }

    /// Every place read lies inside the book: it was written by `open` with as many rows as it says.
    function _number(bytes memory data, uint256 place, uint256 length) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(mul(8, sub(32, length)), mload(add(add(data, 32), place)))
        }
    }
}
