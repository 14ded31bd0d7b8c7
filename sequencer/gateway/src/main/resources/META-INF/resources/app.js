import {Book} from './book.js';
import {Chart, clock, group} from './chart.js';
import {Stream} from './stream.js';

const LEVELS = 10;
const TRADES = 22;
const POINTS = 900;
const STALE_MS = 4000;

const $ = id => document.getElementById(id);
const chart = new Chart($('chart'), $('chart-box'), $('chart-readout'));
const bookRows = {asks: rows($('asks'), LEVELS, 'book-row'), bids: rows($('bids'), LEVELS, 'book-row')};

let markets = [];
let market = null;
let book = new Book();
let trades = [];
let marks = [];
let lastMark = null;
let lastHeard = 0;
let drawing = false;

const stream = new Stream(showState, status => {
  lastHeard = performance.now();
  set('sequence', group(status.sequence));
});

start();

async function start() {
  followTheme();
  $('copy').addEventListener('click', copyTransaction);
  setInterval(() => {
    document.body.dataset.stale = String(performance.now() - lastHeard > STALE_MS);
  }, 1000);
  stream.subscribe({channel: 'batches'}, showBatches);
  await untilListed();
  const info = await get('v1/info');
  set('chain', `chain ${info.chainId}, clearing house ${short(info.clearingHouse)}`);
  for (const listed of markets) {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.textContent = listed.symbol;
    tab.dataset.testid = `market-tab-${listed.market}`;
    tab.addEventListener('click', () => select(listed));
    $('market-tabs').append(tab);
  }
  const wanted = markets.find(listed => listed.symbol === location.hash.slice(1));
  await select(wanted ?? markets[0]);
  $('main').setAttribute('aria-busy', 'false');
}

/** A fresh venue lists its markets a moment after it starts. */
async function untilListed() {
  for (;;) {
    try {
      markets = (await get('v1/markets')).markets;
      if (markets.length > 0) return;
    } catch {
      // not ready: the connection light says so
    }
    await new Promise(done => setTimeout(done, 1000));
  }
}

async function select(listed) {
  if (market) for (const channel of ['book', 'trades', 'marks']) stream.unsubscribe({channel, market: market.market});
  market = listed;
  book = new Book();
  trades = [];
  marks = [];
  lastMark = null;
  const id = market.market;
  history.replaceState(null, '', `#${market.symbol}`);
  document.title = `${market.symbol} – Caisson`;
  set('symbol', market.symbol);
  set('tick', market.tickSize);
  set('lot', market.lotSize);
  set('margin', market.kind === 'PERPETUAL' ? percent(market.marginPpm) : '–');
  set('fee', percent(market.takerFeePpm));
  for (const field of ['mark-price', 'index-price', 'last-price', 'spread', 'middle-price', 'book-checksum']) set(field, '–');
  set('mark-note', market.kind === 'PERPETUAL' ? 'mark price' : 'last trade');
  set('chart-title', market.kind === 'PERPETUAL' ? 'Mark price' : 'Trades');
  for (const tab of $('market-tabs').children) tab.setAttribute('aria-pressed', String(tab.textContent === market.symbol));

  // The chart's past first, so that a delta never comes before it.
  const past = await get(`v1/markets/${id}/marks?limit=${POINTS}`);
  if (market.market !== id) return;
  marks = past.marks.filter(mark => mark.markPrice).map(point);
  stream.subscribe({channel: 'marks', market: id}, (message, snapshot) => {
    if (market.market === id) showMark(message, snapshot);
  });
  stream.subscribe({channel: 'trades', market: id}, (message, snapshot) => {
    if (market.market !== id) return;
    trades = snapshot ? message.trades : [...message.trades.toReversed(), ...trades].slice(0, 200);
    draw();
  });
  stream.subscribe({channel: 'book', market: id}, (message, snapshot) => {
    if (market.market !== id) return true;
    const good = book.apply(message, snapshot);
    draw();
    return good;
  });
}

function showMark(message, snapshot) {
  if (!message.markPrice) return;
  set('index-price', message.indexPrice ? group(message.indexPrice) : '–');
  showPrice(message.markPrice);
  if (!snapshot) {
    marks.push(point(message));
    if (marks.length > POINTS) marks.shift();
  }
  draw();
}

function showPrice(text) {
  const price = $('mark-price');
  if (lastMark !== null && lastMark !== text) price.dataset.move = Number(text) > Number(lastMark) ? 'up' : 'down';
  lastMark = text;
  set('mark-price', group(text));
}

function showBatches(message) {
  if (message.sealed) set('sealed-batch', group(message.sealed.batchNo));
  if (message.confirmed) {
    set('batch-number', group(message.confirmed.batchNo));
    set('batch-transaction', message.confirmed.transactionHash);
    set('batch-header', message.confirmed.headerHash);
    $('copy').hidden = false;
  }
}

