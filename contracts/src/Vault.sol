// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {FastPayout, IVault} from "./interfaces/IVault.sol";
import {DepositChain} from "./libraries/DepositChain.sol";
import {Flow, Flows} from "./libraries/Flows.sol";
import {Outflow, RateLimiter} from "./libraries/RateLimiter.sol";

/// Custody. Not upgradeable; see IVault for what is promised and assumed.
///
/// One word per asset says whose its units are. What the token balance has beyond those units is residue and belongs to DUST.
///
/// A deposit is hashed into one chain, from which it is refunded after a freeze whatever batch had consumed it. For the next commit it
/// also stands in a ring of RING words that are reused once consumed, so it costs no new storage; when more than RING deposits wait, the
/// further ones take words of their own and nothing else changes.
///
/// Invariant, while the token keeps its balances: token balance >= (pending + accounted + claimable) * unitRaw for every asset.
contract Vault is IVault, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    struct Asset {
        address token;
        uint8 scale; // decimals of a ledger unit
        uint8 decimals;
        uint64 minDeposit;
    }

    struct Sums {
        uint64 pending;
        uint64 accounted;
        uint64 claimable;
        uint64 cap; // limit of pending + accounted
    }

    struct Registry {
        uint32 nextAccount;
        uint32 day;
        uint32 givenToday;
        uint64 depositCount;
        uint64 depositsUpTo;
        bool closed;
        bool refunding;
    }

    /// Fast payouts that a challenge may still revert, counted in spans of one challenge window: a payout of one span is irrevocable when
    /// the next one ends, so `now_ + before` is never less than what is open.
    struct FastOpen {
        uint64 span;
        uint64 now_;
        uint64 before;
    }

    uint16 private constant COIN = 0;
    uint32 private constant DUST = 3;
    uint32 private constant FIRST_ACCOUNT = 4096;
    uint32 private constant ACCOUNT_LIMIT = 1 << 24;
    uint64 private constant UNIT_LIMIT = 1 << 62;
    uint64 private constant FIRST_DEPOSIT_COINS = 10;
    uint32 private constant IDS_PER_DOUBLING = 100_000;
    uint64 private constant RING = 128;
    uint256 private constant FLOOR_DEPOSITS = 25_000; // least deposits: with 10 coin each, 250,000 coin
    uint256 private constant FAST_SHARE = 50;
    uint256 private constant MAX_FAST = 16; // open fast payouts of one account and asset

    address public immutable admin;
    address public clearingHouse;
    uint16 public assetCount;
    Registry private _registry;
    bytes32 public depositChain;
    mapping(uint32 account => address) public ownerOf;
    mapping(address token => bool) private _listed;
    mapping(uint16 asset => Asset) private _assets;
    mapping(uint16 asset => Sums) private _sums;
    mapping(uint16 asset => Outflow) private _outflows;
    mapping(uint16 asset => FastOpen) private _fastOpen;
    mapping(uint32 account => mapping(uint16 asset => FastPayout[])) private _fast;
    mapping(address holder => mapping(uint16 asset => uint64)) public owed;
    /// depositNo u64 | asset u16 | units u64, at depositNo % RING, or at RING + depositNo when that word was still needed.
    mapping(uint64 place => uint256) private _records;

    modifier onlyAdmin() {
        if (msg.sender != admin) revert NotAdmin(msg.sender);
        _;
    }

    modifier onlyClearingHouse() {
        if (msg.sender != clearingHouse) revert NotClearingHouse(msg.sender);
        _;
    }

    modifier onlyExitDesk() {
        if (msg.sender != IClearingHouse(clearingHouse).exitDesk()) revert NotExitDesk(msg.sender);
        _;
    }

    constructor(address admin_) {
        if (admin_ == address(0)) revert ZeroAddress();
        admin = admin_;
        _registry.nextAccount = FIRST_ACCOUNT;
        // Words that are never empty again: the first deposits cost what all later ones do.
        for (uint64 i = 0; i < RING; i++) {
            _records[i] = 1;
        }
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
        if (scale > 9 || scale > decimals || decimals - scale > 18) revert AssetScale(scale, decimals);
        if (cap >= UNIT_LIMIT) revert AssetCap(cap);
        assetCount = asset + 1;
        _listed[token] = true;
        _assets[asset] = Asset(token, scale, decimals, minDeposit);
        _sums[asset].cap = cap;
        emit AssetListed(asset, token, scale, minDeposit, cap);
    }

    function setCap(uint16 asset, uint64 cap) external onlyAdmin {
        _asset(asset);
        if (cap >= UNIT_LIMIT) revert AssetCap(cap);
        _sums[asset].cap = cap;
        emit CapSet(asset, cap);
    }

    function setOwner(uint32 account, address owner) external {
        if (msg.sender != IClearingHouse(clearingHouse).forceQueue()) revert NotForceQueue(msg.sender);
        emit OwnerChanged(account, ownerOf[account], owner);
        ownerOf[account] = owner;
    }

    // ---- deposits ----

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
        Registry memory registry = _registry;
        if (registry.closed) revert VaultClosed();
        Sums memory sums = _sums[asset];
        uint256 unitRaw = _unitRaw(listing);
        uint256 residueRaw = _residue(listing, sums);
        uint256 found = residueRaw / unitRaw;
        if (found == 0 || found >= UNIT_LIMIT) revert NothingToSweep(asset, residueRaw);
        units = uint64(found);
        sums.pending += units;
        _keep(asset, sums);
        _book(registry, DUST, asset, units, units * unitRaw, address(0));
    }

    // ---- the clearing house ----

    /// Guarded like a deposit: a batch that draws cover must not bring coin in while a deposit is being measured.
    function settle(uint64 upTo, bytes calldata flows)
        external
        onlyClearingHouse
        nonReentrant
        returns (bytes32 accountedAfter, uint64 accountedCoin, uint16 assets)
    {
        assets = assetCount;
        uint64[] memory consumed = _consume(upTo, assets);
        uint256 rows = Flows.count(flows);
        uint256 next = 0;
        bytes memory accounted = new bytes(uint256(assets) * 10);
        for (uint16 asset = 0; asset < assets; asset++) {
            uint64 held;
            if (next < rows && Flows.assetAt(flows, next) == asset) {
                Flow memory flow = Flows.row(flows, next++);
                if (flow.depositsConsumed != consumed[asset]) revert DepositsMismatch(asset, consumed[asset], flow.depositsConsumed);
                Sums memory sums = _sums[asset];
                _move(sums, flow);
                _keep(asset, sums);
                held = sums.accounted;
            } else {
                if (consumed[asset] != 0) revert DepositsMismatch(asset, consumed[asset], 0);
                held = _sums[asset].accounted;
            }
            if (asset == COIN) accountedCoin = held;
            _append(accounted, asset, held);
        }
        if (next != rows) revert AssetUnlisted(Flows.assetAt(flows, next));
        accountedAfter = keccak256(accounted);
    }

    function release(uint16 asset, uint64 units, address destination) external onlyClearingHouse nonReentrant {
        _release(asset, _sums[asset], units, destination);
    }

    function releaseLimited(uint16 asset, uint64 units, address destination, uint256 waited) external onlyClearingHouse nonReentrant {
        Sums memory sums = _sums[asset];
        _limit(asset, sums, units, waited);
        _release(asset, sums, units, destination);
    }

    function releaseFast(
        uint32 account,
        uint16 asset,
        uint64 units,
        address destination,
        FastPayout calldata payout,
        uint64 window,
        uint64 backing
    ) external onlyClearingHouse nonReentrant {
        Sums memory sums = _sums[asset];
        _limit(asset, sums, units, 0);
        uint64 limit = sums.accounted / uint64(FAST_SHARE);
        if (backing < limit) limit = backing;
        FastOpen memory open = _openFast(asset, window);
        uint256 wanted = uint256(open.now_) + open.before + units;
        if (wanted > limit) revert FastLaneFull(asset, limit, wanted);
        open.now_ += units;
        _fastOpen[asset] = open;
        _noteFast(account, asset, payout, window);
        _release(asset, sums, units, destination);
    }

    function unwind(bytes calldata flows, uint64[] calldata paid, address fund) external onlyClearingHouse nonReentrant {
        uint256 rows = Flows.count(flows);
        for (uint256 i = 0; i < rows; i++) {
            Flow memory flow = Flows.row(flows, i);
            Sums memory sums = _sums[flow.asset];
            // What the batch moved it moved from these very sums, so the way back cannot pass below zero.
            sums.accounted = sums.accounted + flow.withdrawalsCreated + flow.fundTopUp - flow.depositsConsumed - flow.coverDrawn;
            sums.claimable = sums.claimable + paid[i] - flow.withdrawalsCreated - flow.fundTopUp;
            sums.pending += flow.depositsConsumed;
            _keep(flow.asset, sums);
            if (flow.coverDrawn > 0) _owe(COIN, flow.coverDrawn, fund);
        }
    }

    function close() external onlyClearingHouse {
        _registry.closed = true;
        emit Closed();
    }

    // ---- after a freeze ----

    function hand(uint16 asset, uint64 units) external onlyExitDesk nonReentrant {
        Asset memory listing = _asset(asset);
        Sums memory sums = _sums[asset];
        if (units > sums.accounted) revert AccountedBelowZero(asset, sums.accounted, -int256(uint256(units)));
        sums.accounted -= units;
        _keep(asset, sums);
        IERC20(listing.token).safeTransfer(msg.sender, units * _unitRaw(listing));
    }

    function takeCover(uint64 units) external onlyExitDesk {
        _sums[COIN].accounted += units;
    }

    function openRefunds(uint64 upTo) external onlyExitDesk {
        _registry.depositsUpTo = upTo;
        _registry.refunding = true;
        emit RefundsOpened(upTo);
    }

    function refund(bytes32 start, bytes calldata rows) external nonReentrant {
        Registry memory registry = _registry;
        if (!registry.refunding) revert RefundsClosed();
        uint256 count = rows.length / DepositChain.ROW;
        if (count == 0 || count > registry.depositCount - registry.depositsUpTo || rows.length != count * DepositChain.ROW) {
            revert RefundCount(registry.depositCount - registry.depositsUpTo, count);
        }
        uint64 first = registry.depositCount - uint64(count) + 1;
        bytes32 end = DepositChain.extendAll(start, first, rows);
        if (end != depositChain) revert RefundMismatch(depositChain, end);
        depositChain = start;
        _registry.depositCount = first - 1;
        for (uint256 i = 0; i < count; i++) {
            (, uint16 asset, uint64 units, address sender) = DepositChain.row(rows, i);
            emit Refunded(first + uint64(i), asset, units, sender);
            _sums[asset].pending -= units;
            if (sender != address(0)) _payOrOwe(asset, units, sender);
        }
    }

    function claimOwed(uint16 asset, address holder) external nonReentrant {
        uint64 units = owed[holder][asset];
        if (units == 0) revert NothingOwed(asset, holder);
        owed[holder][asset] = 0;
        _release(asset, _sums[asset], units, holder);
    }

    // ---- views ----

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

    function closed() external view returns (bool) {
        return _registry.closed;
    }

    function assetOf(uint16 asset) external view returns (address token, uint8 scale, uint8 decimals, uint64 minDeposit, uint64 cap) {
        Asset memory listing = _asset(asset);
        return (listing.token, listing.scale, listing.decimals, listing.minDeposit, _sums[asset].cap);
    }

    function balancesOf(uint16 asset) external view returns (uint64 pending, uint64 accounted, uint64 claimable, uint256 residueRaw) {
        Sums memory sums = _sums[asset];
        return (sums.pending, sums.accounted, sums.claimable, _residue(_asset(asset), sums));
    }

    function accountedOf(uint16 asset) external view returns (uint64) {
        return _sums[asset].accounted;
    }

    function isShort(uint16 asset) external view returns (bool) {
        Asset memory listing = _asset(asset);
        return IERC20(listing.token).balanceOf(address(this)) < _owedRaw(listing, _sums[asset]);
    }

    function presentOf(uint16 asset) external view returns (uint64 units) {
        Asset memory listing = _asset(asset);
        Sums memory sums = _sums[asset];
        uint256 held = IERC20(listing.token).balanceOf(address(this)) / _unitRaw(listing);
        uint256 senior = uint256(sums.pending) + sums.claimable;
        if (held <= senior) return 0;
        held -= senior;
        return held < sums.accounted ? uint64(held) : sums.accounted;
    }

    function outflowOf(uint16 asset) external view returns (uint64 day, uint64 hour, uint256 dayCap, uint256 hourCap) {
        Sums memory sums = _sums[asset];
        (dayCap, hourCap) = _capacity(asset, sums);
        Outflow memory outflow = RateLimiter.drained(_outflows[asset], dayCap, hourCap, block.timestamp);
        return (outflow.day, outflow.hour, dayCap, hourCap);
    }

    function fastOpenOf(uint16 asset) external view returns (uint64 units) {
        FastOpen memory open = _openFast(asset, IClearingHouse(clearingHouse).challengeWindow());
        return open.now_ + open.before;
    }

    function fastPaidAfter(uint32 account, uint16 asset, uint64 no) external view returns (uint64 units) {
        FastPayout[] storage payouts = _fast[account][asset];
        for (uint256 i = 0; i < payouts.length; i++) {
            FastPayout memory payout = payouts[i];
            if (payout.no > no) units += payout.units;
        }
    }

    function accountedHash() external view returns (bytes32) {
        bytes memory accounted = new bytes(uint256(assetCount) * 10);
        for (uint16 asset = 0; asset < assetCount; asset++) {
            _append(accounted, asset, _sums[asset].accounted);
        }
        return keccak256(accounted);
    }

    // ---- inside ----

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

    function _deposit(uint32 account, uint16 asset, uint256 raw) private returns (uint64 units) {
        Asset memory listing = _asset(asset);
        Registry memory registry = _registry;
        if (registry.closed) revert VaultClosed();
        if (account < FIRST_ACCOUNT || account >= registry.nextAccount) revert AccountUnknown(account);
        Sums memory sums = _sums[asset];
        uint256 unitRaw = _unitRaw(listing);
        uint256 received = _take(asset, listing.token, _units(sums) * unitRaw, raw);
        uint256 found = received / unitRaw;
        if (found == 0 || (found < listing.minDeposit && msg.sender != ownerOf[account])) {
            revert DepositTooSmall(asset, listing.minDeposit, found);
        }
        uint256 wanted = uint256(sums.pending) + sums.accounted + found;
        if (wanted > sums.cap) revert DepositAboveCap(asset, sums.cap, wanted);
        // The cap is below 2^62, so units fit 64 bits.
        units = uint64(found);
        sums.pending += units;
        _keep(asset, sums);
        _book(registry, account, asset, units, received, msg.sender);
    }

    /// Nobody's deposit fills another's hole: a token that lost balance takes none.
    function _take(uint16 asset, address token, uint256 owedRaw, uint256 raw) private returns (uint256) {
        uint256 before = IERC20(token).balanceOf(address(this));
        if (before < owedRaw) revert AssetShort(asset, before, owedRaw);
        IERC20(token).safeTransferFrom(msg.sender, address(this), raw);
        return IERC20(token).balanceOf(address(this)) - before;
    }

    function _book(Registry memory registry, uint32 account, uint16 asset, uint64 units, uint256 raw, address sender) private {
        uint64 depositNo = registry.depositCount + 1;
        _registry.depositCount = depositNo;
        uint64 place = depositNo - registry.depositsUpTo > RING ? RING + depositNo : depositNo % RING;
        _records[place] = uint256(depositNo) << 80 | uint256(asset) << 64 | units;
        depositChain = DepositChain.extend(depositChain, depositNo, account, asset, units, sender);
        emit Deposited(depositNo, account, asset, units, sender, raw);
    }

    /// A permit may have been used already by whoever saw it first; the allowance decides, in the transfer.
    function _permit(uint16 asset, uint256 raw, uint256 deadline, uint8 v, bytes32 r, bytes32 s) private {
        try IERC20Permit(_asset(asset).token).permit(msg.sender, address(this), raw, deadline, v, r, s) {} catch {}
    }

    /// Units of every asset in the deposits after the last consumed one, up to `upTo`.
    function _consume(uint64 upTo, uint16 assets) private returns (uint64[] memory consumed) {
        consumed = new uint64[](assets);
        (uint64 done, uint64 made) = (_registry.depositsUpTo, _registry.depositCount);
        if (upTo < done || upTo > made) revert DepositsUpTo(done, made, upTo);
        if (upTo == done) return consumed;
        _registry.depositsUpTo = upTo;
        for (uint64 no = done + 1; no <= upTo; no++) {
            uint256 record = _records[no % RING];
            if (record >> 80 != no) record = _records[RING + no];
            // A deposit fits under a cap below 2^62, and so do all that wait at once.
            consumed[uint16(record >> 64)] += uint64(record);
        }
    }

    /// In one write, where the compiler makes one of each field.
    function _keep(uint16 asset, Sums memory sums) private {
        Sums storage kept = _sums[asset];
        uint256 word = uint256(sums.cap) << 192 | uint256(sums.claimable) << 128 | uint256(sums.accounted) << 64 | sums.pending;
        assembly ("memory-safe") {
            sstore(kept.slot, word)
        }
    }

    function _move(Sums memory sums, Flow memory flow) private pure {
        // Five numbers of 64 bits.
        int256 change;
        int256 accounted;
        unchecked {
            change = int256(uint256(flow.depositsConsumed) + flow.coverDrawn) - int256(uint256(flow.withdrawalsCreated) + flow.fundTopUp);
            accounted = int256(uint256(sums.accounted)) + change;
        }
        if (accounted < 0) revert AccountedBelowZero(flow.asset, sums.accounted, change);
        if (accounted >= int256(uint256(UNIT_LIMIT))) revert AccountedTooLarge(flow.asset, accounted);
        sums.pending -= flow.depositsConsumed;
        sums.accounted = uint64(uint256(accounted));
        sums.claimable += flow.withdrawalsCreated + flow.fundTopUp;
    }

    function _limit(uint16 asset, Sums memory sums, uint64 units, uint256 waited) private {
        (uint256 dayCap, uint256 hourCap) = _capacity(asset, sums);
        (Outflow memory next, bool allowed) = RateLimiter.take(_outflows[asset], units, dayCap, hourCap, block.timestamp, waited);
        if (!allowed) revert RateLimited(asset, dayCap, hourCap, units);
        _outflows[asset] = next;
    }

    function _capacity(uint16 asset, Sums memory sums) private view returns (uint256 dayCap, uint256 hourCap) {
        uint256 held = uint256(sums.accounted) + sums.claimable;
        return RateLimiter.capacity(held, _assets[asset].minDeposit * FLOOR_DEPOSITS);
    }

    function _openFast(uint16 asset, uint64 window) private view returns (FastOpen memory open) {
        open = _fastOpen[asset];
        uint64 span = uint64(block.timestamp) / window;
        if (span == open.span) return open;
        return FastOpen(span, 0, span == open.span + 1 ? open.now_ : 0);
    }

    /// The list holds what a challenge may still revert: an entry that has become irrevocable makes room.
    function _noteFast(uint32 account, uint16 asset, FastPayout calldata payout, uint64 window) private {
        FastPayout[] storage payouts = _fast[account][asset];
        for (uint256 i = 0; i < payouts.length; i++) {
            FastPayout memory found = payouts[i];
            if (found.no == payout.no) {
                payouts[i].units = found.units + payout.units;
                return;
            }
            if (block.timestamp >= found.committedAt + window) {
                payouts[i] = payout;
                return;
            }
        }
        if (payouts.length == MAX_FAST) revert FastLaneBusy(account, asset);
        payouts.push(payout);
    }

    function _release(uint16 asset, Sums memory sums, uint64 units, address destination) private {
        Asset memory listing = _asset(asset);
        if (units > sums.claimable) revert ClaimableExceeded(asset, sums.claimable, units);
        uint256 owedRaw = _owedRaw(listing, sums);
        uint256 balance = IERC20(listing.token).balanceOf(address(this));
        // After a freeze a hole is the escapes' to share: payouts are senior and go on.
        if (balance < owedRaw && !_registry.closed) revert AssetShort(asset, balance, owedRaw);

        sums.claimable -= units;
        _keep(asset, sums);
        emit Released(asset, destination, units);
        IERC20(listing.token).safeTransfer(destination, units * _unitRaw(listing));
    }

    function _payOrOwe(uint16 asset, uint64 units, address holder) private {
        Asset memory listing = _asset(asset);
        if (!IERC20(listing.token).trySafeTransfer(holder, units * _unitRaw(listing))) _owe(asset, units, holder);
    }

    function _owe(uint16 asset, uint64 units, address holder) private {
        _sums[asset].claimable += units;
        owed[holder][asset] += units;
        emit Owed(asset, holder, units);
    }

    function _owedRaw(Asset memory listing, Sums memory sums) private pure returns (uint256) {
        return _units(sums) * _unitRaw(listing);
    }

    function _units(Sums memory sums) private pure returns (uint256) {
        // Three numbers of 64 bits.
        unchecked {
            return uint256(sums.pending) + sums.accounted + sums.claimable;
        }
    }

    function _residue(Asset memory listing, Sums memory sums) private view returns (uint256) {
        uint256 balance = IERC20(listing.token).balanceOf(address(this));
        uint256 owedRaw = _owedRaw(listing, sums);
        return balance > owedRaw ? balance - owedRaw : 0;
    }

    function _unitRaw(Asset memory listing) private pure returns (uint256) {
        // listAsset lets at most 18 decimals lie between.
        unchecked {
            return 10 ** (listing.decimals - listing.scale);
        }
    }

    /// Writes the row asset u16 | units u64; what the word holds beyond it is the next row's, or past the end.
    function _append(bytes memory accounted, uint16 asset, uint64 units) private pure {
        assembly ("memory-safe") {
            let place := add(add(accounted, 32), mul(asset, 10))
            let rest := and(mload(place), 0xffffffffffffffffffffffffffffffffffffffffffff)
            mstore(place, or(or(shl(240, asset), shl(176, units)), rest))
        }
    }

    function _asset(uint16 asset) private view returns (Asset memory listing) {
        listing = _assets[asset];
        if (listing.token == address(0)) revert AssetUnlisted(asset);
    }
}
