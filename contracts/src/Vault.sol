// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Flow, Flows} from "./libraries/Flows.sol";

/// Custody. Not upgradeable; see IVault for what is promised and assumed.
///
/// A deposit is one record keyed (asset, ordinal within the asset) that carries its global number and the asset's running sum,
/// so that "all deposits up to number N" becomes one sum per asset by a search over ordinals.
///
/// Invariants, per asset: deposited sum - consumed sum = pending; token balance >= (pending + accounted + claimable) * 10^(decimals
/// - scale) + residue, unless the token itself lost balance; released units <= units that batches made claimable.
contract Vault is IVault, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    struct Asset {
        address token;
        uint8 scale; // decimals of a ledger unit
        uint8 decimals;
        uint64 minDeposit;
    }

    struct Sums {
        uint64 accounted;
        uint64 consumed; // cumulative units of deposits consumed by batches
        uint64 claimable;
        uint64 consumedOrdinal; // deposits of this asset consumed
    }

    struct Intake {
        uint64 deposited; // cumulative units of all deposits
        uint64 ordinal; // deposits of this asset
        uint64 residueRaw;
        uint64 cap; // limit of pending + accounted
    }

    struct DepositRecord {
        uint64 depositNo;
        uint64 cumulative; // units of this asset up to and including this deposit
        uint32 account;
        uint64 time;
    }

    struct Registry {
        uint32 nextAccount;
        uint32 day;
        uint32 givenToday;
        uint64 depositCount;
        uint64 depositsUpTo;
    }

    uint16 private constant COIN = 0;
    uint32 private constant DUST = 3;
    uint32 private constant FIRST_ACCOUNT = 4096;
    uint32 private constant ACCOUNT_LIMIT = 1 << 24;
    uint64 private constant UNIT_LIMIT = 1 << 62;
    uint64 private constant FIRST_DEPOSIT_COINS = 10;
    uint32 private constant IDS_PER_DOUBLING = 100_000;

    address public immutable admin;
    address public clearingHouse;
    uint16 public assetCount;
    Registry private _registry;
    mapping(uint32 account => address) public ownerOf;
    mapping(address token => bool) private _listed;
    mapping(uint16 asset => Asset) private _assets;
    mapping(uint16 asset => Sums) private _sums;
    mapping(uint16 asset => Intake) private _intakes;
    mapping(uint16 asset => mapping(uint64 ordinal => DepositRecord)) private _deposits;

    modifier onlyAdmin() {
        if (msg.sender != admin) revert NotAdmin(msg.sender);
        _;
    }

    modifier onlyClearingHouse() {
        if (msg.sender != clearingHouse) revert NotClearingHouse(msg.sender);
        _;
    }

    constructor(address admin_) {
        if (admin_ == address(0)) revert ZeroAddress();
        admin = admin_;
        _registry.nextAccount = FIRST_ACCOUNT;
    }

    function initialise(address clearingHouse_) external onlyAdmin {
        if (clearingHouse != address(0)) revert AlreadyInitialised(clearingHouse);
        if (clearingHouse_ == address(0)) revert ZeroAddress();
        clearingHouse = clearingHouse_;
        emit Initialised(clearingHouse_);
    }

    function listAsset(uint16 asset, address token, uint8 scale, uint64 minDeposit, uint64 cap) external onlyAdmin {
        if (asset != assetCount) revert AssetNotNext(assetCount, asset);
        if (token == address(0)) revert ZeroAddress();
        if (_listed[token]) revert TokenListed(token);
        uint8 decimals = IERC20Metadata(token).decimals();
        // Above 18 digits apart the residue would not fit its 64 bits.
        if (scale > 9 || scale > decimals || decimals - scale > 18) revert AssetScale(scale, decimals);
        if (cap >= UNIT_LIMIT) revert AssetCap(cap);
        assetCount = asset + 1;
        _listed[token] = true;
        _assets[asset] = Asset(token, scale, decimals, minDeposit);
        _intakes[asset].cap = cap;
        emit AssetListed(asset, token, scale, minDeposit, cap);
    }

    function register(uint256 raw) external nonReentrant returns (uint32 account) {
        return _register(raw);
    }

    function registerWithPermit(uint256 raw, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (uint32 account)
    {
        _permit(COIN, raw, deadline, v, r, s);
        return _register(raw);
    }

    function deposit(uint32 account, uint16 asset, uint256 raw) external nonReentrant returns (uint64 units) {
        return _deposit(account, asset, raw);
    }

    function depositWithPermit(uint32 account, uint16 asset, uint256 raw, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (uint64 units)
    {
        _permit(asset, raw, deadline, v, r, s);
        return _deposit(account, asset, raw);
    }

    function sweepResidue(uint16 asset) external nonReentrant returns (uint64 units) {
        Asset memory listing = _asset(asset);
        uint64 unitRaw = uint64(10 ** (listing.decimals - listing.scale));
        uint64 residueRaw = _intakes[asset].residueRaw;
        units = residueRaw / unitRaw;
        if (units == 0) revert NothingToSweep(asset, residueRaw);
        _intakes[asset].residueRaw = residueRaw - units * unitRaw;
        _book(DUST, asset, units, uint256(units) * unitRaw);
    }

    /// Guarded like a deposit: a batch that draws cover must not bring coin in while a deposit is being measured.
    function settle(uint64 upTo, bytes calldata flows)
        external
        onlyClearingHouse
        nonReentrant
        returns (bytes32 accountedAfter, uint64 accountedCoin)
    {
        uint64 previous = _registry.depositsUpTo;
        if (upTo < previous || upTo > _registry.depositCount) revert DepositsUpTo(previous, _registry.depositCount, upTo);
        if (upTo > previous) _registry.depositsUpTo = upTo;

        uint256 rows = Flows.count(flows);
        uint256 next = 0;
        bytes memory accounted = new bytes(uint256(assetCount) * 10);
        for (uint16 asset = 0; asset < assetCount; asset++) {
            Sums memory sums = _sums[asset];
            Flow memory flow = Flow(asset, 0, 0, 0, 0);
            if (next < rows) {
                Flow memory candidate = Flows.row(flows, next);
                if (candidate.asset == asset) {
                    flow = candidate;
                    next++;
                }
            }
            if (upTo > previous) _consume(asset, sums, upTo, flow.depositsConsumed);
            else if (flow.depositsConsumed != 0) revert DepositsMismatch(asset, 0, flow.depositsConsumed);
            if (flow.depositsConsumed | flow.withdrawalsCreated | flow.coverDrawn | flow.fundTopUp != 0) {
                _move(sums, flow);
                _sums[asset] = sums;
            }
            if (asset == COIN) accountedCoin = sums.accounted;
            _append(accounted, asset, sums.accounted);
        }
        if (next != rows) revert AssetUnlisted(Flows.row(flows, next).asset);
        accountedAfter = keccak256(accounted);
    }

    function release(uint16 asset, uint64 units, address destination) external onlyClearingHouse nonReentrant {
        Asset memory listing = _asset(asset);
        Sums memory sums = _sums[asset];
        Intake memory intake = _intakes[asset];
        if (units > sums.claimable) revert ClaimableExceeded(asset, sums.claimable, units);
        uint256 unitRaw = 10 ** (listing.decimals - listing.scale);
        uint256 owedUnits = uint256(intake.deposited) - sums.consumed + sums.accounted + sums.claimable;
        uint256 owed = owedUnits * unitRaw + intake.residueRaw;
        uint256 balance = IERC20(listing.token).balanceOf(address(this));
        if (balance < owed) revert AssetShort(asset, balance, owed);

        _sums[asset].claimable = sums.claimable - units;
        emit Released(asset, destination, units);
        IERC20(listing.token).safeTransfer(destination, units * unitRaw);
    }

    function nextAccount() external view returns (uint32) {
        return _registry.nextAccount;
    }

    function minFirstDeposit() external view returns (uint64 units) {
        return _minFirstDeposit(_registry);
    }

    function depositCount() external view returns (uint64) {
        return _registry.depositCount;
    }

    function depositsUpTo() external view returns (uint64) {
        return _registry.depositsUpTo;
    }

    function assetOf(uint16 asset) external view returns (address token, uint8 scale, uint8 decimals, uint64 minDeposit, uint64 cap) {
        Asset memory listing = _asset(asset);
        return (listing.token, listing.scale, listing.decimals, listing.minDeposit, _intakes[asset].cap);
    }

    function balancesOf(uint16 asset)
        external
        view
        returns (uint64 pending, uint64 accounted, uint64 claimable, uint64 residueRaw, uint64 depositedUnits)
    {
        Sums memory sums = _sums[asset];
        Intake memory intake = _intakes[asset];
        return (intake.deposited - sums.consumed, sums.accounted, sums.claimable, intake.residueRaw, intake.deposited);
    }

    function accountedHash() external view returns (bytes32) {
        bytes memory accounted = new bytes(uint256(assetCount) * 10);
        for (uint16 asset = 0; asset < assetCount; asset++) {
            _append(accounted, asset, _sums[asset].accounted);
        }
        return keccak256(accounted);
    }

    function _register(uint256 raw) private returns (uint32 account) {
        Registry memory registry = _registry;
        uint64 minimum = _minFirstDeposit(registry);
        account = registry.nextAccount;
        if (account >= ACCOUNT_LIMIT) revert AccountsExhausted();
        uint32 today = uint32(block.timestamp / 1 days);
        registry.givenToday = registry.day == today ? registry.givenToday + 1 : 1;
        registry.day = today;
        registry.nextAccount = account + 1;
        _registry = registry;
        ownerOf[account] = msg.sender;
        emit Registered(account, msg.sender);
        uint64 units = _deposit(account, COIN, raw);
        if (units < minimum) revert FirstDepositTooSmall(minimum, units);
    }

    function _minFirstDeposit(Registry memory registry) private view returns (uint64) {
        uint256 given = registry.day == block.timestamp / 1 days ? registry.givenToday : 0;
        uint256 doublings = given / IDS_PER_DOUBLING;
        uint256 units = (uint256(FIRST_DEPOSIT_COINS) * 10 ** _assets[COIN].scale) << doublings;
        return units < UNIT_LIMIT ? uint64(units) : UNIT_LIMIT;
    }

    function _deposit(uint32 account, uint16 asset, uint256 raw) private returns (uint64) {
        Asset memory listing = _asset(asset);
        address owner = ownerOf[account];
        if (owner == address(0)) revert AccountUnknown(account);
        uint256 received = _take(IERC20(listing.token), raw);
        uint256 unitRaw = 10 ** (listing.decimals - listing.scale);
        uint256 units = received / unitRaw;
        if (units == 0 || (units < listing.minDeposit && msg.sender != owner)) {
            revert DepositTooSmall(asset, listing.minDeposit, units);
        }
        Intake storage intake = _intakes[asset];
        uint256 wanted = uint256(intake.deposited) - _sums[asset].consumed + _sums[asset].accounted + units;
        if (wanted > intake.cap) revert DepositAboveCap(asset, intake.cap, wanted);
        uint256 rest = received - units * unitRaw;
        if (rest > 0) intake.residueRaw += uint64(rest);
        // The cap is below 2^62, so units fit 64 bits.
        _book(account, asset, uint64(units), received);
        return uint64(units);
    }

    function _take(IERC20 token, uint256 raw) private returns (uint256) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), raw);
        return token.balanceOf(address(this)) - before;
    }

    function _book(uint32 account, uint16 asset, uint64 units, uint256 raw) private {
        uint64 depositNo = _registry.depositCount + 1;
        _registry.depositCount = depositNo;
        Intake memory intake = _intakes[asset];
        intake.deposited += units;
        intake.ordinal += 1;
        _intakes[asset] = intake;
        _deposits[asset][intake.ordinal] = DepositRecord(depositNo, intake.deposited, account, uint64(block.timestamp));
        emit Deposited(depositNo, account, asset, units, msg.sender, raw);
    }

    /// A permit may have been used already by whoever saw it first; the allowance decides, in the transfer.
    function _permit(uint16 asset, uint256 raw, uint256 deadline, uint8 v, bytes32 r, bytes32 s) private {
        try IERC20Permit(_asset(asset).token).permit(msg.sender, address(this), raw, deadline, v, r, s) {} catch {}
    }

    /// Advances `sums` over the asset's deposits numbered up to `upTo` and compares their units with the batch's.
    function _consume(uint16 asset, Sums memory sums, uint64 upTo, uint64 found) private view {
        uint64 ordinal = _lastOrdinal(asset, sums.consumedOrdinal, upTo);
        uint64 expected = 0;
        if (ordinal != sums.consumedOrdinal) {
            uint64 cumulative = _deposits[asset][ordinal].cumulative;
            expected = cumulative - sums.consumed;
            sums.consumedOrdinal = ordinal;
            sums.consumed = cumulative;
        }
        if (expected != found) revert DepositsMismatch(asset, expected, found);
    }

    /// The newest ordinal whose deposit number is at most `upTo`, found by doubling then halving steps from `from`.
    function _lastOrdinal(uint16 asset, uint64 from, uint64 upTo) private view returns (uint64 ordinal) {
        uint64 newest = _intakes[asset].ordinal;
        ordinal = from;
        uint64 step = 1;
        while (_within(asset, ordinal + step, newest, upTo)) {
            ordinal += step;
            step <<= 1;
        }
        while (step > 1) {
            step >>= 1;
            if (_within(asset, ordinal + step, newest, upTo)) ordinal += step;
        }
    }

    function _within(uint16 asset, uint64 ordinal, uint64 newest, uint64 upTo) private view returns (bool) {
        return ordinal <= newest && _deposits[asset][ordinal].depositNo <= upTo;
    }

    function _move(Sums memory sums, Flow memory flow) private pure {
        int256 inward = int256(uint256(flow.depositsConsumed) + flow.coverDrawn);
        int256 outward = int256(uint256(flow.withdrawalsCreated) + flow.fundTopUp);
        int256 accounted = int256(uint256(sums.accounted)) + inward - outward;
        if (accounted < 0) revert AccountedBelowZero(flow.asset, sums.accounted, inward - outward);
        if (accounted >= int256(uint256(UNIT_LIMIT))) revert AccountedTooLarge(flow.asset, accounted);
        sums.accounted = uint64(uint256(accounted));
        sums.claimable += flow.withdrawalsCreated + flow.fundTopUp;
    }

    function _append(bytes memory accounted, uint16 asset, uint64 units) private pure {
        assembly ("memory-safe") {
            let place := add(add(accounted, 32), mul(asset, 10))
            for { let i := 0 } lt(i, 2) { i := add(i, 1) } { mstore8(add(place, i), shr(sub(8, mul(i, 8)), asset)) }
            for { let i := 0 } lt(i, 8) { i := add(i, 1) } { mstore8(add(place, add(2, i)), shr(sub(56, mul(i, 8)), units)) }
        }
    }

    function _asset(uint16 asset) private view returns (Asset memory listing) {
        listing = _assets[asset];
        if (listing.token == address(0)) revert AssetUnlisted(asset);
    }
}
