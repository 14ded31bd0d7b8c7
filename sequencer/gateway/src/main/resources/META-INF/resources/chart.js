// A line of prices over time as SVG, drawn in pixels of its box.

const NS = 'http://www.w3.org/2000/svg';
const RIGHT = 74;
const BOTTOM = 22;
const TOP = 8;

export class Chart {
  #svg;
  #box;
  #readout;
  #points = [];
  #digits = 1;
  #pointer = null;

  constructor(svg, box, readout) {
    this.#svg = svg;
    this.#box = box;
    this.#readout = readout;
    new ResizeObserver(() => this.draw()).observe(box);
    box.addEventListener('pointermove', event => {
      this.#pointer = event.clientX - box.getBoundingClientRect().left;
      this.draw();
    });
    box.addEventListener('pointerleave', () => {
      this.#pointer = null;
      this.draw();
    });
  }

  /** points: [{time: ms, price: number}], oldest first. */
  show(points, digits) {
    this.#points = points;
    this.#digits = digits;
    this.draw();
  }

  draw() {
    const width = this.#box.clientWidth;
    const height = this.#box.clientHeight;
    const points = this.#points;
    if (width < 80 || height < 60 || points.length === 0) {
      this.#svg.replaceChildren();
      return;
    }
    this.#svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const first = points[0].time;
    const span = Math.max(points.at(-1).time - first, 1);
    const prices = points.map(point => point.price);
    const step = niceStep(Math.max(...prices) - Math.min(...prices) || Math.max(...prices) * 0.0005);
    const low = Math.floor(Math.min(...prices) / step) * step;
    const high = Math.max(Math.ceil(Math.max(...prices) / step) * step, low + step);
    const x = time => (points.length === 1 ? width - RIGHT : ((time - first) / span) * (width - RIGHT));
    const y = price => TOP + (1 - (price - low) / (high - low)) * (height - TOP - BOTTOM);

    const parts = [];
    for (let price = low; price <= high + step / 2; price += step) {
      parts.push(element('line', {class: 'grid', x1: 0, x2: width - RIGHT, y1: Math.round(y(price)), y2: Math.round(y(price))}));
      parts.push(label(width - RIGHT + 8, y(price) + 4, 'start', this.#text(price)));
    }
    const marks = Math.max(2, Math.floor((width - RIGHT) / 130));
    for (let i = 0; i <= marks; i++) {
      const time = first + (span * i) / marks;
      const anchor = i === 0 ? 'start' : i === marks ? 'end' : 'middle';
      parts.push(label(x(time), height - 5, anchor, clock(time)));
    }
    const path = points.map((point, i) => `${i ? 'L' : 'M'}${x(point.time).toFixed(1)} ${y(point.price).toFixed(1)}`).join('');
    const ground = height - BOTTOM;
    parts.push(element('path', {class: 'area', d: `${path}L${x(points.at(-1).time).toFixed(1)} ${ground}L${x(first).toFixed(1)} ${ground}Z`}));
    parts.push(element('path', {class: 'line', d: path}));
    let shown = points.at(-1);
    if (this.#pointer !== null) {
      shown = points.reduce((best, point) => (Math.abs(x(point.time) - this.#pointer) < Math.abs(x(best.time) - this.#pointer) ? point : best));
      parts.push(element('line', {class: 'cross', x1: x(shown.time), x2: x(shown.time), y1: TOP, y2: ground}));
    }
    parts.push(element('circle', {class: 'last', cx: x(shown.time), cy: y(shown.price), r: 3.5}));
    this.#svg.replaceChildren(...parts);
    this.#readout.textContent = `${this.#text(shown.price)} at ${clock(shown.time)}`;
    this.#svg.setAttribute(
      'aria-label',
      `Price from ${clock(first)} to ${clock(points.at(-1).time)}: low ${this.#text(Math.min(...prices))}, high ${this.#text(Math.max(...prices))}, last ${this.#text(prices.at(-1))}`);
  }

  #text(price) {
    return group(price.toFixed(this.#digits));
  }
}

export function clock(ms) {
  const time = new Date(ms);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
}

/** Thousands apart, on the text: 60123.4 -> 60,123.4 */
export function group(text) {
  const [whole, fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function niceStep(range) {
  const rough = range / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map(n => n * power).find(step => step >= rough);
}

function element(name, attributes) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function label(x, y, anchor, text) {
  const node = element('text', {class: 'axis', x, y, 'text-anchor': anchor});
  node.textContent = text;
  return node;
}