/** At most once a frame, however fast the market moves. */
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    drawBook();
    drawTrades();
    drawChart();
  });
}

function drawBook() {
  const bids = book.bids(LEVELS);
  const asks = book.asks(LEVELS);
  const digits = decimals(market.lotSize);
  const most = Math.max(total(bids), total(asks), Number.MIN_VALUE);
  fillSide(bookRows.bids, bids, digits, most);
  // Asks stand above the middle: the best one at the bottom.
  fillSide(bookRows.asks.toReversed(), asks, digits, most);
  if (bids.length && asks.length) {
    const spread = Number(asks[0][0]) - Number(bids[0][0]);
    const middle = (Number(asks[0][0]) + Number(bids[0][0])) / 2;
    const places = decimals(market.tickSize);
    set('spread', spread.toFixed(places));
    set('middle-price', group(middle.toFixed(places + 1)));
    set('middle-note', `spread ${spread.toFixed(places)} (${((spread / middle) * 10000).toFixed(1)} bp)`);
  } else {
    set('spread', '–');
    set('middle-price', '–');
    set('middle-note', 'one side is empty');
  }
  if (book.checksum !== null) set('book-checksum', `${book.checksum} ✓`);
}

function fillSide(lines, levels, digits, most) {
  let sum = 0;
  lines.forEach((line, i) => {
    const level = levels[i];
    if (!level) {
      write(line, ['', '', '']);
      line.style.setProperty('--depth', '0%');
      delete line.dataset.price;
      return;
    }
    sum += Number(level[1]);
    write(line, [group(level[0]), level[1], sum.toFixed(digits)]);
    line.dataset.price = level[0];
    line.style.setProperty('--depth', `${((sum / most) * 100).toFixed(1)}%`);
  });
}

function drawTrades() {
  const body = $('trade-rows');
  while (body.rows.length < Math.min(trades.length, TRADES)) body.append(row('trade-row'));
  while (body.rows.length > Math.min(trades.length, TRADES)) body.lastElementChild.remove();
  [...body.rows].forEach((line, i) => {
    const trade = trades[i];
    write(line, [group(trade.price), trade.quantity, clock(ms(trade.timeNs))]);
    line.cells[0].className = trade.takerSide === 'BUY' ? 'buy' : 'sell';
    line.dataset.trade = trade.tradeId;
  });
  if (trades.length) {
    set('last-price', group(trades[0].price));
    if (market.kind !== 'PERPETUAL') showPrice(trades[0].price);
  }
}

function drawChart() {
  const points = market.kind === 'PERPETUAL' && marks.length
    ? marks
    : trades.toReversed().map(trade => ({time: ms(trade.timeNs), price: Number(trade.price)}));
  chart.show(points, decimals(market.tickSize));
}

function showState(state) {
  const light = $('connection');
  if (light.dataset.state === state) return;
  light.dataset.state = state;
  set('connection-text', {live: 'live', lost: 'reconnecting', connecting: 'connecting'}[state]);
}

function followTheme() {
  const kept = localStorage.getItem('theme');
  if (kept) document.documentElement.dataset.theme = kept;
  $('theme').addEventListener('click', () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : !matchMedia('(prefers-color-scheme: light)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
  });
}

async function copyTransaction() {
  await navigator.clipboard.writeText($('batch-transaction').textContent);
  $('copy').textContent = 'Copied';
  setTimeout(() => ($('copy').textContent = 'Copy'), 1500);
}

async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

function rows(body, count, testid) {
  const made = Array.from({length: count}, () => row(testid));
  body.append(...made);
  return made;
}

function row(testid) {
  const line = document.createElement('tr');
  line.dataset.testid = testid;
  line.append(...Array.from({length: 3}, () => document.createElement('td')));
  return line;
}

function write(line, texts) {
  texts.forEach((text, i) => {
    if (line.cells[i].textContent !== text) line.cells[i].textContent = text;
  });
}

function set(id, text) {
  if ($(id).textContent !== text) $(id).textContent = text;
}

function point(mark) {
  return {time: ms(mark.timeNs), price: Number(mark.markPrice)};
}

function ms(ns) {
  return Number(BigInt(ns) / 1000000n);
}

function total(levels) {
  return levels.reduce((sum, level) => sum + Number(level[1]), 0);
}

function decimals(step) {
  return (step.split('.')[1] ?? '').length;
}

function percent(ppm) {
  return `${(ppm / 10000).toFixed(ppm % 10000 === 0 ? 0 : 2)} %`;
}

function short(address) {
  return `${address.slice(0, 8)}…${address.slice(-4)}`;
}
