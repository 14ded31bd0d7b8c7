// One WebSocket to the venue. Each channel is a chain: a message names the one before it, so a gap
// is seen and fetched again from the last sequence this page holds.

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;

export class Stream {
  #channels = new Map();
  #socket = null;
  #retryMs = FIRST_RETRY_MS;
  #onState;
  #onStatus;

  /** onState(state): connecting, live or lost. onStatus(status): once a second from the venue. */
  constructor(onState, onStatus) {
    this.#onState = onState;
    this.#onStatus = onStatus;
    this.#connect();
  }

  /** handler(message, isSnapshot) returns false when what it holds is broken and a snapshot is needed. */
  subscribe(channel, handler) {
    const key = keyOf(channel);
    this.#channels.set(key, {channel, handler, last: null});
    this.#request(key);
  }

  unsubscribe(channel) {
    this.#channels.delete(keyOf(channel));
    this.#send({op: 'unsubscribe', ...channel});
  }

  #connect() {
    this.#onState('connecting');
    const address = new URL('v1/stream', location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onopen = () => {
      this.#retryMs = FIRST_RETRY_MS;
      for (const key of this.#channels.keys()) this.#request(key);
    };
    socket.onmessage = event => this.#receive(JSON.parse(event.data));
    socket.onclose = () => {
      this.#onState('lost');
      setTimeout(() => this.#connect(), this.#retryMs * (0.7 + 0.6 * Math.random()));
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    };
  }

  #request(key) {
    const entry = this.#channels.get(key);
    const cursor = entry.last && entry.last !== '0' ? {after: entry.last} : {};
    entry.waiting = true;
    this.#send({op: 'subscribe', id: key, ...entry.channel, ...cursor});
  }

  #send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(message) {
    if (message.op === 'status') {
      this.#onState(message.connected ? 'live' : 'lost');
      this.#onStatus(message);
      return;
    }
    if (message.op === 'subscribed') {
      const entry = this.#channels.get(message.id);
      if (entry) entry.waiting = false;
      return;
    }
    if (message.op) return;
    const key = keyOf(message);
    const entry = this.#channels.get(key);
    if (!entry || entry.waiting) return;
    const snapshot = message.type === 'snapshot';
    if (!snapshot && message.previous !== entry.last) {
      this.#request(key);
      return;
    }
    entry.last = message.sequence;
    if (entry.handler(message, snapshot) === false) {
      entry.last = null;
      this.#request(key);
    }
  }
}

function keyOf({channel, market}) {
  return market === undefined ? channel : `${channel}:${market}`;
}
